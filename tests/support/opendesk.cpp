// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/opendesk.h"

#include <sqlite3.h>

namespace lk {

std::unique_ptr<Desk> openDesk(const TemporaryProject &project, const QString &environment)
{
    OpenRequest request;
    request.folder = project.folder();
    request.environment = environment;
    request.trusted = true; // the test wrote the folder
    auto desk = Desk::open(request);
    if (!desk)
        qFatal("open: %s", qPrintable(desk.error().text()));
    if (auto history = (*desk)->refresh(); !history)
        qFatal("refresh: %s", qPrintable(history.error().text()));
    return std::move(*desk);
}

RunReport applyAll(Desk &desk, const PlanRequest &request, const EventSink &sink)
{
    const auto plan = desk.plan(request);
    if (!plan)
        qFatal("plan: %s", qPrintable(plan.error().text()));
    const auto permit = desk.checklist(*plan).permit();
    if (!permit)
        qFatal("permit: %s", qPrintable(permit.error().text()));
    RunControl control;
    auto report = desk.apply(*plan, *permit, control, sink);
    if (!report)
        qFatal("apply: %s", qPrintable(report.error().text()));
    if (auto history = desk.refresh(); !history)
        qFatal("refresh: %s", qPrintable(history.error().text()));
    return *report;
}

QString sqliteSays(const QString &file, const char *sql)
{
    sqlite3 *db = nullptr;
    if (sqlite3_open_v2(file.toUtf8().constData(), &db, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK) {
        sqlite3_close(db);
        return QStringLiteral("cannot open");
    }
    QStringList rows;
    sqlite3_stmt *statement = nullptr;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, nullptr) != SQLITE_OK)
        rows << QStringLiteral("error: ") + QString::fromUtf8(sqlite3_errmsg(db));
    while (statement && sqlite3_step(statement) == SQLITE_ROW) {
        QStringList row;
        for (int i = 0; i < sqlite3_column_count(statement); ++i)
            row << QString::fromUtf8(reinterpret_cast<const char *>(sqlite3_column_text(statement, i)));
        rows << row.join(u'|');
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return rows.join(u'\n');
}

} // namespace lk
