// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/fileswatcher.h"

#include <QFile>

namespace lk {

namespace {

constexpr int quietMs = 250; // a branch switch touches many files

} // namespace

FilesWatcher::FilesWatcher(QObject *parent) : QObject(parent)
{
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(quietMs);
    connect(&m_quiet, &QTimer::timeout, this, &FilesWatcher::folderChanged);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, [this] { m_quiet.start(); });
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &FilesWatcher::onFileChanged);
}

void FilesWatcher::watchFolder(const QString &folder)
{
    if (m_folder == folder && m_watcher.directories().contains(folder))
        return;
    if (!m_watcher.directories().isEmpty())
        m_watcher.removePaths(m_watcher.directories());
    m_folder = folder;
    if (QFile::exists(folder))
        m_watcher.addPath(folder);
}

void FilesWatcher::watchFiles(const QStringList &paths)
{
    if (paths == m_files)
        return;
    if (!m_watcher.files().isEmpty())
        m_watcher.removePaths(m_watcher.files());
    m_files = paths;
    for (const QString &path : paths) {
        if (QFile::exists(path))
            m_watcher.addPath(path);
    }
}

void FilesWatcher::clear()
{
    watchFiles({});
    if (!m_watcher.directories().isEmpty())
        m_watcher.removePaths(m_watcher.directories());
    m_folder.clear();
    m_quiet.stop();
}

void FilesWatcher::onFileChanged(const QString &path)
{
    // Editors replace a file instead of writing to it, and the watch then goes with the old one.
    if (!m_watcher.files().contains(path) && QFile::exists(path))
        m_watcher.addPath(path);
    emit fileChanged(path);
    m_quiet.start();
}

} // namespace lk
