// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/sqitch/sqitchfolder.h"

#include "models/formats/scriptcontent.h"
#include "models/formats/sqitch/sqitchsettings.h"
#include "models/formats/sqlfolder.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <array>

#include <unistd.h>

namespace lk {

namespace {

constexpr qint64 LargestPlan = 64 * 1024 * 1024;

enum Kind { Deploy, Revert, Verify };

/// Paths of a change's scripts; empty where there is no such file.
struct Scripts {
    std::array<QString, 3> path = {};
    QString wanted = {};    ///< where the deploy script would have to be
    bool outside = false; ///< its name leads out of the folder
};

class Folders
{
public:
    explicit Folders(const FormatSetup &setup)
        : m_folder(setup.folder), m_suffix(u'.' + setup.options.value(sqitch::Extension, QStringLiteral("sql"))),
          m_plain{setup.options.value(sqitch::DeployDir, QStringLiteral("deploy")), setup.options.value(sqitch::RevertDir, QStringLiteral("revert")),
                  setup.options.value(sqitch::VerifyDir, QStringLiteral("verify"))},
          m_reworked{setup.options.value(sqitch::ReworkedDeployDir, m_plain[Deploy]), setup.options.value(sqitch::ReworkedRevertDir, m_plain[Revert]),
                     setup.options.value(sqitch::ReworkedVerifyDir, m_plain[Verify])}
    {}

    Scripts of(const SqitchChange &change) const
    {
        Scripts scripts;
        if (change.name.contains(u"..") && change.name.split(u'/').contains(QStringLiteral(".."))) {
            scripts.outside = true;
            return scripts;
        }
        const auto &dirs = change.reworkTags.isEmpty() ? m_plain : m_reworked;
        QString name = change.name + m_suffix;
        if (!change.reworkTags.isEmpty()) {
            // As Sqitch does: under the first of the tags for which there is a deploy script.
            name = nameAt(change, change.reworkTags.front());
            for (const QString &tag : change.reworkTags) {
                if (exists(dirs[Deploy] + u'/' + nameAt(change, tag))) {
                    name = nameAt(change, tag);
                    break;
                }
            }
        }
        scripts.wanted = dirs[Deploy] + u'/' + name;
        for (const Kind kind : {Deploy, Revert, Verify}) {
            const QString path = dirs[kind] + u'/' + name;
            if (exists(path))
                scripts.path[kind] = path;
        }
        return scripts;
    }

private:
    QString nameAt(const SqitchChange &change, const QString &tag) const { return change.name + u'@' + tag + m_suffix; }
    bool exists(const QString &path) const
    {
        const QString full = QDir::isAbsolutePath(path) ? path : m_folder + u'/' + path;
        return ::access(QFile::encodeName(full).constData(), F_OK) == 0;
    }

