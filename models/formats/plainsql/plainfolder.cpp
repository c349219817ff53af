// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/plainsql/plainfolder.h"

#include "models/formats/plainsql/plainname.h"
#include "models/formats/plainsql/sections.h"
#include "models/formats/scriptcontent.h"
#include "models/formats/versionnumber.h"

#include <QMultiHash>

#include <algorithm>
#include <tuple>

namespace lk {

namespace {

struct PlainFile {
    SqlFile file;
    PlainName name;
};

Script scriptOf(const SqlFile &file, const Section &section)
{
    return {file.path, file.bytes, section.offset, section.length, section.firstLine};
}

bool optsOut(const Script &script)
{
    QByteArrayView text = script.view();
    if (text.startsWith("\xef\xbb\xbf"))
        text = text.sliced(3);
    const qsizetype end = text.indexOf('\n');
    return (end < 0 ? text : text.first(end)).trimmed() == "-- no-transaction";
}

bool hasStatements(const SqlFile &file, const Dialect &dialect)
{
    return contentOf(file.bytes, dialect) == ScriptContent::Statements;
}

class FolderReader
{
public:
    FolderReader(std::vector<SqlFile> files, const Dialect &dialect) : m_dialect(dialect)
    {
        m_files.reserve(files.size());
        for (SqlFile &file : files) {
            if (auto name = readPlainName(file.name))
                m_files.push_back({std::move(file), std::move(*name)});
        }
    }

    std::vector<Migration> migrations(const std::vector<SqlFile> &badlyNamed)
    {
        std::vector<const PlainFile *> ups;
        for (const PlainFile &file : m_files) {
            if (file.name.isDown()) {
                m_downs.insert(file.name.key, &file);
            } else {
                ups.push_back(&file);
                ++m_ups[file.name.key];
            }
        }
        for (const PlainFile *up : ups)
            m_migrations.push_back(fromUp(*up));
        for (const PlainFile *down : std::as_const(m_downs))
            m_migrations.push_back(fromDown(*down));
        std::ranges::stable_sort(m_migrations, [](const Migration &a, const Migration &b) {
            if (a.key != b.key)
                return numberLess(a.key, b.key);
            return std::tie(a.upFile, a.downFile) < std::tie(b.upFile, b.downFile);
        });
        noteNumbers();
        for (const SqlFile &file : badlyNamed)
            m_migrations.push_back(badName(file));
        return std::move(m_migrations);
    }

private:
    static Migration named(const PlainName &name)
    {
        Migration migration;
        migration.version = name.version;
        migration.key = name.key;
        migration.description = name.description();
        if (!storableNumber(name.key))
            migration.problems.push_back({QStringLiteral("bad-file-name"),
                                          QStringLiteral("the number %1 is too large to be recorded").arg(name.version),
                                          QStringLiteral("give it a number of at most 18 digits"), 0, true});
        return migration;
    }

    /// Takes the down file that belongs to @p up: the one with the same name, or with any name if number alone tells.
    const PlainFile *takeDown(const PlainName &up)
    {
        const QList<const PlainFile *> all = m_downs.values(up.key);
        const auto same = std::ranges::find_if(all, [&](const PlainFile *down) { return down->name.name == up.name; });
        const PlainFile *down = same != all.end()                             ? *same
                                : all.size() == 1 && m_ups.value(up.key) == 1 ? all.front()
                                                                              : nullptr;
        if (down)
            m_downs.remove(up.key, down);
        return down;
    }

    Migration fromUp(const PlainFile &up)
    {
        Migration migration = named(up.name);
        migration.upFile = up.file.path;
        migration.checksum = up.file.checksum;
        if (up.file.problem)
            migration.problems.push_back(*up.file.problem);
        else
            readUp(up.file, migration);
        if (const PlainFile *down = takeDown(up.name))
            readDown(down->file, migration);
        return migration;
    }

    void readUp(const SqlFile &file, Migration &migration) const
    {
        if (const QString tool = foreignMarks(file.bytes); !tool.isEmpty()) {
            migration.problems.push_back(
                {QStringLiteral("other-tool"),
                 QStringLiteral(
                     "the file has the marks of %1: run as plain SQL, its up and its down part would both run")
                     .arg(tool),
                 QStringLiteral("apply it with %1, or take the marks out").arg(tool), 0, true});
            return;
        }
        const Sections sections = cutSections(file.bytes, m_dialect);
        migration.up = scriptOf(file, sections.up);
        migration.transaction = !optsOut(*migration.up);
        migration.problems.insert(migration.problems.end(), sections.problems.begin(), sections.problems.end());
        if (const auto problem = contentProblem(contentOf(migration.up->view(), m_dialect)))
            migration.problems.push_back(*problem);
        if (!sections.down)
            return;
        migration.down = scriptOf(file, *sections.down);
        migration.downFile = file.path;
        migration.downTransaction = !optsOut(*migration.down);
    }

