// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/plaintextwatch.h"

#include <QDirIterator>
#include <QFile>

namespace lk {

PlainTextWatch::PlainTextWatch(QStringList folders, QList<QByteArray> forbidden, QString allowed)
    : m_folders(std::move(folders)), m_forbidden(std::move(forbidden)), m_allowed(std::move(allowed)),
      m_thread([this](const std::stop_token &stop) {
          while (!stop.stop_requested()) {
              look();
              std::this_thread::sleep_for(std::chrono::milliseconds(2));
          }
      })
{
}

PlainTextWatch::~PlainTextWatch() = default;

QStringList PlainTextWatch::end()
{
    m_thread.request_stop();
    m_thread.join();
    look();
    m_found.removeDuplicates();
    return m_found;
}

void PlainTextWatch::look()
{
    ++m_looks;
    for (const QString &folder : m_folders) {
        QDirIterator files(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if ((!m_allowed.isEmpty() && files.fileName().startsWith(m_allowed)) || !file.open(QIODevice::ReadOnly))
                continue;
            const QByteArray content = file.readAll();
            for (const QByteArray &text : m_forbidden) {
                if (content.contains(text))
                    m_found << file.fileName() + QStringLiteral(": ") + QString::fromUtf8(text);
            }
        }
    }
}

} // namespace lk
