// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/run/runevent.h"

#include <QFile>

#include <memory>

namespace lk {

/// The append-only record of one run, written as it goes (.lockkeeper/journals/<run>.jsonl). The intent to run is on the disk before
/// the first statement is sent. Steps that commit together with their tracking row need no sync of their own: the tracking table
/// tells what became of them.
class Journal
{
public:
    /// Makes the file (0600) with @p head as its first line, synced.
    static Result<Journal> create(const QString &path, const QJsonObject &head);

    Journal(Journal &&) = default;

    /// Notes an event; run starts and ends are on the disk when this returns.
    void write(const RunEvent &event);

private:
    explicit Journal(std::unique_ptr<QFile> file);
    void line(const QJsonObject &object, bool sync);

    std::unique_ptr<QFile> m_file;
};

} // namespace lk
