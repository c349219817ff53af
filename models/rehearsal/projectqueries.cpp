// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rehearsal/projectqueries.h"

#include "models/base/sourcefile.h"
#include "models/sql/splitter.h"
#include "models/sql/statementfacts.h"

#include <QDir>

namespace lk {

namespace {

constexpr qint64 LargestFile = 1024 * 1024;
constexpr size_t MostQueries = 200; ///< each is planned twice, and may be run twice

Failure refused(const QString &file, qint64 line, const QString &what, const QString &why)
{
    return Failure(Error{ErrorCode::Failed, what, {file, line, 0}, why, QStringLiteral("the queries of a project are SELECT, INSERT, UPDATE, DELETE and MERGE statements with their values written out")});
}

bool canBeExplained(Verb verb)
{
    return verb == Verb::Select || verb == Verb::Insert || verb == Verb::Update || verb == Verb::Delete || verb == Verb::Merge;
}

Result<void> readFile(const QDir &project, const QString &file, const Dialect &dialect, std::vector<ProjectQuery> &queries)
{
    const QString path = project.filePath(file);
    if (QFileInfo(path).size() > LargestFile)
        return refused(file, 0, QStringLiteral("the file of queries is too large"), QStringLiteral("it may have 1 MB"));
    const auto source = readSourceFile(path);
    if (!source)
        return Failure(source.error());
    if (!source->readable())
        return Failure(encodingError(*source, file));
    const auto spans = splitStatements(source->bytes, dialect);
    if (!spans) {
        Error error = spans.error();
        error.where.file = file;
        return Failure(error);
    }
    for (const StatementSpan &span : *spans) {
        const QByteArray sql = source->bytes.mid(span.offset, span.length);
        if (!canBeExplained(readFacts(sql, dialect).verb))
            return refused(file, span.line, QStringLiteral("this is no query"), QString::fromUtf8(sql.simplified().left(80)));
        if (queries.size() == MostQueries)
            return refused(file, span.line, QStringLiteral("there are too many queries"), QStringLiteral("%1 are looked at, at most").arg(MostQueries));
        queries.push_back({file, span.line, sql});
    }
    return {};
}

} // namespace

Result<std::vector<ProjectQuery>> readProjectQueries(const QString &project, const Dialect &dialect)
{
    const QDir folder(project);
    std::vector<ProjectQuery> queries;
    for (const QString &name : QDir(folder.filePath(QStringLiteral("queries"))).entryList({QStringLiteral("*.sql")}, QDir::Files, QDir::Name)) {
        if (auto read = readFile(folder, QStringLiteral("queries/") + name, dialect, queries); !read)
            return failure(std::move(read));
    }
    return queries;
}

} // namespace lk
