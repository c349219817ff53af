// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/drizzle/drizzlefolder.h"

#include "models/formats/drizzle/breakpoints.h"
#include "models/formats/drizzle/drizzlesettings.h"
#include "models/formats/localecompare.h"
#include "models/formats/migrationfolders.h"
#include "models/formats/owndown.h"
#include "models/formats/sqlfolder.h"
#include "models/formats/textvariants.h"

#include <QDir>
#include <QFileInfo>
#include <QHash>
#include <QSet>

#include <algorithm>

namespace lk {

namespace {

constexpr auto Algorithm = QCryptographicHash::Sha256;
const QString DefaultFolder = QStringLiteral("drizzle");

bool isScript(QStringView name)
{
    return name.endsWith(u".sql");
}

void readUp(const SqlFile &file, Migration &migration, const Dialect &dialect)
{
    migration.upFile = file.path;
    migration.checksum = file.checksum;
    if (file.problem) {
        if (file.wasRead && file.problem->rule != u"utf16") // drizzle hashes what it decoded
            migration.checksum = QCryptographicHash::hash(withReplacements(file.bytes), Algorithm);
        migration.problems.push_back(*file.problem);
        return;
    }
    migration.up = wholeScript(file);
    if (const auto problem = contentProblem(contentOfPieces(file.bytes, dialect)))
        migration.problems.push_back(*problem);
    else
        std::ranges::move(pieceProblems(file.bytes, dialect), std::back_inserter(migration.problems));
}

QString nameOf(const Migration &migration)
{
    return migration.version;
}

QString placeIn(const QString &journal, const DrizzleEntry &entry)
{
    return QStringLiteral("%1:%2").arg(journal).arg(entry.where.line);
}

/// What is wrong with an entry itself, so that no file can be looked for.
std::optional<FileProblem> entryProblem(const DrizzleEntry &entry, const QString &place)
{
    const auto problem = [&](const char *rule, const QString &message, const QString &fix) {
        return FileProblem{QString::fromLatin1(rule), place + QStringLiteral(": ") + message, fix, 0, true};
    };
    if (entry.tag.isEmpty())
        return problem("journal-entry", QStringLiteral("the entry has no tag"), QStringLiteral("take the journal from version control"));
    if (entry.tag.contains(u'/') || entry.tag.contains(u'\\') || entry.tag.contains(QChar(0)) || entry.tag == u"." || entry.tag == u"..")
        return problem("journal-path", QStringLiteral("the tag \"%1\" is a path: it could lead out of the migrations folder").arg(entry.tag),
                       QStringLiteral("keep the migrations in the folder and name them by their names alone"));
    if (!entry.when)
        return problem("journal-entry", QStringLiteral("`when` of %1 is no whole number of milliseconds").arg(entry.tag),
                       QStringLiteral("take the journal from version control"));
    return std::nullopt;
}

/// Reads the journal's entries one after the other; by `when` alone drizzle decides what is still to be run.
class Entries
{
public:
    Entries(const std::vector<SqlFile> &files, QString journal, qint64 now, const Dialect &dialect)
        : m_journal(std::move(journal)), m_now(now), m_dialect(dialect)
    {
        for (const SqlFile &file : files)
            m_files.insert(file.name, &file);
    }

