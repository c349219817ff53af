// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/run/journal.h"

#include "models/base/privatefile.h"

#include <QFileInfo>
#include <QJsonDocument>

#include <unistd.h>

namespace lk {

Journal::Journal(std::unique_ptr<QFile> file)
    : m_file(std::move(file))
{
}

Result<Journal> Journal::create(const QString &path, const QJsonObject &head)
{
    const QString folder = QFileInfo(path).path();
    if (auto made = makePrivateFolder(folder); !made)
        return failure(std::move(made));
    auto file = std::make_unique<QFile>(path);
    if (!file->open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner)) {
        return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot write the run's journal"), {path, 0, 0}, file->errorString(),
                             QStringLiteral("nothing was run; make room or mend the folder's permissions")});
    }
    Journal journal(std::move(file));
    journal.line(head, true);
    if (journal.m_file->error() != QFile::NoError) {
        const QString why = journal.m_file->errorString();
        journal.m_file->remove();
        return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot write the run's journal"), {path, 0, 0}, why,
                             QStringLiteral("nothing was run; make room on the disk")});
    }
    if (auto synced = syncFolder(folder); !synced)
        return failure(std::move(synced));
    return journal;
}

void Journal::write(const RunEvent &event)
{
    const bool ends = std::holds_alternative<RunStarted>(event.what) || std::holds_alternative<RunDone>(event.what);
    line(toJson(event), ends);
}

void Journal::line(const QJsonObject &object, bool sync)
{
    m_file->write(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
    if (m_file->flush() && sync)
        ::fsync(m_file->handle());
}

} // namespace lk
