// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/project/truststore.h"

#include "models/base/jsonfile.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonObject>
#include <QStandardPaths>

namespace lk {

namespace {

QString digestOf(const QString &folder, const QStringList &files)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QString &name : files) {
        QFile file(QDir(folder).absoluteFilePath(name));
        const bool there = file.open(QIODevice::ReadOnly);
        const QByteArray content = there ? file.readAll() : QByteArray();
        // Lengths keep the end of one field from being read as the beginning of the next.
        hash.addData(QStringLiteral("%1:%2:%3:").arg(name).arg(there).arg(content.size()).toUtf8());
        hash.addData(content);
    }
    return QString::fromLatin1(hash.result().toHex());
}

/// One folder is one folder, however it was reached.
QString keyOf(const QString &folder)
{
    const QString path = QFileInfo(folder).canonicalFilePath();
    return path.isEmpty() ? QDir::cleanPath(folder) : path;
}

} // namespace

TrustStore::TrustStore(const QString &file)
    : m_file(file.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + QStringLiteral("/lockkeeper/trusted.json") : file)
{
}

bool TrustStore::trusts(const QString &folder, const QStringList &files) const
{
    const auto known = readJsonFile(m_file);
    return known && (*known)[keyOf(folder)].toString() == digestOf(folder, files);
}

Result<void> TrustStore::trust(const QString &folder, const QStringList &files)
{
    QJsonObject known = readJsonFile(m_file).value_or(QJsonObject());
    known[keyOf(folder)] = digestOf(folder, files);
    return writeJsonFile(m_file, known);
}

Result<void> TrustStore::forget(const QString &folder)
{
    QJsonObject known = readJsonFile(m_file).value_or(QJsonObject());
    known.remove(keyOf(folder));
    return writeJsonFile(m_file, known);
}

} // namespace lk
