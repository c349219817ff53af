// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <stop_token>
#include <thread>

namespace lk {

/// Looks again and again, from a thread of its own, whether something readable stands in a file below some folders.
class PlainTextWatch
{
public:
    /// Of files whose name begins with @p allowed nothing is asked.
    PlainTextWatch(QStringList folders, QList<QByteArray> forbidden, QString allowed = {});
    ~PlainTextWatch();

    /// Looks once more, ends, and gives what was found: "file: what".
    QStringList end();
    /// How often all files were read.
    int looks() const { return m_looks; }

private:
    void look();

    QStringList m_folders;
    QList<QByteArray> m_forbidden;
    QString m_allowed;
    QStringList m_found;
    int m_looks = 0;
    std::jthread m_thread;
};

} // namespace lk
