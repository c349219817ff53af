// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/migrationfolders.h"

#include <QDir>
#include <QFile>

#include <filesystem>
#include <system_error>

namespace lk {

namespace fs = std::filesystem;

Result<std::vector<SqlFile>> listMigrationFolders(const QString &folder, const QString &migrations, const QString &defaultFolder,
                                                  const QString &fileName)
{
    const QString relative = QDir::cleanPath(migrations.isEmpty() ? defaultFolder : migrations);
    const QString path = QDir(folder).absoluteFilePath(relative);
    const auto refuse = [&](const QString &why, const QString &nextStep) {
        return Failure(Error{ErrorCode::Usage, QStringLiteral("the migrations can't be read"), {path, 0, 0}, why, nextStep});
    };
    std::error_code error;
    fs::directory_iterator at(fs::path(QFile::encodeName(path).toStdString()), error);
    if (error == std::errc::no_such_file_or_directory) {
        if (relative == defaultFolder && QDir(folder).exists())
            return std::vector<SqlFile>();
        return refuse(QStringLiteral("there is no such folder"), QStringLiteral("make it, or name the right one as `migrations` in lockkeeper.toml"));
    }
    const QString prefix = relative == u"." ? QString() : relative + u'/';
    std::vector<SqlFile> files;
    for (; !error && at != fs::directory_iterator(); at.increment(error)) {
        std::error_code ignored;
        if (!at->is_directory(ignored))
            continue;
        SqlFile file;
        file.name = QFile::decodeName(QByteArray::fromStdString(at->path().filename().string()));
        file.path = prefix + file.name + u'/' + fileName;
        file.regular = fs::is_regular_file(at->path() / fileName.toStdString(), ignored);
        files.push_back(std::move(file));
    }
    if (error)
        return refuse(QString::fromStdString(error.message()), QStringLiteral("check the folder and its permissions"));
    return files;
}

} // namespace lk
