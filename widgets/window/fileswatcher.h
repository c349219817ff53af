// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

namespace lk {

/// Tells when files of the project changed on the disk: new and removed ones of the migrations folder, and the content
/// of the shown ones.
class FilesWatcher : public QObject
{
    Q_OBJECT

public:
    explicit FilesWatcher(QObject *parent = nullptr);

    void watchFolder(const QString &folder);
    /// Absolute paths whose content matters now.
    void watchFiles(const QStringList &paths);
    void clear();

signals:
    void folderChanged(); ///< at most a few times a second
    void fileChanged(const QString &path);

private:
    void onFileChanged(const QString &path);

    QFileSystemWatcher m_watcher;
    QTimer m_quiet;
    QStringList m_files;
    QString m_folder;
};

} // namespace lk
