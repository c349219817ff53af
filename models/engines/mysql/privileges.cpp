// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/privileges.h"

#include "models/engines/mysql/backuptool.h"
#include "models/engines/mysql/connection.h"
#include "models/engines/mysql/dumptool.h"
#include "models/engines/mysql/mysqltarget.h"

#include <QRegularExpression>

namespace lk {

namespace {

const QStringList ForApply{QStringLiteral("SELECT"), QStringLiteral("INSERT"), QStringLiteral("UPDATE"), QStringLiteral("DELETE"),
                           QStringLiteral("CREATE"), QStringLiteral("DROP"), QStringLiteral("ALTER"), QStringLiteral("INDEX")};
const QStringList ForMore{QStringLiteral("REFERENCES"), QStringLiteral("CREATE VIEW"), QStringLiteral("SHOW VIEW"), QStringLiteral("TRIGGER"),
                          QStringLiteral("CREATE ROUTINE"), QStringLiteral("ALTER ROUTINE"), QStringLiteral("EVENT")};

/// Whether the pattern of a grant ("shop\_%") is of @p database.
bool covers(QString pattern, const QString &database)
{
    QString expression;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == u'\\' && i + 1 < pattern.size())
            expression += QRegularExpression::escape(pattern.mid(++i, 1));
        else if (pattern[i] == u'%')
            expression += QStringLiteral(".*");
        else if (pattern[i] == u'_')
            expression += u'.';
        else
            expression += QRegularExpression::escape(pattern.mid(i, 1));
    }
    return QRegularExpression(QRegularExpression::anchoredPattern(expression), QRegularExpression::CaseInsensitiveOption).match(database).hasMatch();
}

/// Privileges that SHOW GRANTS lists for @p database, in capitals; "ALL PRIVILEGES" is one of them.
Result<QStringList> heldOn(MysqlSession &session, const QString &database)
{
    const Result<Rows> grants = session.query(QStringLiteral("SHOW GRANTS"));
    if (!grants)
        return Failure(grants.error());
    static const QRegularExpression grant(QStringLiteral("^GRANT (.+) ON (?:\\*|`((?:[^`]|``)+)`)\\.\\* TO "));
    QStringList held;
    for (const QVariantList &row : grants->rows) {
        const auto match = grant.match(row[0].toString());
        if (match.hasMatch() && (match.captured(2).isEmpty() || covers(match.captured(2).replace(QStringLiteral("``"), QStringLiteral("`")), database)))
            held << match.captured(1).toUpper().split(QStringLiteral(", "));
    }
    return held;
}

QString variable(MysqlSession &session, const QString &name)
{
    const Result<Rows> shown = session.query(QStringLiteral("SHOW GLOBAL VARIABLES WHERE Variable_name = ?"), {name});
    return shown && !shown->rows.empty() ? shown->rows[0][1].toString() : QString();
}

EngineCheck encryptionCheck(const MysqlSession &session)
{
    const QString title = QStringLiteral("Encryption");
    const QString cipher = session.info().cipher;
    if (!cipher.isEmpty())
        return {title, true, QStringLiteral("%1, ssl-mode %2").arg(cipher, sslModeOf(session.target()))};
    if (usesSocket(session.target()))
        return {title, true, QStringLiteral("not needed: the connection is a local socket")};
    return {title, isLocal(session.target()) ? std::nullopt : std::optional(false), QStringLiteral("none: everything is sent readable")};
}

EngineCheck toolCheck(const MysqlSession &session)
{
    const QString title = QStringLiteral("Backup program");
    const Result<DumpTool> tool = findDumpTool(session.isMariadb(), session.info().versionNumber);
    if (!tool)
        return {title, false, tool.error().text()};
    QString detail = QStringLiteral("%1 %2").arg(tool->path, tool->version);
    if (tool->mariadb != session.isMariadb())
        return {title, std::nullopt, detail + QStringLiteral(": MariaDB's, for a server of MySQL; install mysqldump")};
    return {title, true, detail};
}