    void readDown(const SqlFile &file, Migration &migration) const
    {
        if (migration.down) {
            migration.problems.push_back(
                {QStringLiteral("two-downs"),
                 QStringLiteral("there is a down section in the file and %1 beside it").arg(file.name),
                 QStringLiteral("keep one of the two"), migration.down->firstLine, true});
            return;
        }
        migration.downFile = file.path;
        if (file.problem) {
            FileProblem problem = *file.problem;
            problem.message = QStringLiteral("%1: %2").arg(file.name, problem.message);
            problem.line = 0; // it is a line of the down file
            migration.problems.push_back(problem);
        } else if (hasStatements(file, m_dialect)) {
            migration.down = wholeScript(file);
            migration.downTransaction = !optsOut(*migration.down);
        }
    }

    Migration fromDown(const PlainFile &down)
    {
        Migration migration = named(down.name);
        migration.problems.push_back({QStringLiteral("down-without-up"),
                                      QStringLiteral("%1 is a down script without an up script").arg(down.file.name),
                                      QStringLiteral("add the up script, or remove this file"), 0, false});
        readDown(down.file, migration);
        return migration;
    }

    static Migration badName(const SqlFile &file)
    {
        Migration migration;
        migration.version = file.name.chopped(4);
        migration.key = file.name;
        migration.upFile = file.path;
        migration.problems.push_back({QStringLiteral("bad-file-name"),
                                      QStringLiteral("%1 is not run: its name is not NUMBER_name.sql").arg(file.name),
                                      QStringLiteral("rename it to NUMBER_name.sql, or move it out of the folder"), 0,
                                      false});
        return migration;
    }

    void noteNumbers()
    {
        for (size_t i = 1; i < m_migrations.size(); ++i) {
            Migration &earlier = m_migrations[i - 1];
            Migration &migration = m_migrations[i];
            if (earlier.key == migration.key) {
                noteDuplicate(earlier, migration);
                noteDuplicate(migration, earlier);
                continue;
            }
            if (earlier.version.size() != migration.version.size()
                && (earlier.version.startsWith(u'0') || migration.version.startsWith(u'0')
                    || (earlier.version.size() >= Timestamp) != (migration.version.size() >= Timestamp)))
                migration.problems.push_back(
                    {QStringLiteral("mixed-widths"),
                     QStringLiteral("the number is written with %1 digits, the one before it (%2) with %3")
                         .arg(migration.version.size())
                         .arg(earlier.version)
                         .arg(earlier.version.size()),
                     QStringLiteral("keep to one width, so that listings sort as the migrations run"), 0, false});
            else if (migration.version.size() < Timestamp)
                noteGap(earlier, migration);
        }
    }

    static void noteDuplicate(Migration &migration, const Migration &other)
    {
        const bool noted = std::ranges::any_of(
            migration.problems, [](const FileProblem &problem) { return problem.rule == u"duplicate-version"; });
        if (noted)
            return;
        const QString own = migration.upFile.isEmpty() ? migration.downFile : migration.upFile;
        const QString others = other.upFile.isEmpty() ? other.downFile : other.upFile;
        migration.problems.push_back(
            {QStringLiteral("duplicate-version"), QStringLiteral("%1 and %2 have the same number").arg(own, others),
             QStringLiteral("give the one that was not applied anywhere a new number"), 0, true});
    }

    static void noteGap(const Migration &earlier, Migration &migration)
    {
        const auto before = storableNumber(earlier.key);
        const auto number = storableNumber(migration.key);
        if (before && number && *number - *before > 1)
            migration.problems.push_back(
                {QStringLiteral("number-gap"),
                 QStringLiteral("no migration has a number between %1 and %2").arg(earlier.version, migration.version),
                 QStringLiteral("check that none was forgotten"), 0, false});
    }

    static constexpr qsizetype Timestamp = 8; ///< digits from which numbers are dates, not a sequence

    const Dialect &m_dialect;
    std::vector<PlainFile> m_files;
    QHash<QString, int> m_ups; ///< up files a number
    QMultiHash<QString, const PlainFile *> m_downs;
    std::vector<Migration> m_migrations;
};

} // namespace

std::vector<Migration> plainMigrations(std::vector<SqlFile> files, const std::vector<SqlFile> &badlyNamed,
                                       const Dialect &dialect)
{
    return FolderReader(std::move(files), dialect).migrations(badlyNamed);
}


} // namespace lk
