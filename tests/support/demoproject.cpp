// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/demoproject.h"

#include "models/desk/desk.h"

#include <QDirIterator>

#include <sqlite3.h>

namespace lk {

namespace {

void applyUpTo(const QString &folder, const QString &version)
{
    OpenRequest request;
    request.folder = folder;
    request.environment = QStringLiteral("development");
    auto desk = Desk::open(request);
    if (!desk || !(*desk)->refresh())
        qFatal("the demo project does not open");
    const auto plan = (*desk)->plan({Direction::Up, version, 1});
    if (!plan)
        qFatal("no plan: %s", qPrintable(plan.error().text()));
    for (const Finding &finding : (*desk)->checklist(*plan).openFindings()) {
        if (!(*desk)->waiveFinding(*plan, {finding, QStringLiteral("part of the test's set-up")}))
            qFatal("%s can't be waived", qPrintable(finding.rule));
    }
    const auto permit = (*desk)->checklist(*plan).permit();
    if (!permit)
        qFatal("no permit: %s", qPrintable(permit.error().text()));
    RunControl control;
    const auto report = (*desk)->apply(*plan, *permit, control, [](const RunEvent &) {});
    if (!report || report->error)
        qFatal("not applied: %s", qPrintable(report ? report->error->text() : report.error().text()));
}

} // namespace

DemoProject::DemoProject(const QString &version)
{
    const QDir source(QStringLiteral(LOCKKEEPER_SOURCE_DIR "/resources/demo"));
    QDirIterator walk(source.path(), QDir::Files, QDirIterator::Subdirectories);
    while (walk.hasNext()) {
        QFile in(walk.next());
        if (!in.open(QIODevice::ReadOnly))
            qFatal("%s: %s", qPrintable(in.fileName()), qPrintable(in.errorString()));
        write(source.relativeFilePath(in.fileName()), in.readAll());
    }
    applyUpTo(folder(), version);
    for (const char *other : {"staging.db", "production.db"}) {
        if (!QFile::copy(path(QStringLiteral("shop.db")), path(QString::fromLatin1(other))))
            qFatal("can't copy the demo database");
    }
}

QStringList rawRows(const QString &database, const QString &sql)
{
    sqlite3 *db = nullptr;
    if (sqlite3_open_v2(QFile::encodeName(database).constData(), &db, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK)
        qFatal("%s: %s", qPrintable(database), sqlite3_errmsg(db));
    sqlite3_busy_timeout(db, 10'000);
    sqlite3_stmt *statement = nullptr;
    if (sqlite3_prepare_v2(db, sql.toUtf8().constData(), -1, &statement, nullptr) != SQLITE_OK)
        qFatal("%s: %s", qPrintable(sql), sqlite3_errmsg(db));
    QStringList rows;
    while (sqlite3_step(statement) == SQLITE_ROW) {
        QStringList values;
        for (int column = 0; column < sqlite3_column_count(statement); ++column)
            values << QString::fromUtf8(reinterpret_cast<const char *>(sqlite3_column_text(statement, column)));
        rows << values.join(u'|');
    }
    if (sqlite3_finalize(statement) != SQLITE_OK)
        qFatal("%s: %s", qPrintable(sql), sqlite3_errmsg(db));
    sqlite3_close(db);
    return rows;
}

QString rawValue(const QString &database, const QString &sql)
{
    return rawRows(database, sql).value(0).section(u'|', 0, 0);
}

} // namespace lk