    Migration read(const DrizzleEntry &entry)
    {
        Migration migration;
        migration.version = entry.tag.isEmpty() ? QStringLiteral("entry %1").arg(entry.idx) : entry.tag;
        migration.key = entry.when ? QString::number(*entry.when) : migration.version;
        migration.description = entry.tag.section(u'_', 1).replace(u'_', u' ');
        if (const auto problem = entryProblem(entry, placeIn(m_journal, entry))) {
            migration.problems.push_back(*problem);
            return migration;
        }
        migration.details.insert(WhenDetail, QString::number(*entry.when));
        const SqlFile *file = m_files.value(entry.tag + QStringLiteral(".sql"));
        if (file)
            readUp(*file, migration, m_dialect);
        else
            migration.problems.push_back({QStringLiteral("journal-missing-file"),
                                          QStringLiteral("%1 names %2.sql, which is not there: drizzle refuses the whole folder").arg(placeIn(m_journal, entry), entry.tag),
                                          QStringLiteral("take the file from version control, or take the entry out"), 0, true});
        addTimeProblems(entry, migration);
        return migration;
    }

private:
    void addTimeProblems(const DrizzleEntry &entry, Migration &migration)
    {
        constexpr qint64 Minute = 60'000; // clocks differ
        if (m_newest && *entry.when <= *m_newest)
            migration.problems.push_back({QStringLiteral("when-not-increasing"),
                                          QStringLiteral("%1: `when` is not later than %2's: drizzle passes over this migration for ever where that one was applied before it")
                                              .arg(placeIn(m_journal, entry), m_newestTag),
                                          QStringLiteral("give it a later `when`, if it was not applied anywhere"), 0, false});
        else if (*entry.when > m_now + Minute)
            migration.problems.push_back({QStringLiteral("when-in-future"),
                                          QStringLiteral("%1: `when` is in the future: once it is applied, drizzle passes over everything that is made before that moment")
                                              .arg(placeIn(m_journal, entry)),
                                          QStringLiteral("give it the time at which it was made"), 0, false});
        if (!m_newest || *entry.when > *m_newest) {
            m_newest = entry.when;
            m_newestTag = entry.tag;
        }
    }