EngineCheck rightsCheck(MysqlSession &session)
{
    const QString title = QStringLiteral("Rights");
    const Result<QStringList> missing = missingOn(session, session.target().database, ForApply + ForMore);
    if (!missing)
        return {title, std::nullopt, missing.error().text()};
    return {title, missing->isEmpty() ? std::optional(true) : std::nullopt,
            missing->isEmpty() ? QStringLiteral("%1 may change everything in the database").arg(session.info().user)
                               : QStringLiteral("%1 lacks %2").arg(session.info().user, missing->join(QStringLiteral(", ")))};
}

EngineCheck scratchCheck(MysqlSession &session)
{
    const QString title = QStringLiteral("Rehearsals");
    const Result<QStringList> missing = missingOn(session, QStringLiteral("lockkeeper_scratch_x"), ForApply + ForMore);
    if (!missing)
        return {title, std::nullopt, missing.error().text()};
    return {title, missing->isEmpty(),
            missing->isEmpty() ? QStringLiteral("a scratch database can be made on the server")
                               : QStringLiteral("no scratch database can be made: GRANT ALL ON `lockkeeper\\_scratch\\_%`.* TO the account")};
}

EngineCheck readOnlyCheck(MysqlSession &session)
{
    const QString title = QStringLiteral("Writable");
    if (variable(session, QStringLiteral("read_only")) == QLatin1String("ON"))
        return {title, false, QStringLiteral("the server is read-only, as replicas are: apply on its primary")};
    return {title, true, QStringLiteral("the server takes changes")};
}

EngineCheck tablesCheck(MysqlSession &session)
{
    const QString title = QStringLiteral("Transactions");
    const Result<QStringList> loose = tablesWithoutTransactions(session);
    if (!loose)
        return {title, std::nullopt, loose.error().text()};
    if (loose->isEmpty())
        return {title, true, QStringLiteral("every table's engine has them")};
    return {title, std::nullopt, QStringLiteral("can't be rolled back, and in backups not of one moment: %1").arg(loose->mid(0, 10).join(QStringLiteral(", ")))};
}

} // namespace

Result<QStringList> missingOn(MysqlSession &session, const QString &database, const QStringList &wanted)
{
    return heldOn(session, database).map([&wanted](const QStringList &held) {
        QStringList missing;
        if (held.contains(QLatin1String("ALL PRIVILEGES")))
            return missing;
        for (const QString &privilege : wanted) {
            if (!held.contains(privilege))
                missing << privilege;
        }
        return missing;
    });
}

QStringList missingForApply(MysqlSession &session)
{
    QStringList words;
    const Result<QStringList> missing = missingOn(session, session.target().database, ForApply);
    if (!missing)
        words << missing.error().text();
    else if (!missing->isEmpty())
        words << QStringLiteral("%1 lacks %2 on %3").arg(session.info().user, missing->join(QStringLiteral(", ")), session.target().database);
    if (variable(session, QStringLiteral("read_only")) == QLatin1String("ON"))
        words << QStringLiteral("the server is read-only");
    return words;
}

std::vector<EngineCheck> diagnoseMysql(MysqlSession &session)
{
    const auto setting = [&session](const char *name) {
        return EngineCheck{QLatin1String(name), std::nullopt, variable(session, QLatin1String(name))};
    };
    std::vector<EngineCheck> checks{encryptionCheck(session), rightsCheck(session), scratchCheck(session), toolCheck(session),
                                    readOnlyCheck(session)};
    if (session.info().exists)
        checks.push_back(tablesCheck(session));
    checks.push_back({QStringLiteral("sql_mode"), std::nullopt, session.sqlMode()});
    for (const char *name : {"lower_case_table_names", "event_scheduler", "max_allowed_packet", "character_set_server"})
        checks.push_back(setting(name));
    return checks;
}

} // namespace lk
