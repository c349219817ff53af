// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/temporaryproject.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

namespace lk {

TemporaryProject::TemporaryProject()
{
    if (!m_dir.isValid())
        qFatal("no temporary folder: %s", qPrintable(m_dir.errorString()));
}

void TemporaryProject::write(const QString &relative, const QByteArray &content) const
{
    const QString file = path(relative);
    QDir().mkpath(QFileInfo(file).path());
    QFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size() || !out.flush())
        qFatal("%s: %s", qPrintable(file), qPrintable(out.errorString()));
}

void TemporaryProject::makeFolder(const QString &relative) const
{
    if (!QDir().mkpath(path(relative)))
        qFatal("no folder %s", qPrintable(relative));
}

QByteArray TemporaryProject::read(const QString &relative) const
{
    QFile in(path(relative));
    if (!in.open(QIODevice::ReadOnly))
        qFatal("%s: %s", qPrintable(relative), qPrintable(in.errorString()));
    return in.readAll();
}

void TemporaryProject::remove(const QString &relative) const
{
    if (!QFile::remove(path(relative)))
        qFatal("can't remove %s", qPrintable(relative));
}

QStringList TemporaryProject::files() const
{
    QStringList files;
    QDirIterator walk(folder(), QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (walk.hasNext())
        files += QDir(folder()).relativeFilePath(walk.next());
    files.sort();
    return files;
}

void TemporaryProject::writePlainProject() const
{
    makeFolder(QStringLiteral("migrations"));
    write(QStringLiteral("lockkeeper.toml"),
          "[project]\nname = \"Test\"\nformat = \"plain\"\n\n[environments.development]\nurl = \"sqlite:shop.db\"\n");
}

} // namespace lk
