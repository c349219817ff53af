// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/dialect.h"

#include <QStringList>

namespace lk {

const Dialect &sqliteDialect()
{
    static const Dialect dialect{
        .name = QStringLiteral("sqlite"), .backtickQuotes = true, .bracketQuotes = true, .triggerBodies = true};
    return dialect;
}

const Dialect &postgresqlDialect()
{
    static const Dialect dialect{.name = QStringLiteral("postgresql"),
                                 .nestedComments = true,
                                 .dollarQuotes = true,
                                 .escapeStrings = true,
                                 .bareParameters = false,
                                 .customOperators = true,
                                 .atomicBodies = true,
                                 .psqlCommands = true,
                                 .copyData = true,
                                 .nameCase = Dialect::NameCase::Lowered};
    return dialect;
}

const Dialect &mysqlDialect()
{
    static const Dialect dialect{.name = QStringLiteral("mysql"),
                                 .backtickQuotes = true,
                                 .hashComments = true,
                                 .backslashEscapes = true,
                                 .introducers = true,
                                 .doubleQuotedStrings = true,
                                 .bareParameters = false,
                                 .userVariables = true,
                                 .dashNeedsSpace = true,
                                 .versionedComments = true,
                                 .compoundBodies = true,
                                 .delimiterCommand = true,
                                 .nameCase = Dialect::NameCase::Kept};
    return dialect;
}

const Dialect &mariadbDialect()
{
    static const Dialect dialect = [] {
        Dialect result = mysqlDialect();
        result.name = QStringLiteral("mariadb");
        result.mariadbComments = true;
        return result;
    }();
    return dialect;
}

Dialect withSqlMode(Dialect dialect, const QString &sqlMode)
{
    // Combinations: https://dev.mysql.com/doc/refman/8.4/en/sql-mode.html, https://mariadb.com/kb/en/sql-mode/.
    static const QStringList ansiQuotes{
        QStringLiteral("ANSI_QUOTES"), QStringLiteral("ANSI"),   QStringLiteral("DB2"),       QStringLiteral("MAXDB"),
        QStringLiteral("MSSQL"),       QStringLiteral("ORACLE"), QStringLiteral("POSTGRESQL")};
    for (const QString &mode : sqlMode.split(u',', Qt::SkipEmptyParts)) {
        const QString name = mode.trimmed().toUpper();
        if (ansiQuotes.contains(name))
            dialect.doubleQuotedStrings = false;
        else if (name == u"NO_BACKSLASH_ESCAPES")
            dialect.backslashEscapes = false;
    }
    return dialect;
}

} // namespace lk
