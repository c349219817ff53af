// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/alembic/alembicrevision.h"

#include "models/formats/alembic/alembicgraph.h"
#include "models/formats/alembic/pythonmodule.h"

#include <QHash>

#include <algorithm>

namespace lk {

namespace {

constexpr qsizetype LongestVersion = 32; ///< of the column that Alembic makes
const QString ForbiddenInVersion = QStringLiteral("@-+:");

struct Revision {
    Migration migration;
    QStringList labels;     ///< as written
    QStringList dependsOn;  ///< as written: versions or labels
    qint64 parentsLine = 0;
};

void complain(Migration &migration, const char *rule, const QString &message, const QString &fix, qint64 line, bool blocks = true)
{
    migration.problems.push_back({QString::fromLatin1(rule), message, fix, line, blocks});
}

/// Name and value of a plain list or text; None and a missing one are empty.
QStringList textsOf(Migration &migration, const PythonModule &module, const char *name)
{
    const PythonValue value = module.values.value(name);
    if (value.kind == PythonValue::Kind::Other)
        complain(migration, "not-literal", QStringLiteral("%1 is no plain text: what it is, only running the file would tell").arg(QLatin1String(name)),
                 QStringLiteral("write it as text"), value.line);
    return value.kind == PythonValue::Kind::Text || value.kind == PythonValue::Kind::List ? value.texts : QStringList();
}

/// "abc123.py" of Alembic before 0.2, which had no variable.
QString legacyVersion(const QString &fileName)
{
    const QString name = fileName.chopped(3);
    const bool hex = std::ranges::all_of(name, [](QChar c) { return c.isDigit() || (c >= u'a' && c <= u'f'); });
    return hex ? name : QString();
}

void readVersion(Migration &migration, const PythonModule &module, const SqlFile &file)
{
    const PythonValue value = module.values.value("revision");
    migration.version = value.kind == PythonValue::Kind::Text ? value.texts.front() : QString();
    if (value.kind == PythonValue::Kind::Missing)
        migration.version = legacyVersion(file.name);
    migration.key = migration.version;
    if (!migration.version.isEmpty()) {
        const auto bad = std::ranges::find_if(migration.version, [](QChar c) { return ForbiddenInVersion.contains(c); });
        if (bad != migration.version.end())
            complain(migration, "bad-revision", QStringLiteral("the revision %1 has a \"%2\" in it: Alembic refuses it").arg(migration.version, *bad),
                     QStringLiteral("give it an id without @ - + :"), value.line);
        if (migration.version.size() > LongestVersion)
            complain(migration, "long-revision",
                     QStringLiteral("the revision's id has %1 characters, and alembic_version takes %2: PostgreSQL and MariaDB refuse it after upgrade() has run")
                         .arg(migration.version.size()).arg(LongestVersion),
                     QStringLiteral("give it a shorter id; the file's name does not matter"), value.line, false);
        return;
    }
    migration.version = file.name.chopped(3);
    migration.key = file.path;
    if (value.kind == PythonValue::Kind::Missing)
        complain(migration, "no-revision", QStringLiteral("the file has no `revision`: Alembic stops at it"), QStringLiteral("add it, or move the file out of the folder"), 0);
    else
        complain(migration, "not-literal", QStringLiteral("`revision` is no plain text: what it is, only running the file would tell"),
                 QStringLiteral("write it as text"), value.line);
}

/// The first paragraph of the file's text, and the date in it.
void readDocstring(Migration &migration, const PythonModule &module)
{
    const QString text = module.docstring.value_or(QString()).trimmed();
    migration.description = text.section(QStringLiteral("\n\n"), 0, 0).simplified();
    for (const QString &name : {CreateDateDetail}) {
        const qsizetype at = text.indexOf(name + u':');
        if (at >= 0)
            migration.details.insert(name, text.mid(at + name.size() + 1).section(u'\n', 0, 0).trimmed());
    }
}

/// Whether there is a downgrade() that does something, or one that needs not because upgrade() does nothing.
bool goesBack(const PythonModule &module)
{
    const PythonFunction downgrade = module.functions.value("downgrade");
    return module.functions.contains("downgrade") && (downgrade.hasWork || (!module.functions.value("upgrade").hasWork && !downgrade.raises));
}

void readFunctions(Migration &migration, const PythonModule &module, const SqlFile &file, bool merges)
{
    if (!module.functions.contains("upgrade")) {
        complain(migration, "no-upgrade", QStringLiteral("the file has no upgrade() of its own"), QStringLiteral("write it, with `pass` where there is nothing to do"), 0);
        return;
    }
    migration.up = wholeScript(file);
    const PythonFunction upgrade = module.functions.value("upgrade");
    if (!upgrade.hasWork && !merges)
        complain(migration, "empty-script", QStringLiteral("upgrade() does nothing"), {}, upgrade.line, false);
    if (goesBack(module)) {
        migration.down = wholeScript(file);
        migration.downFile = file.path;
    }
}

Revision readRevision(const SqlFile &file)
{
    Revision revision;
    Migration &migration = revision.migration;
    migration.upFile = file.path;
    migration.language = QStringLiteral("python");
    if (file.problem) {
        migration.version = file.name.chopped(3);
        migration.key = file.path;
        migration.problems.push_back(*file.problem);
        return revision;
    }
    const PythonModule module = readPythonModule(file.bytes);
    readVersion(migration, module, file);
    readDocstring(migration, module);
    const QStringList parents = textsOf(migration, module, "down_revision");
    revision.parentsLine = module.values.value("down_revision").line;
    if (!module.values.contains("down_revision"))
        complain(migration, "no-revision", QStringLiteral("the file has no `down_revision`: Alembic stops at it"), QStringLiteral("add it: None for the first one"), 0);
    if (!parents.isEmpty())
        migration.details.insert(RevisesDetail, parents.join(QStringLiteral(", ")));
    migration.dependsOn = parents;
    revision.dependsOn = textsOf(migration, module, "depends_on");
    revision.labels = textsOf(migration, module, "branch_labels");
    migration.tags = revision.labels;
    migration.transaction = !module.hasAutocommitBlock;
    migration.downTransaction = migration.transaction;
    if (module.unclosedLine > 0)
        complain(migration, "python-syntax", QStringLiteral("a string has no end: Alembic stops at the file"), QStringLiteral("close it"), module.unclosedLine);
    readFunctions(migration, module, file, parents.size() > 1);
    return revision;
}

/// Dependencies may be written as labels; a label belongs to one revision.
void resolveLabels(std::vector<Revision> &revisions)
{
    QHash<QString, Migration *> owners;
    for (Revision &revision : revisions) {
        for (const QString &label : std::as_const(revision.labels)) {
            if (const Migration *owner = owners.value(label))
                complain(revision.migration, "duplicate-label", QStringLiteral("the branch label %1 is %2's already: Alembic runs nothing").arg(label, owner->version),
                         QStringLiteral("give one of them another label"), 0);
            else
                owners.insert(label, &revision.migration);
        }
    }
    for (Revision &revision : revisions) {
        for (const QString &name : std::as_const(revision.dependsOn)) {
            const Migration *owner = owners.value(name);
            const QString key = owner ? owner->key : name;
            if (!revision.migration.dependsOn.contains(key))
                revision.migration.dependsOn += key;
        }
        if (!revision.dependsOn.isEmpty())
            revision.migration.details.insert(DependsDetail, revision.dependsOn.join(QStringLiteral(", ")));
    }
}

void markDuplicates(std::vector<Revision> &revisions)
{
    QHash<QString, Migration *> firstOf;
    for (Revision &revision : revisions) {
        Migration &migration = revision.migration;
        Migration *first = firstOf.value(migration.key);
        if (!first) {
            firstOf.insert(migration.key, &migration);
            continue;
        }
        const QString message = QStringLiteral("%1 and %2 are the same revision: Alembic warns, and takes whichever it reads last")
                                    .arg(first->upFile.section(u'/', -1), migration.upFile.section(u'/', -1));
        const QString fix = QStringLiteral("give the one that was not applied anywhere a new `revision`");
        complain(*first, "duplicate-version", message, fix, 0);
        complain(migration, "duplicate-version", message, fix, 0);
    }
}

} // namespace

bool isRevisionName(QStringView name)
{
    return name.endsWith(u".py") && !name.startsWith(u".#") && !name.startsWith(u"__init__");
}

QStringList parentsOf(const Migration &migration)
{
    return migration.details.value(RevisesDetail).split(QStringLiteral(", "), Qt::SkipEmptyParts);
}

bool hasDirection(const QByteArray &text, Direction direction)
{
    const PythonModule module = readPythonModule(text);
    return direction == Direction::Up ? module.functions.contains("upgrade") : goesBack(module);
}

std::vector<Migration> alembicMigrations(const std::vector<SqlFile> &files)
{
    std::vector<Revision> revisions;
    revisions.reserve(files.size());
    for (const SqlFile &file : files)
        revisions.push_back(readRevision(file));
    markDuplicates(revisions);
    resolveLabels(revisions);
    std::vector<Migration> migrations;
    std::vector<qint64> lines;
    migrations.reserve(revisions.size());
    for (Revision &revision : revisions) {
        lines.push_back(revision.parentsLine);
        migrations.push_back(std::move(revision.migration));
    }
    orderRevisions(migrations, lines);
    return migrations;
}

} // namespace lk
