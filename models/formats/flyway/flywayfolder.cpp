// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/flyway/flywayfolder.h"

#include "models/formats/flyway/flywaysettings.h"
#include "models/formats/flyway/placeholders.h"
#include "models/formats/locks.h"
#include "models/formats/owndown.h"
#include "models/formats/scriptcontent.h"
#include "models/formats/sqlfolder.h"

#include <QDir>
#include <QFile>
#include <QSet>
#include <QtEndian>

#include <algorithm>
#include <filesystem>
#include <map>

namespace lk {

namespace fs = std::filesystem;

namespace {

constexpr int DeepestFolder = 32;

Error folderError(const QString &path, const QString &why)
{
    return {ErrorCode::Usage, QStringLiteral("the migrations can't be read"), {path, 0, 0}, why,
            QStringLiteral("make the folder, or name the right one as `migrations` in lockkeeper.toml")};
}

/// A file with what its name says and where it is below its location.
struct NamedFile {
    SqlFile file;
    QString script; ///< path below the location: as the table has it
    std::optional<FlywayName> name;
};

SqlFile fileAt(const QString &name, const QString &path, bool regular)
{
    SqlFile file;
    file.name = name;
    file.path = path;
    file.regular = regular;
    return file;
}

/// Walks one location. Links to folders are not followed: they may lead in circles or out of the project.
class Walker
{
public:
    Walker(const FlywayNaming &naming, std::vector<NamedFile> &files, QSet<QString> &configurations)
        : m_naming(naming), m_files(files), m_configurations(configurations)
    {}

    Result<void> walk(const QString &folder, const QString &relative, const QString &below, int depth = 0)
    {
        std::error_code error;
        const QString path = QDir(folder).absoluteFilePath(relative);
        for (fs::directory_iterator at(fs::path(QFile::encodeName(path).toStdString()), error), end; !error && at != end; at.increment(error)) {
            const QString name = QFile::decodeName(QByteArray::fromStdString(at->path().filename().string()));
            const QString place = relative == u"." ? name : relative + u'/' + name;
            std::error_code unknown;
            if (at->symlink_status(unknown).type() == fs::file_type::directory) {
                if (depth < DeepestFolder && !name.startsWith(u'.')) {
                    if (const auto done = walk(folder, place, below + name + u'/', depth + 1); !done)
                        return done;
                }
            } else if (!at->is_directory(unknown)) {
                take(name, place, below + name, at->is_regular_file(unknown));
            }
        }
        if (error)
            return Failure(folderError(path, QString::fromStdString(error.message())));
        return {};
    }

private:
    void take(const QString &name, const QString &path, const QString &script, bool regular)
    {
        if (name.endsWith(u".sql.conf")) {
            m_configurations.insert(path);
            return;
        }
        auto read = readFlywayName(name, m_naming);
        if (read || endsInSql(name))
            m_files.push_back({fileAt(name, path, regular), script, std::move(read)});
    }

    const FlywayNaming &m_naming;
    std::vector<NamedFile> &m_files;
    QSet<QString> &m_configurations;
};

/// What a script's own .conf says, names in small letters.
QMap<QString, QString> scriptConfiguration(const QString &path)
{
    QFile file(path);
    QMap<QString, QString> values;
    if (!file.open(QIODevice::ReadOnly))
        return values;
    for (const QByteArray &line : file.read(64 * 1024).split('\n')) {
        const QString text = QString::fromUtf8(line).trimmed();
        if (const qsizetype equals = text.indexOf(u'='); equals > 0 && !text.startsWith(u'#'))
            values.insert(text.left(equals).trimmed().toLower(), text.mid(equals + 1).trimmed().toLower());
    }
    return values;
}

class Maker
{
public:
    Maker(const FormatSetup &setup, const Dialect &dialect, const QSet<QString> &configurations)
        : m_setup(setup), m_dialect(dialect), m_configurations(configurations)
    {}

    Migration versioned(const NamedFile &named) const
    {
        Migration migration = migrationOf(named, named.name->version, flywayVersionKey(named.name->version));
        readUp(named, migration);
        return migration;
    }

    Migration repeatable(const NamedFile &named) const
    {
        const QString description = flywayDescription(named.name->description);
        Migration migration = migrationOf(named, named.file.name.section(u'.', 0, 0), QStringLiteral("R:") + description);
        migration.repeatable = true;
        readUp(named, migration);
        return migration;
    }

    Migration passedOver(const NamedFile &named) const
    {
        Migration migration = migrationOf(named, named.file.name.section(u'.', 0, -2), named.file.path);
        migration.problems.push_back(whyPassedOver(named));
        return migration;
    }

