// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/jsonfile.h"

#include "models/base/privatefile.h"
#include "models/base/sourcefile.h"

#include <QFileInfo>
#include <QJsonDocument>

namespace lk {

namespace {

Failure broken(const QString &path, qint64 line, const QString &why)
{
    return Failure(Error{ErrorCode::Failed,
                         QStringLiteral("the file is not the JSON it should be"),
                         {path, line, 0},
                         why,
                         QStringLiteral("restore it from version control or a backup, or remove it")});
}

Result<QJsonObject> parse(const QByteArray &text, const QString &path, qint64 line)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(text, &problem);
    if (problem.error != QJsonParseError::NoError)
        return broken(path, line > 0 ? line : 1 + text.left(problem.offset).count('\n'), problem.errorString());
    if (!document.isObject())
        return broken(path, line, QStringLiteral("it holds no JSON object"));
    return document.object();
}

} // namespace

Result<QJsonObject> readJsonFile(const QString &path)
{
    return readSourceFile(path).and_then(
        [&](const SourceFile &source) { return parse(source.bytes.mid(source.textOffset()), path, 0); });
}

Result<void> writeJsonFile(const QString &path, const QJsonObject &object)
{
    if (Result<void> folder = makePrivateFolder(QFileInfo(path).path()); !folder)
        return folder;
    return writePrivateFile(path, QJsonDocument(object).toJson(QJsonDocument::Indented));
}

Result<std::vector<QJsonObject>> readJsonLines(const QString &path)
{
    std::vector<QJsonObject> objects;
    if (!QFileInfo::exists(path))
        return objects;
    Result<SourceFile> source = readSourceFile(path);
    if (!source)
        return failure(std::move(source));
    // What follows the last line feed was never reported as written.
    const QByteArray whole = source->bytes.left(source->bytes.lastIndexOf('\n') + 1);
    qint64 number = 0;
    for (qsizetype at = 0; at < whole.size();) {
        const qsizetype end = whole.indexOf('\n', at);
        const QByteArray line = QByteArray::fromRawData(whole.constData() + at, end - at);
        ++number;
        at = end + 1;
        if (line.trimmed().isEmpty())
            continue;
        Result<QJsonObject> object = parse(line, path, number);
        // A crash may also leave a last line of NULs or old blocks that has its line feed.
        if (!object && at == whole.size())
            break;
        if (!object)
            return failure(std::move(object));
        objects.push_back(*std::move(object));
    }
    return objects;
}

} // namespace lk