    QString m_journal;
    qint64 m_now;
    const Dialect &m_dialect;
    QHash<QString, const SqlFile *> m_files;
    std::optional<qint64> m_newest;
    QString m_newestTag;
};

FileProblem doubled(const QString &tag)
{
    return {QStringLiteral("duplicate-version"), QStringLiteral("the journal names %1 twice: drizzle runs it twice and fails").arg(tag),
            QStringLiteral("take one of the entries out"), 0, true};
}

/// Two entries with one `when` are two migrations all the same; one file twice is a mistake.
void markTwins(std::vector<Migration> &migrations)
{
    QHash<QString, size_t> byWhen;
    QHash<QString, size_t> byTag;
    for (size_t i = 0; i < migrations.size(); ++i) {
        const auto twin = byWhen.constFind(migrations[i].key);
        if (twin != byWhen.cend()) {
            migrations[i].details.insert(TwinDetail, migrations[twin.value()].version);
            migrations[twin.value()].details.insert(TwinDetail, migrations[i].version);
        }
        const auto same = byTag.constFind(migrations[i].version);
        if (same != byTag.cend()) {
            migrations[i].problems.push_back(doubled(migrations[i].version));
            migrations[same.value()].problems.push_back(doubled(migrations[i].version));
        }
        byWhen.insert(migrations[i].key, i);
        byTag.insert(migrations[i].version, i);
    }
}

Migration unnamed(const SqlFile &file)
{
    Migration migration;
    migration.version = file.name.chopped(4);
    migration.key = file.name;
    migration.upFile = file.path;
    migration.problems.push_back({QStringLiteral("not-in-journal"),
                                  QStringLiteral("%1 is not run: meta/_journal.json does not name it").arg(file.name),
                                  QStringLiteral("make migrations with `lockkeeper-cli new` or drizzle-kit, which write the journal; or move the file out of the folder"), 0, false});
    return migration;
}

} // namespace

bool isDrizzleFolder(QStringView name)
{
    return name.size() > 15 && name[14] == u'_' && std::ranges::all_of(name.first(14), [](QChar c) { return c >= u'0' && c <= u'9'; });
}

DrizzleLayout drizzleLayout(const QString &folder, const QString &migrations)
{
    const QDir files(QDir(folder).absoluteFilePath(migrations.isEmpty() ? DefaultFolder : migrations));
    if (QFileInfo::exists(files.filePath(QStringLiteral("meta/_journal.json"))))
        return DrizzleLayout::Journal;
    const auto folders = listMigrationFolders(folder, migrations, DefaultFolder, QStringLiteral("migration.sql"));
    if (folders && std::ranges::any_of(*folders, &SqlFile::regular))
        return DrizzleLayout::Folders;
    return wantsFolders(folder).value_or(false) ? DrizzleLayout::Folders : DrizzleLayout::Journal;
}

Result<std::vector<Migration>> journalMigrations(const FormatSetup &setup, const Dialect &dialect, qint64 now)
{
    const QString folder = setup.migrations.isEmpty() ? DefaultFolder : setup.migrations;
    auto files = listSqlFiles(setup.folder, folder, DefaultFolder, isScript);
    if (!files)
        return failure(std::move(files));
    const QString journalFile = drizzleJournalFile(folder);
    if (!QFileInfo::exists(QDir(setup.folder).absoluteFilePath(journalFile)) && files->empty())
        return std::vector<Migration>(); // nothing was made yet
    const auto journal = readDrizzleJournal(setup.folder, folder);
    if (!journal)
        return Failure(journal.error());
    QSet<QString> named;
    for (const DrizzleEntry &entry : journal->entries)
        named.insert(entry.tag + QStringLiteral(".sql"));
    const auto others = std::ranges::stable_partition(*files, [&](const SqlFile &file) { return named.contains(file.name); });
    const std::vector<SqlFile> passedOver(std::make_move_iterator(others.begin()), std::make_move_iterator(others.end()));
    files->erase(others.begin(), others.end());
    readSqlFiles(setup.folder, *files, Algorithm);

    Entries entries(*files, journalFile, now, dialect);
    std::vector<Migration> migrations;
    migrations.reserve(journal->entries.size() + passedOver.size());
    for (const DrizzleEntry &entry : journal->entries)
        migrations.push_back(entries.read(entry));
    markTwins(migrations);
    readOwnDowns(setup.folder, migrations, dialect, nameOf);
    std::ranges::transform(passedOver, std::back_inserter(migrations), unnamed);
    return migrations;
}

Result<std::vector<Migration>> folderMigrations(const FormatSetup &setup, const Dialect &dialect)
{
    auto files = listMigrationFolders(setup.folder, setup.migrations, DefaultFolder, QStringLiteral("migration.sql"));
    if (!files)
        return failure(std::move(files));
    std::erase_if(*files, [](const SqlFile &file) { return !file.regular; });
    std::ranges::sort(*files, localeLess, &SqlFile::name);
    readSqlFiles(setup.folder, *files, Algorithm);
    std::vector<Migration> migrations;
    migrations.reserve(files->size());
    for (const SqlFile &file : *files) {
        Migration migration;
        migration.version = migration.key = file.name;
        migration.description = file.name.section(u'_', 1).replace(u'_', u' ');
        const QDateTime made = QDateTime::fromString(file.name.first(std::min<qsizetype>(14, file.name.size())), QStringLiteral("yyyyMMddHHmmss"));
        if (isDrizzleFolder(file.name) && made.isValid())
            migration.details = {{WhenDetail, QString::number(QDateTime(made.date(), made.time(), Qt::UTC).toMSecsSinceEpoch())}, {NameDetail, file.name}};
        else
            migration.problems.push_back({QStringLiteral("bad-file-name"),
                                          QStringLiteral("%1 does not begin with a time (YYYYMMDDHHMMSS_): drizzle can't write down when it was made").arg(file.name),
                                          QStringLiteral("rename the folder, if it was not applied anywhere"), 0, true});
        readUp(file, migration, dialect);
        migrations.push_back(std::move(migration));
    }
    readOwnDowns(setup.folder, migrations, dialect, nameOf);
    return migrations;
}

} // namespace lk
