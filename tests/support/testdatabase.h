// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

struct sqlite3;

namespace lk {

/// A connection of the test's own to an SQLite file, with nothing of the program in between. Every failure aborts the test.
class TestDatabase
{
public:
    explicit TestDatabase(const QString &path);
    ~TestDatabase();
    TestDatabase(const TestDatabase &) = delete;
    TestDatabase &operator=(const TestDatabase &) = delete;

    void run(const QByteArray &sql);
    /// The rows, their values joined by '|'; NULL is "NULL".
    QStringList rows(const QByteArray &sql);
    /// The only value of the only row.
    QString value(const QByteArray &sql);

private:
    sqlite3 *m_handle = nullptr;
};

} // namespace lk