    void addUndo(const NamedFile &named, Migration &migration) const
    {
        migration.downFile = named.file.path;
        if (named.file.problem) {
            FileProblem problem = *named.file.problem;
            problem.message = QStringLiteral("%1: %2").arg(named.file.name, problem.message);
            problem.line = 0; // it is a line of the undo script
            migration.problems.push_back(problem);
            return;
        }
        const auto [script, problems] = filled(named);
        if (contentOf(script.view(), m_dialect) != ScriptContent::Statements)
            return;
        migration.down = script;
        migration.downTransaction = inTransaction(named);
        migration.problems.insert(migration.problems.end(), problems.begin(), problems.end());
    }

private:
    Migration migrationOf(const NamedFile &named, const QString &version, const QString &key) const
    {
        Migration migration;
        migration.version = version;
        migration.key = key;
        migration.description = named.name ? named.name->description : QString();
        migration.upFile = named.file.path;
        migration.details.insert(QStringLiteral("script"), named.script);
        return migration;
    }

    QString configurationOf(const NamedFile &named, const char *name) const
    {
        const QString path = named.file.path + QStringLiteral(".conf");
        return m_configurations.contains(path) ? scriptConfiguration(m_setup.folder + u'/' + path).value(QLatin1String(name)) : QString();
    }

    bool inTransaction(const NamedFile &named) const { return configurationOf(named, "executeintransaction") != u"false"; }

    bool replaces(const NamedFile &named) const
    {
        const QString own = configurationOf(named, "placeholderreplacement");
        return (own.isEmpty() ? m_setup.options.value(QStringLiteral("placeholderReplacement"), QStringLiteral("true")) : own) != u"false";
    }

    std::pair<Script, std::vector<FileProblem>> filled(const NamedFile &named) const
    {
        Script script = wholeScript(named.file);
        if (!replaces(named))
            return {script, {}};
        FilledText text = fillPlaceholders(named.file.bytes, m_setup.options, named.file.name);
        if (text.problems.empty() && text.text != named.file.bytes)
            script = {named.file.path, text.text, 0, text.text.size(), 1, named.file.bytes};
        return {script, text.problems};
    }

    void readUp(const NamedFile &named, Migration &migration) const
    {
        const SqlFile &file = named.file;
        if (file.wasRead)
            migration.checksum = flywayChecksum(file.bytes);
        if (file.problem) {
            migration.problems.push_back(*file.problem);
            return;
        }
        const auto [script, problems] = filled(named);
        migration.up = script;
        migration.problems = problems;
        migration.transaction = inTransaction(named);
        if (migration.repeatable)
            migration.checksum = flywayChecksum(script.bytes);
        if (const auto problem = contentProblem(contentOf(script.view(), m_dialect)))
            migration.problems.push_back(*problem);
    }

    static FileProblem whyPassedOver(const NamedFile &named)
    {
        if (!named.name)
            return {QStringLiteral("bad-file-name"), QStringLiteral("%1 is not run: Flyway passes over names that are not its own").arg(named.file.name),
                    QStringLiteral("rename it to V<version>__<name>.sql, or move it out of the folder"), 0, false};
        switch (named.name->kind) {
        case FlywayName::Kind::Callback:
            return {QStringLiteral("tool-callback"),
                    QStringLiteral("Flyway would run %1 at %2; Lockkeeper does not run callbacks").arg(named.file.name, named.name->description),
                    QStringLiteral("run it by hand where the migrations need it"), 0, false};
        case FlywayName::Kind::Baseline:
            return {QStringLiteral("baseline-script"),
                    QStringLiteral("%1 stands for all migrations up to %2 in an empty database; only Flyway's paid editions run it").arg(named.file.name, named.name->version),
                    QStringLiteral("nothing to do: the migrations themselves are run"), 0, false};
        default:
            return {QStringLiteral("down-without-up"), QStringLiteral("%1 is an undo script without a versioned one").arg(named.file.name),
                    QStringLiteral("add the versioned script, or remove this file"), 0, false};
        }
    }

