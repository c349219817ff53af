// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/liquibase/liquibasenew.h"

#include "models/base/sourcefile.h"
#include "models/formats/liquibase/changelog.h"
#include "models/formats/newname.h"
#include "models/sql/dialect.h"

#include <QDir>

#include <algorithm>

namespace lk {

namespace {

QString authorOf(const std::vector<Migration> &existing)
{
    for (auto last = existing.rbegin(); last != existing.rend(); ++last) {
        if (const QString author = last->details.value(AuthorDetail); last->up && !author.isEmpty() && author != u"includeAll")
            return author;
    }
    const QString user = qEnvironmentVariable("USER");
    return user.isEmpty() ? QStringLiteral("unknown") : user;
}

/// Counted on where the file's ids are numbers, the time otherwise.
QString nextId(const std::vector<Migration> &existing, const QString &file, const QDateTime &now)
{
    qulonglong highest = 0;
    bool numbers = true;
    for (const Migration &migration : existing) {
        if (migration.upFile != file || !migration.details.contains(IdDetail))
            continue;
        const QString id = migration.details.value(IdDetail);
        bool isNumber = false;
        const qulonglong number = id.toULongLong(&isNumber);
        numbers = numbers && isNumber && id.size() < 10;
        highest = std::max(highest, number);
    }
    QDateTime at = now.toUTC();
    const auto text = [&] { return at.toString(QStringLiteral("yyyyMMddHHmmss")); };
    while (std::ranges::any_of(existing, [&](const Migration &other) { return other.details.value(IdDetail) == text(); }))
        at = at.addSecs(1);
    return numbers ? QString::number(highest + 1) : text();
}

QByteArray quoted(const QString &name)
{
    const bool plain = std::ranges::none_of(name, [](QChar c) { return c.isSpace() || c == u':'; });
    return plain ? name.toUtf8() : '"' + name.toUtf8() + '"';
}

QByteArray changeset(const NewMigration &wanted, const QString &author, const QString &id)
{
    const QByteArray name = wanted.name.simplified().toUtf8();
    QByteArray text = "--changeset " + quoted(author) + ':' + quoted(id) + "\n--comment: " + name + "\n-- Write the SQL here\n";
    if (wanted.reversible)
        text += "/* liquibase rollback\n-- Takes back: " + name + "\n*/\n";
    return text;
}

/// A file name behind all that are there, in the style of the last: its number counted on, or the time.
QString nextFile(const QStringList &names, const QString &part, const QDateTime &now)
{
    const QString last = names.isEmpty() ? QString() : names.last();
    qsizetype digits = 0;
    while (digits < last.size() && last[digits].isDigit())
        ++digits;
    const QString time = now.toUTC().toString(QStringLiteral("yyyyMMddHHmmss"));
    const QChar separator = digits > 0 && last.size() > digits && last[digits] == u'-' ? u'-' : u'_';
    if (digits == 0 || digits >= 14)
        return (last.left(digits) < time ? time : QString::number(last.left(std::min<qsizetype>(digits, 18)).toULongLong() + 1)) + separator + part + QStringLiteral(".sql");
    return QString::number(last.left(digits).toULongLong() + 1).rightJustified(digits, u'0') + separator + part + QStringLiteral(".sql");
}

Result<std::vector<NewFile>> inFile(const QString &path, const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing)
{
    const auto source = readSourceFile(setup.folder + u'/' + path);
    if (!source)
        return Failure(source.error());
    if (!source->readable())
        return Failure(encodingError(*source, path));
    QByteArray content = source->bytes;
    const QByteArray end = content.contains("\r\n") ? "\r\n" : "\n";
    if (!content.endsWith('\n'))
        content += end;
    QByteArray added = '\n' + changeset(wanted, authorOf(existing), nextId(existing, path, wanted.now));
    content += end == "\n" ? added : added.replace("\n", "\r\n");
    return std::vector{NewFile{path, content, source->bytes}};
}

} // namespace

Result<std::vector<NewFile>> newChangeset(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing)
{
    const auto part = fileNamePart(wanted.name);
    if (!part)
        return Failure(part.error());
    const QString author = authorOf(existing);
    if (setup.options.value(ChangelogOption).isEmpty()) {
        const QString folder = setup.migrations.isEmpty() || setup.migrations == u"." ? QString() : setup.migrations + u'/';
        return std::vector{NewFile{folder + QStringLiteral("changelog.sql"), "--liquibase formatted sql\n\n" + changeset(wanted, author, QStringLiteral("1"))}};
    }
    ChangelogEnd end;
    if (const auto read = readChangelog(setup, sqliteDialect(), &end); !read)
        return Failure(read.error());
    if (!end.file.isEmpty())
        return inFile(end.file, wanted, setup, existing);
    if (end.folder.isEmpty())
        return Failure(Error{ErrorCode::Usage, QStringLiteral("no changeset can be added"), {end.root, 0, 0}, QStringLiteral("the changelog ends with a changeset of its own, and not with formatted SQL"),
                             QStringLiteral("include a formatted SQL file, or a folder of them, at its end")});
    QStringList names = QDir(setup.folder + u'/' + end.folder).entryList({QStringLiteral("*.sql"), QStringLiteral("*.xml"), QStringLiteral("*.y*ml"), QStringLiteral("*.json")}, QDir::Files);
    names.sort();
    const QString prefix = end.folder == u"." ? QString() : end.folder + u'/';
    const QString path = prefix + nextFile(names, *part, wanted.now);
    return std::vector{NewFile{path, "--liquibase formatted sql\n\n" + changeset(wanted, author, QStringLiteral("1"))}};
}

} // namespace lk
