// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/largeproject.h"

#include "models/desk/desk.h"

#include <QDir>
#include <QSaveFile>

#include <cstdio>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

const QStringList modules{u"sales"_s,   u"stock"_s,  u"billing"_s, u"people"_s, u"shipping"_s, u"support"_s,  u"web"_s,     u"partner"_s, u"asset"_s,
                          u"project"_s, u"travel"_s, u"training"_s, u"quality"_s, u"energy"_s, u"legal"_s,    u"campaign"_s, u"loyalty"_s, u"returns"_s,
                          u"pricing"_s, u"tax"_s,    u"bank"_s,    u"fleet"_s,  u"facility"_s, u"research"_s, u"archive"_s};
const QStringList entities{u"account"_s, u"order"_s,    u"order_line"_s, u"payment"_s, u"invoice"_s, u"contact"_s,  u"address"_s,  u"document"_s, u"event"_s, u"approval"_s,
                           u"task"_s,    u"task_note"_s, u"schedule"_s,  u"batch"_s,   u"batch_item"_s, u"batch_error"_s, u"profile"_s, u"category"_s, u"setting"_s, u"import_log"_s};
const int perModule = int(entities.size());

/// The first table of every module is what the others refer to.
QString tableName(int number)
{
    const int module = number / perModule;
    const QString again = module >= modules.size() ? QString::number(module / modules.size() + 1) : QString();
    return modules[module % modules.size()] + again + u'_' + entities[number % perModule];
}

/// Numbers of the tables that this one refers to, all before it, or itself.
QList<int> references(int number)
{
    const int module = number / perModule;
    const int entity = number % perModule;
    const int hub = module * perModule;
    QList<int> found;
    if (entity == 0 && module % 3 == 2)
        found << hub - perModule;
    if ((entity >= 1 && entity <= 12) || entity == 16)
        found << hub;
    if (entity == 2 || entity == 11 || (entity >= 13 && entity <= 15))
        found << number - 1;
    if (entity == 3 || entity == 4 || entity == 7)
        found << hub + 1;
    if (entity == 5 && module > 0)
        found << module / 2 * perModule;
    if (entity == 17)
        found << number;
    return found;
}

QString createTable(int number)
{
    const int entity = number % perModule;
    QStringList parts{u"id INTEGER NOT NULL PRIMARY KEY"_s};
    QStringList keys;
    for (const int other : references(number)) {
        const QString column = other == number ? u"parent_id"_s : tableName(other) + u"_id"_s;
        parts << column + (other == number ? u" INTEGER"_s : u" INTEGER NOT NULL"_s);
        keys << u"CONSTRAINT %1_%2 FOREIGN KEY (%3) REFERENCES %4 (id)"_s.arg(tableName(number), column, column, tableName(other));
    }
    parts << u"name VARCHAR(80) NOT NULL"_s << u"state VARCHAR(20)"_s;
    static const QStringList more{u"amount NUMERIC(12,2)"_s, u"due TIMESTAMP"_s, u"active BOOLEAN"_s, u"remark TEXT"_s, u"quantity INTEGER"_s};
    for (int column = 0; column < entity % 6 && column < more.size(); ++column)
        parts << more[(column + entity) % more.size()];
    if (entity == 16) {
        for (int column = 1; column <= 50; ++column)
            parts << u"custom_%1 VARCHAR(40)"_s.arg(column, 2, 10, QChar(u'0'));
    }
    parts << u"created_at TIMESTAMP"_s;
    return u"CREATE TABLE %1 (\n    %2\n);\n"_s.arg(tableName(number), (parts + keys).join(u",\n    "_s));
}

bool writeFile(const QDir &folder, const QString &name, const QByteArray &content)
{
    QSaveFile file(folder.filePath(name));
    if (!folder.mkpath(QFileInfo(name).path()) || !file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit()) {
        std::fprintf(stderr, "%s can't be written: %s\n", qPrintable(file.fileName()), qPrintable(file.errorString()));
        return false;
    }
    return true;
}

std::optional<Error> applyFirst(const QString &folder)
{
    OpenRequest request;
    request.folder = folder;
    auto desk = Desk::open(request);
    if (!desk)
        return desk.error();
    if (auto history = (*desk)->refresh(); !history)
        return history.error();
    const auto plan = (*desk)->plan({Direction::Up, u"0001"_s, 1});
    if (!plan)
        return plan.error();
    const auto permit = (*desk)->checklist(*plan).permit();
    if (!permit)
        return permit.error();
    RunControl control;
    const auto report = (*desk)->apply(*plan, *permit, control, [](const RunEvent &) {});
    return !report ? std::optional(report.error()) : report->error;
}

} // namespace

QByteArray largeSchema(int tables)
{
    QString sql = u"-- A made-up schema of %1 tables.\n"_s.arg(tables);
    for (int number = 0; number < tables; ++number)
        sql += createTable(number);
    for (int number = 1; number < tables; number += 4)
        sql += u"CREATE INDEX %1_by_name ON %1 (name);\n"_s.arg(tableName(number));
    return sql.toUtf8();
}

QByteArray largeSchemaChange(int tables)
{
    QString sql = u"-- What a release changes here and there.\n"_s;
    // Of every fifth module, so that the changes lie in several places.
    for (int hub = 0; hub + perModule <= tables; hub += 5 * perModule) {
        const QString account = tableName(hub);
        sql += u"CREATE TABLE %1_refund (\n    id INTEGER NOT NULL PRIMARY KEY,\n    account_id INTEGER NOT NULL REFERENCES %1 (id),\n    amount NUMERIC(12,2) NOT NULL\n);\n"_s.arg(account);
        sql += u"ALTER TABLE %1 RENAME COLUMN name TO title;\n"_s.arg(account);
        sql += u"ALTER TABLE %1 ADD COLUMN currency VARCHAR(3) DEFAULT 'EUR';\n"_s.arg(tableName(hub + 1));
        sql += u"ALTER TABLE %1 DROP COLUMN state;\n"_s.arg(tableName(hub + 6));
        sql += u"CREATE INDEX %1_by_state ON %1 (state);\n"_s.arg(tableName(hub + 3));
        sql += u"DROP TABLE %1;\n"_s.arg(tableName(hub + 19));
    }
    if (tables > 18)
        sql += u"ALTER TABLE %1 RENAME TO %2_option;\n"_s.arg(tableName(18), modules.first());
    sql += u"CREATE VIEW open_orders AS\nSELECT id, amount FROM %1_refund WHERE amount > 0;\n"_s.arg(tableName(0));
    return sql.toUtf8();
}

bool writeLargeProject(const QString &folder, int tables)
{
    const QDir dir(folder);
    if (dir.exists() && !dir.isEmpty()) {
        std::fprintf(stderr, "%s is not empty\n", qPrintable(folder));
        return false;
    }
    const bool written = dir.mkpath(u"."_s)
                         && writeFile(dir, u"lockkeeper.toml"_s,
                                      "[project]\nname = \"Large\"\nformat = \"plain\"\nmigrations = \"migrations\"\n\n[environments.development]\nurl = \"sqlite:large.db\"\n")
                         && writeFile(dir, u"migrations/0001_schema.sql"_s, largeSchema(tables));
    if (!written)
        return false;
    if (const auto error = applyFirst(folder)) {
        std::fprintf(stderr, "%s\n", qPrintable(error->text()));
        return false;
    }
    return writeFile(dir, u"migrations/0002_release.sql"_s, largeSchemaChange(tables));
}

} // namespace lk
