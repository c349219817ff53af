// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/unsavedstore.h"

#include "models/base/jsonfile.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonObject>

namespace lk {

UnsavedStore::UnsavedStore(QString folder) : m_folder(std::move(folder))
{
    m_writer.setMaxThreadCount(1);
}

UnsavedStore::~UnsavedStore()
{
    waitForWritten();
}

QString UnsavedStore::pathOf(const QString &project) const
{
    const QByteArray name =
        QCryptographicHash::hash(QDir(project).absolutePath().toUtf8(), QCryptographicHash::Sha256).toHex().left(24);
    return QStringLiteral("%1/%2.json").arg(m_folder, QString::fromLatin1(name));
}

QMap<QString, QByteArray> UnsavedStore::load(const QString &project) const
{
    QMap<QString, QByteArray> texts;
    const auto kept = readJsonFile(pathOf(project));
    if (!kept)
        return texts;
    const QJsonObject files = (*kept)[QStringLiteral("files")].toObject();
    for (auto file = files.begin(); file != files.end(); ++file)
        texts.insert(file.key(), QByteArray::fromBase64(file.value().toString().toLatin1()));
    return texts;
}

void UnsavedStore::keep(const QString &project, const QMap<QString, QByteArray> &texts)
{
    const QString path = pathOf(project);
    const auto last = m_last.constFind(project);
    if (last != m_last.constEnd() ? *last == texts : texts.isEmpty() && !QFile::exists(path))
        return;
    m_last.insert(project, texts);
    if (texts.isEmpty()) {
        m_writer.start([path] { QFile::remove(path); });
        return;
    }
    m_writer.start([path, project, texts] {
        QJsonObject files;
        for (auto text = texts.begin(); text != texts.end(); ++text)
            files.insert(text.key(), QString::fromLatin1(text.value().toBase64()));
        if (const auto written = writeJsonFile(
                path, {{QStringLiteral("project"), project}, {QStringLiteral("files"), files}});
            !written)
            qWarning("unsaved text could not be kept: %ls", qUtf16Printable(written.error().text()));
    });
}

void UnsavedStore::waitForWritten()
{
    m_writer.waitForDone();
}

} // namespace lk
