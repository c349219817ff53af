// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/plainsql/othertools.h"

#include "models/formats/plainsql/sections.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <filesystem>
#include <string_view>

namespace lk {

namespace {

struct Evidence {
    const char *pattern; ///< of a file's name, in the project or the migrations folder
    const char *tool;
};

const Evidence Known[] = {
    {"drizzle.config.*", "Drizzle"},
    {"diesel.toml", "Diesel"},
};

QByteArray beginning(const QString &path)
{
    QFile file(path);
    return QFileInfo(path).isFile() && file.open(QIODevice::ReadOnly) ? file.read(64 * 1024) : QByteArray();
}

bool fits(std::string_view name, std::string_view pattern)
{
    return pattern.ends_with('*') ? name.starts_with(pattern.substr(0, pattern.size() - 1)) : name == pattern;
}

QString evidenceIn(const QDir &dir)
{
    // One pass over the names, which may be many thousands; only one that fits is looked at closer.
    const Evidence *found = std::end(Known);
    QString file;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(dir.filesystemPath(), error), end; !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        const auto evidence = std::find_if(std::begin(Known), found, [&](const Evidence &known) { return fits(name, known.pattern); });
        std::error_code unreadable;
        if (evidence != found && entry->is_regular_file(unreadable)) {
            found = evidence;
            file = QFile::decodeName(name.c_str());
        }
    }
    return file.isEmpty() ? QString() : QStringLiteral("%1 belongs to %2").arg(file, QString::fromLatin1(found->tool));
}

} // namespace

QString otherTool(const QString &folder, const QString &migrations, const QString &firstFile)
{
    const QDir project(folder);
    const QDir files(project.filePath(migrations));
    QString evidence = evidenceIn(project);
    if (evidence.isEmpty() && files != project)
        evidence = evidenceIn(files);
    if (!evidence.isEmpty())
        return evidence;
    if (QFileInfo::exists(files.filePath(QStringLiteral("meta/_journal.json"))))
        return QStringLiteral("%1/meta/_journal.json belongs to Drizzle").arg(migrations);
    if (beginning(project.filePath(QStringLiteral("go.mod"))).contains("golang-migrate/migrate"))
        return QStringLiteral("go.mod requires golang-migrate");
    const QString tool = foreignMarks(beginning(files.filePath(firstFile)));
    return tool.isEmpty() ? QString() : QStringLiteral("%1 has the marks of %2").arg(firstFile, tool);
}

} // namespace lk
