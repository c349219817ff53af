// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/cliproject.h"

#include "models/audit/auditlog.h"

#include <QRegularExpression>

namespace lk {

using namespace Qt::StringLiterals;

CliProject::CliProject()
{
    write(u"lockkeeper.toml"_s, "[project]\nname = \"Shop\"\nformat = \"plain\"\n\n"
                                "[environments.development]\nurl = \"sqlite:shop.db\"\n\n"
                                "[environments.production]\nurl = \"sqlite:live.db\"\nprotected = true\n");
    write(u"migrations/0001_orders.sql"_s, "-- Orders of the shop.\n-- Up\nCREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, total INTEGER);\n"
                                           "-- Down\nDROP TABLE IF EXISTS orders;\n");
    write(u"migrations/0002_index.sql"_s, "-- Finds orders by their total.\n-- Up\nCREATE INDEX IF NOT EXISTS orders_total ON orders (total);\n"
                                          "-- Down\nDROP INDEX IF EXISTS orders_total;\n");
    write(u"migrations/0003_first_orders.sql"_s, "-- Two orders to begin with.\nINSERT INTO orders (total) VALUES (10);\nINSERT INTO orders (total) VALUES (20);\n");
}

CliResult CliProject::run(const QStringList &arguments) const
{
    return runInProcess(QStringList{u"-C"_s, folder()} + arguments);
}

CliResult CliProject::runAnswering(const QStringList &arguments, const QByteArray &answers) const
{
    return lk::runAnswering(QStringList{u"-C"_s, folder()} + arguments, answers);
}

CliResult CliProject::program(const QStringList &arguments, const CliLimits &limits) const
{
    return runProgram(QStringList{u"-C"_s, folder()} + arguments, limits);
}

QString CliProject::steady(QString text) const
{
    static const QRegularExpression hash(u"\\b[0-9a-f]{64}\\b"_s);
    static const QRegularExpression stamp(u"\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d(:\\d\\d)?"_s);
    static const QRegularExpression duration(u"(< )?\\b[\\d.]+ m?s\\b"_s);
    static const QRegularExpression version(u"SQLite [\\d.]+"_s, QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression spaces(u" {3,}"_s);
    text.replace(folder(), u"DIR"_s);
    text.replace(hash, u"HASH"_s).replace(stamp, u"TIME"_s).replace(duration, u"N ms"_s).replace(version, u"SQLite V"_s);
    text.replace(QRegularExpression(u"\\b%1\\b"_s.arg(QRegularExpression::escape(currentUser()))), u"ME"_s);
    return text.replace(spaces, u"  "_s);
}

} // namespace lk
