// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testdatabase.h"

#include <QFile>

#include <sqlite3.h>

namespace lk {

namespace {

int appendRow(void *rows, int count, char **values, char **)
{
    QStringList cells;
    for (int i = 0; i < count; ++i)
        cells += values[i] ? QString::fromUtf8(values[i]) : QStringLiteral("NULL");
    static_cast<QStringList *>(rows)->append(cells.join(u'|'));
    return 0;
}

} // namespace

TestDatabase::TestDatabase(const QString &path)
{
    if (sqlite3_open(QFile::encodeName(path).constData(), &m_handle) != SQLITE_OK)
        qFatal("%s: %s", qPrintable(path), sqlite3_errmsg(m_handle));
}

TestDatabase::~TestDatabase()
{
    sqlite3_close(m_handle);
}

void TestDatabase::run(const QByteArray &sql)
{
    rows(sql);
}

QStringList TestDatabase::rows(const QByteArray &sql)
{
    QStringList found;
    char *message = nullptr;
    if (sqlite3_exec(m_handle, sql.constData(), appendRow, &found, &message) != SQLITE_OK)
        qFatal("%s: %s", sql.constData(), message);
    return found;
}

QString TestDatabase::value(const QByteArray &sql)
{
    const QStringList found = rows(sql);
    if (found.size() != 1)
        qFatal("%s: %d rows instead of one", sql.constData(), int(found.size()));
    return found.first();
}

} // namespace lk
