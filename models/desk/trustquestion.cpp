// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/trustquestion.h"

#include "models/project/truststore.h"

#include <QDir>
#include <QFile>

namespace lk {

namespace {

TrustQuestion questionOf(const QString &folder, const Format &format, const FormatSetup &setup)
{
    TrustQuestion question;
    question.folder = folder;
    question.tool = format.traits().title;
    for (const QString &path : format.programFiles(setup)) {
        QFile file(QDir(folder).absoluteFilePath(path));
        const bool there = file.open(QIODevice::ReadOnly);
        question.files.push_back({path, there ? std::optional(file.readAll()) : std::nullopt});
    }
    return question;
}

} // namespace

QStringList TrustQuestion::paths() const
{
    QStringList paths;
    for (const File &file : files)
        paths << file.path;
    return paths;
}

TrustQuestion trustQuestion(const Desk &desk)
{
    return questionOf(desk.project().folder, desk.format(), desk.setup());
}

Result<TrustQuestion> trustQuestion(const OpenRequest &request)
{
    auto project = openProject(request.folder, request.searchParents);
    if (!project)
        return failure(std::move(project));
    const QString named = request.format.isEmpty() ? project->format : request.format;
    const Format *format = formatByName(named);
    if (named.isEmpty()) {
        auto detected = detectFormat(project->folder);
        if (!detected)
            return failure(std::move(detected));
        format = detected->format;
    }
    if (!format || !format->traits().programs)
        return Failure(Error{ErrorCode::Usage, QStringLiteral("the project runs no programs"), {project->folder, 0, 0}, {}, {}});
    auto setup = format->setup(project->folder, request.migrations.isEmpty() ? project->migrations : request.migrations);
    if (!setup)
        return failure(std::move(setup));
    return questionOf(project->folder, *format, *setup);
}

Result<void> checkAsShown(const TrustQuestion &shown)
{
    for (const TrustQuestion::File &was : shown.files) {
        QFile file(QDir(shown.folder).absoluteFilePath(was.path));
        const bool there = file.open(QIODevice::ReadOnly);
        if (there == was.content.has_value() && (!there || file.readAll() == *was.content))
            continue;
        return Failure(Error{ErrorCode::Disagreement, QStringLiteral("the file has changed since it was shown"), {was.path, 0, 0}, {}, QStringLiteral("nothing was run; look at it anew")});
    }
    return {};
}

Result<void> rememberTrust(const TrustQuestion &shown)
{
    TrustStore store;
    if (auto kept = store.trust(shown.folder, shown.paths()); !kept)
        return kept;
    // Afterwards: what changes later is noticed by the store itself.
    auto same = checkAsShown(shown);
    if (!same)
        (void)store.forget(shown.folder);
    return same;
}

} // namespace lk
