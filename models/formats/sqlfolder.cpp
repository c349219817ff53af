// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/sqlfolder.h"

#include "models/base/sourcefile.h"

#include <QDir>
#include <QFile>

#include <atomic>
#include <filesystem>
#include <system_error>
#include <thread>

namespace lk {

namespace fs = std::filesystem;

namespace {

Failure folderError(const QString &path, const QString &why, const QString &nextStep)
{
    return Failure(
        Error{ErrorCode::Usage, QStringLiteral("the migrations can't be read"), {path, 0, 0}, why, nextStep});
}

/// Whether an entry is a file; folders give nothing. The directory itself tells, only links cost a look of their own.
std::optional<bool> isRegular(const fs::directory_entry &entry)
{
    std::error_code error;
    if (entry.is_regular_file(error))
        return true;
    if (entry.is_directory(error))
        return std::nullopt;
    return false;
}

QString ruleFor(TextEncoding encoding)
{
    switch (encoding) {
    case TextEncoding::Utf16: return QStringLiteral("utf16");
    case TextEncoding::HasNul: return QStringLiteral("has-nul");
    default: return QStringLiteral("not-utf8");
    }
}

FileProblem problemFrom(const QString &rule, const Error &error)
{
    const QString message = error.why.isEmpty() ? error.what : error.what + QStringLiteral(": ") + error.why;
    return {rule, message, error.nextStep, error.where.line, true};
}

QByteArray without(QByteArray bytes, const QByteArrayList &ignored)
{
    for (const QByteArray &text : ignored)
        bytes.replace(text, QByteArray());
    return bytes;
}

void readOne(const QString &folder, SqlFile &file, QCryptographicHash::Algorithm algorithm,
             const QByteArrayList &ignored)
{
    auto source = readSourceFile(QDir::isAbsolutePath(file.path) ? file.path : folder + u'/' + file.path);
    if (!source) {
        file.problem = problemFrom(QStringLiteral("unreadable"), source.error());
        return;
    }
    file.wasRead = true;
    file.bytes = source->bytes;
    file.checksum = QCryptographicHash::hash(ignored.isEmpty() ? file.bytes : without(file.bytes, ignored), algorithm);
    if (!source->readable())
        file.problem = problemFrom(ruleFor(source->encoding), encodingError(*source, file.path));
}

} // namespace

bool endsInSql(QStringView name)
{
    return name.endsWith(u".sql", Qt::CaseInsensitive);
}

Result<std::vector<SqlFile>> listSqlFiles(const QString &folder, const QString &migrations,
                                          const QString &defaultFolder, bool (*wanted)(QStringView))
{
    const QString relative = QDir::cleanPath(migrations.isEmpty() ? defaultFolder : migrations);
    const QString path = QDir(folder).absoluteFilePath(relative);
    std::error_code error;
    fs::directory_iterator at(fs::path(QFile::encodeName(path).toStdString()), error);
    if (error == std::errc::no_such_file_or_directory) {
        if (relative == defaultFolder && QDir(folder).exists())
            return std::vector<SqlFile>();
        return folderError(path, QStringLiteral("there is no such folder"),
                           QStringLiteral("make it, or name the right one as `migrations` in lockkeeper.toml"));
    }
    const QString prefix = relative == u"." ? QString() : relative + u'/';
    std::vector<SqlFile> files;
    for (; !error && at != fs::directory_iterator(); at.increment(error)) {
        SqlFile file;
        file.name = QFile::decodeName(QByteArray::fromStdString(at->path().filename().string()));
        const std::optional<bool> regular = wanted(file.name) ? isRegular(*at) : std::nullopt;
        if (!regular)
            continue;
        file.path = prefix + file.name;
        file.regular = *regular;
        files.push_back(std::move(file));
    }
    if (error)
        return folderError(path, QString::fromStdString(error.message()),
                           QStringLiteral("check the folder and its permissions"));
    std::ranges::sort(files, {}, &SqlFile::name);
    return files;
}

void readSqlFiles(const QString &folder, std::vector<SqlFile> &files, QCryptographicHash::Algorithm algorithm,
                  const QByteArrayList &ignored)
{
    // Plain threads and not a pool: they share nothing but the counter, and end with this function.
    std::atomic<size_t> next = 0;
    const auto work = [&] {
        constexpr size_t Batch = 32;
        for (size_t begin = next.fetch_add(Batch); begin < files.size(); begin = next.fetch_add(Batch)) {
            for (size_t i = begin; i < std::min(begin + Batch, files.size()); ++i)
                readOne(folder, files[i], algorithm, ignored);
        }
    };
    const size_t helpers = files.size() < 500 ? 0 : std::clamp(std::thread::hardware_concurrency(), 1u, 4u) - 1;
    std::vector<std::jthread> threads;
    for (size_t i = 0; i < helpers; ++i)
        threads.emplace_back(work);
    work();
}

Script wholeScript(const SqlFile &file)
{
    return {file.path, file.bytes, 0, file.bytes.size(), 1};
}

} // namespace lk