    const FormatSetup &m_setup;
    const Dialect &m_dialect;
    const QSet<QString> &m_configurations;
};

void addDuplicate(Migration &first, Migration &second)
{
    const FileProblem problem{QStringLiteral("duplicate-version"),
                              QStringLiteral("%1 and %2 have the same %3: Flyway refuses the whole folder")
                                  .arg(first.upFile, second.upFile, first.repeatable ? QStringLiteral("description") : QStringLiteral("version")),
                              QStringLiteral("give the one that was not applied anywhere a new one"), 0, true};
    if (std::ranges::none_of(first.problems, [](const FileProblem &known) { return known.rule == u"duplicate-version"; }))
        first.problems.push_back(problem);
    second.problems.push_back(problem);
}

void markDuplicates(std::vector<Migration> &migrations)
{
    for (size_t i = 1; i < migrations.size(); ++i) {
        if (migrations[i - 1].key == migrations[i].key)
            addDuplicate(migrations[i - 1], migrations[i]);
    }
}

struct Sorted {
    std::vector<Migration> versioned;
    std::vector<Migration> repeatable;
    std::vector<Migration> passedOver;
};

Sorted sortFiles(const std::vector<NamedFile> &files, const Maker &make)
{
    Sorted sorted;
    std::map<QString, const NamedFile *> undos;
    for (const NamedFile &named : files) {
        if (named.name && named.name->kind == FlywayName::Kind::Versioned)
            sorted.versioned.push_back(make.versioned(named));
        else if (named.name && named.name->kind == FlywayName::Kind::Repeatable)
            sorted.repeatable.push_back(make.repeatable(named));
        else if (named.name && named.name->kind == FlywayName::Kind::Undo)
            undos.try_emplace(flywayVersionKey(named.name->version), &named);
        else
            sorted.passedOver.push_back(make.passedOver(named));
    }
    for (Migration &migration : sorted.versioned) {
        if (const auto undo = undos.find(migration.key); undo != undos.end()) {
            make.addUndo(*undo->second, migration);
            undos.erase(undo);
        }
    }
    for (const auto &[key, undo] : undos)
        sorted.passedOver.push_back(make.passedOver(*undo));
    std::ranges::stable_sort(sorted.versioned, flywayVersionLess, &Migration::key);
    std::ranges::stable_sort(sorted.repeatable, {}, &Migration::description);
    markDuplicates(sorted.versioned);
    markDuplicates(sorted.repeatable);
    return sorted;
}

QString stemOf(const Migration &migration)
{
    return migration.upFile.section(u'/', -1).section(u'.', 0, -2);
}

} // namespace

QStringList flywayFolders(const FormatSetup &setup)
{
    const QString locations = setup.options.value(QStringLiteral("folders"));
    return locations.isEmpty() ? QStringList{setup.migrations} : locations.split(u',');
}

Result<std::vector<Migration>> readFlywayFolders(const FormatSetup &setup, const QString &defaultFolder, const Dialect &dialect)
{
    std::vector<NamedFile> named;
    QSet<QString> configurations;
    const FlywayNaming naming = flywayNaming(setup.options);
    for (const QString &wanted : flywayFolders(setup)) {
        const QString folder = QDir::cleanPath(wanted.isEmpty() ? defaultFolder : wanted);
        if (!QFileInfo(QDir(setup.folder).absoluteFilePath(folder)).isDir()) {
            if (folder == defaultFolder && QDir(setup.folder).exists())
                continue;
            return Failure(folderError(QDir(setup.folder).absoluteFilePath(folder), QStringLiteral("there is no such folder")));
        }
        if (const auto walked = Walker(naming, named, configurations).walk(setup.folder, folder, {}); !walked)
            return Failure(walked.error());
    }
    std::ranges::sort(named, {}, [](const NamedFile &file) { return file.file.path; });
    std::vector<SqlFile> files;
    files.reserve(named.size());
    for (NamedFile &file : named)
        files.push_back(std::move(file.file));
    readSqlFiles(setup.folder, files, QCryptographicHash::Md5);
    for (size_t i = 0; i < files.size(); ++i)
        named[i].file = std::move(files[i]);

    Sorted sorted = sortFiles(named, Maker(setup, dialect, configurations));
    std::vector<Migration> all = std::move(sorted.versioned);
    std::ranges::move(sorted.repeatable, std::back_inserter(all));
    std::ranges::move(sorted.passedOver, std::back_inserter(all));
    readOwnDowns(setup.folder, all, dialect, stemOf);
    return all;
}

QByteArray flywayChecksum(QByteArrayView text)
{
    QByteArray lines = (text.startsWith("\xef\xbb\xbf") ? text.sliced(3) : text).toByteArray();
    lines.removeIf([](char c) { return c == '\n' || c == '\r'; });
    const quint32 sum = qToBigEndian(crc32(lines));
    return QByteArray(reinterpret_cast<const char *>(&sum), sizeof sum);
}

QString flywayDescription(const QString &description)
{
    return description.size() > 200 ? description.left(197) + QStringLiteral("...") : description;
}

} // namespace lk
