// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/offlinecheck.h"

#include "models/base/sourcefile.h"
#include "models/engines/engineregistry.h"
#include "models/safety/analysis.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

/// The migrations of the project that the files may belong to; none when there is no project.
struct Loaded {
    QString folder;
    const Format *format = nullptr;
    std::vector<Migration> migrations;
};

Result<Loaded> loadProject(const OpenRequest &where, const Dialect &dialect)
{
    auto project = openProject(where.folder, where.searchParents);
    if (!project)
        return failure(std::move(project));
    Loaded loaded{project->folder, nullptr, {}};
    const QString wanted = where.format.isEmpty() ? project->format : where.format;
    if (wanted.isEmpty()) {
        auto detected = detectFormat(project->folder);
        if (!detected)
            return failure(std::move(detected));
        loaded.format = detected->format;
    } else {
        loaded.format = formatByName(wanted);
        if (!loaded.format)
            return Failure(Error{ErrorCode::Usage, u"there is no format called \"%1\""_s.arg(wanted), {}, {}, u"`lockkeeper-cli formats` lists them"_s});
    }
    const auto setup = loaded.format->setup(project->folder, where.migrations.isEmpty() ? project->migrations : where.migrations);
    if (!setup)
        return Failure(setup.error());
    auto read = loaded.format->load(*setup, dialect);
    if (!read)
        return failure(std::move(read));
    loaded.migrations = std::move(*read);
    return loaded;
}

AnalysisFacts factsFor(const Format &format)
{
    AnalysisFacts facts;
    facts.format = &format;
    facts.runsFileWhole = !format.traits().downInSameFile;
    return facts;
}

void append(std::vector<Finding> &all, std::vector<Finding> more)
{
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

void checkMigration(CheckResult &result, const Loaded &project, const Migration &migration, const Engine &engine)
{
    const AnalysisFacts facts = factsFor(*project.format);
    result.files << migration.upFile;
    append(result.findings, analyse(migration, Direction::Up, engine.traits().dialect, facts));
    if (!migration.down)
        return;
    if (migration.downFile != migration.upFile)
        result.files << migration.downFile;
    append(result.findings, analyse(migration, Direction::Down, engine.traits().dialect, facts));
}

const Migration *ownerOf(const Loaded &project, const QString &path, Direction *direction)
{
    for (const Migration &migration : project.migrations) {
        for (const Direction which : {Direction::Up, Direction::Down}) {
            const QString file = which == Direction::Up ? migration.upFile : migration.downFile;
            if (!file.isEmpty() && QFileInfo(QDir(project.folder).filePath(file)).canonicalFilePath() == path) {
                *direction = which;
                return &migration;
            }
        }
    }
    return nullptr;
}

Result<void> checkBareFile(CheckResult &result, const QString &file, const Engine &engine)
{
    auto source = readSourceFile(file);
    if (!source)
        return failure(std::move(source));
    result.files << file;
    if (!source->readable()) {
        const Error error = encodingError(*source, file);
        Finding finding;
        finding.rule = u"not-utf8"_s;
        finding.severity = Severity::Blocks;
        finding.file = file;
        finding.line = error.where.line;
        finding.message = error.why.isEmpty() ? error.what : error.what + u": "_s + error.why;
        finding.fix = error.nextStep;
        result.findings.push_back(finding);
        return {};
    }
    Script script;
    script.file = file;
    script.bytes = source->bytes;
    script.offset = source->textOffset();
    script.length = source->bytes.size() - script.offset;
    append(result.findings, analyseScript(script, engine.traits().dialect));
    return {};
}

} // namespace

Result<CheckResult> checkOffline(const OpenRequest &where, const Engine &engine, const QStringList &files)
{
    CheckResult result;
    auto project = loadProject(where, engine.traits().dialect);
    if (files.isEmpty()) {
        if (!project)
            return failure(std::move(project));
        for (const Migration &migration : project->migrations)
            checkMigration(result, *project, migration, engine);
        return result;
    }
    for (const QString &file : files) {
        Direction direction = Direction::Up;
        const Migration *owner = project ? ownerOf(*project, QFileInfo(file).canonicalFilePath(), &direction) : nullptr;
        if (owner && direction == Direction::Up) {
            checkMigration(result, *project, *owner, engine);
        } else if (owner) {
            result.files << owner->downFile;
            append(result.findings, analyse(*owner, Direction::Down, engine.traits().dialect, factsFor(*project->format)));
        } else if (auto checked = checkBareFile(result, file, engine); !checked) {
            return failure(std::move(checked));
        }
    }
    result.files.removeDuplicates();
    return result;
}

Result<const Engine *> engineFromOption(const QString &text)
{
    static const QRegularExpression form(u"^([a-z]+)(?::\\d+(?:\\.\\d+)*)?$"_s);
    const auto match = form.match(text);
    const Engine *engine = match.hasMatch() ? engineByName(match.captured(1)) : nullptr;
    if (engine)
        return engine;
    QStringList known;
    for (const Engine *candidate : engines())
        known << candidate->traits().name;
    return Failure(Error{ErrorCode::Usage, u"no such engine: \"%1\""_s.arg(text), {}, {},
                         u"this build knows %1, with a version if wanted: %2:3.40"_s.arg(known.join(u", "_s), known.first())});
}

} // namespace lk