    QString m_folder;
    QString m_suffix;
    std::array<QString, 3> m_plain;
    std::array<QString, 3> m_reworked;
};

void addDependencies(Migration &migration, const SqitchPlan &plan, qsizetype index)
{
    QStringList requires_;
    QStringList ids;
    QStringList conflicts;
    const SqitchChange &change = plan.changes[size_t(index)];
    for (const SqitchDependency &dependency : change.dependencies) {
        (dependency.conflict ? conflicts : requires_) += dependency.text;
        const qsizetype at = plan.find(dependency);
        const QString fix = QStringLiteral("sqitch refuses the whole plan until the line says something else");
        if (dependency.conflict) {
            if (at < 0 && dependency.project.isEmpty() && dependency.id.isEmpty())
                migration.problems.push_back({QStringLiteral("unknown-dependency"), QStringLiteral("it conflicts with %1, which the plan does not have").arg(dependency.text),
                                              QStringLiteral("sqitch deploys nothing until the line says something else"), change.line, true});
            continue;
        }
        ids += at < 0 ? QStringLiteral("-") : plan.changes[size_t(at)].id;
        // An id that the plan has not may be another project's.
        if (at < 0 && dependency.project.isEmpty() && dependency.id.isEmpty()) {
            migration.problems.push_back({QStringLiteral("unknown-dependency"), QStringLiteral("it requires %1, which the plan does not have").arg(dependency.text), fix, change.line, true});
        } else if (at == index) {
            migration.problems.push_back({QStringLiteral("unknown-dependency"), QStringLiteral("it requires itself"), fix, change.line, true});
        } else if (at > index) {
            migration.problems.push_back({QStringLiteral("unknown-dependency"),
                                          QStringLiteral("it requires %1, which stands below it in the plan (line %2)").arg(dependency.text).arg(plan.changes[size_t(at)].line), fix, change.line, true});
            migration.dependsOn += plan.changes[size_t(at)].id;
        } else if (at >= 0) {
            migration.dependsOn += plan.changes[size_t(at)].id;
        }
    }
    if (!requires_.isEmpty()) {
        migration.details.insert(sqitch::RequiresDetail, requires_.join(u' '));
        migration.details.insert(sqitch::RequiredIdsDetail, ids.join(u' '));
    }
    if (!conflicts.isEmpty())
        migration.details.insert(sqitch::ConflictsDetail, conflicts.join(u' '));
}

Migration described(const SqitchPlan &plan, qsizetype index)
{
    const SqitchChange &change = plan.changes[size_t(index)];
    Migration migration;
    migration.version = change.reworkTags.isEmpty() ? change.name : change.name + u'@' + change.reworkTags.front();
    migration.key = change.id;
    migration.description = change.note.section(u'\n', 0, 0);
    migration.language = QStringLiteral("sqitch");
    migration.details = {{sqitch::ChangeDetail, change.name}, {sqitch::PlannerDetail, change.planner}, {sqitch::PlannedDetail, change.date}, {sqitch::NoteDetail, change.note}};
    if (!change.parent.isEmpty())
        migration.details.insert(sqitch::ParentDetail, change.parent);
    for (const SqitchTag &tag : change.tags) {
        migration.tags += tag.name;
        migration.details.insert(u'@' + tag.name, QStringLiteral("%1 %2 %3%4").arg(tag.id, tag.date, tag.planner, tag.note.isEmpty() ? QString() : QStringLiteral(" # ") + tag.note));
    }
    addDependencies(migration, plan, index);
    return migration;
}

void addScripts(Migration &migration, const Scripts &scripts, const SqlFile *deploy, const SqlFile *revert, const Dialect &dialect, qint64 line)
{
    migration.upFile = scripts.wanted;
    if (scripts.outside) {
        migration.problems.push_back({QStringLiteral("journal-path"), QStringLiteral("the plan's line %1 names a path that leads out of the folder").arg(line),
                                      QStringLiteral("mend the name"), 0, true});
        return;
    }
    if (!scripts.path[Verify].isEmpty())
        migration.details.insert(sqitch::VerifyDetail, scripts.path[Verify]);
    if (!deploy) {
        migration.problems.push_back({QStringLiteral("journal-missing-file"), QStringLiteral("%1 is not there, but the plan has the change (line %2)").arg(scripts.wanted).arg(line),
                                      QStringLiteral("bring the file back"), 0, true});
    } else if (deploy->problem) {
        migration.problems.push_back(*deploy->problem);
    } else {
        migration.up = wholeScript(*deploy);
        if (auto problem = contentProblem(contentOf(deploy->bytes, dialect))) {
            problem->blocks = false; // sqitch runs it all the same
            migration.problems.push_back(*std::move(problem));
        }
    }
    if (deploy)
        migration.checksum = deploy->checksum;
    if (!revert)
        return;
    migration.downFile = revert->path;
    if (revert->problem)
        migration.problems.push_back(*revert->problem);
    else
        migration.down = wholeScript(*revert);
}

/// The registry takes each script's hash once for a project.
void markTwins(std::vector<Migration> &migrations)
{
    QHash<QByteArray, size_t> firstOf;
    for (size_t i = 0; i < migrations.size(); ++i) {
        if (!migrations[i].up)
            continue;
        const auto first = firstOf.constFind(migrations[i].checksum);
        if (first == firstOf.cend()) {
            firstOf.insert(migrations[i].checksum, i);
            continue;
        }
        migrations[i].problems.push_back({QStringLiteral("same-script"),
                                          QStringLiteral("its deploy script is the same as that of %1 to the byte: sqitch runs it, can't note it, and reverts it").arg(migrations[*first].version),
                                          QStringLiteral("add a comment that tells them apart"), 0, true});
    }
}

} // namespace

Result<SqitchPlan> readSqitchPlan(const FormatSetup &setup)
{
    const QString name = setup.options.value(sqitch::PlanFile, QStringLiteral("sqitch.plan"));
    QFile file(QDir(setup.folder).absoluteFilePath(name));
    const auto refuse = [&](const QString &why, const QString &nextStep) {
        return Failure(Error{ErrorCode::Usage, QStringLiteral("the plan can't be read"), {name, 0, 0}, why, nextStep});
    };
    if (!QFileInfo(file).isFile())
        return refuse(QStringLiteral("there is no such file"), QStringLiteral("`sqitch init` makes one; sqitch.conf may name another as plan_file"));
    if (file.size() > LargestPlan)
        return refuse(QStringLiteral("it is larger than 64 MB"), {});
    if (!file.open(QIODevice::ReadOnly))
        return refuse(file.errorString(), {});
    return readSqitchPlan(file.readAll(), name);
}

std::vector<Migration> sqitchMigrations(const SqitchPlan &plan, const FormatSetup &setup, const Dialect &dialect)
{
    const Folders folders(setup);
    std::vector<Scripts> scripts;
    std::vector<SqlFile> files;
    scripts.reserve(plan.changes.size());
    files.reserve(plan.changes.size() * 2);
    for (const SqitchChange &change : plan.changes) {
        scripts.push_back(folders.of(change));
        for (const Kind kind : {Deploy, Revert}) {
            if (const QString &path = scripts.back().path[kind]; !path.isEmpty())
                files.emplace_back().path = path;
        }
    }
    readSqlFiles(setup.folder, files, QCryptographicHash::Sha1);
    std::vector<Migration> migrations;
    migrations.reserve(plan.changes.size());
    size_t next = 0;
    for (size_t i = 0; i < plan.changes.size(); ++i) {
        const SqlFile *deploy = scripts[i].path[Deploy].isEmpty() ? nullptr : &files[next++];
        const SqlFile *revert = scripts[i].path[Revert].isEmpty() ? nullptr : &files[next++];
        migrations.push_back(described(plan, qsizetype(i)));
        addScripts(migrations.back(), scripts[i], deploy, revert, dialect, plan.changes[i].line);
    }
    markTwins(migrations);
    return migrations;
}

} // namespace lk
