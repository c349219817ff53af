// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/alembic/alembiccreate.h"

#include "models/base/sourcefile.h"
#include "models/formats/alembic/alembicgraph.h"
#include "models/formats/alembic/alembicnew.h"

#include <QDir>
#include <QTimeZone>
#include <QUuid>

#include <algorithm>

namespace lk {

namespace {

Failure cannotCreate(const QString &why, const QString &nextStep)
{
    return Failure(Error{ErrorCode::Usage, QStringLiteral("the migration can't be made"), {}, why, nextStep});
}

/// The message goes into Python's text as it is.
Result<void> checkMessage(const QString &message)
{
    if (message.isEmpty())
        return cannotCreate(QStringLiteral("the name is empty"), QStringLiteral("say in a few words what the migration does"));
    const bool odd = std::ranges::any_of(message, [](QChar c) { return c == u'\\' || c.category() == QChar::Other_Control || c.category() == QChar::Other_Format; });
    if (odd || message.contains(u"\"\"\"") || message.endsWith(u'"'))
        return cannotCreate(QStringLiteral("the name would end the text that it stands in, or can't be seen"), QStringLiteral("leave out backslashes, control characters and quotes at the end"));
    return {};
}

/// The date as the project's clock has it: UTC is what the caller gives.
QDateTime dateIn(const QString &timezone, const QDateTime &now)
{
    const QTimeZone zone(timezone.toLatin1());
    return timezone.isEmpty() || !zone.isValid() ? now.toLocalTime() : now.toTimeZone(zone);
}

QByteArray templateOf(const QString &folder, const QString &file)
{
    const auto source = readSourceFile(QDir(folder).absoluteFilePath(file));
    return source && source->readable() && source->bytes.size() < 1024 * 1024 ? source->bytes : alembicTemplate();
}

/// What stands for the template's expressions.
QHash<QString, QString> valuesOf(const QString &message, const QString &revision, const QString &parent, const QString &date)
{
    const QString none = QStringLiteral("None");
    const QString upRevision = QStringLiteral("up_revision");
    const QString downRevision = QStringLiteral("down_revision");
    QHash<QString, QString> values{{QStringLiteral("message"), message},
                                   {upRevision, revision},
                                   {QStringLiteral("create_date"), date},
                                   {QStringLiteral("repr(up_revision)"), pythonLiteral(revision)},
                                   {QStringLiteral("repr(down_revision)"), parent.isEmpty() ? none : pythonLiteral(parent)},
                                   {QStringLiteral("repr(branch_labels)"), none},
                                   {QStringLiteral("repr(depends_on)"), none},
                                   {QStringLiteral("imports if imports else \"\""), QString()},
                                   {QStringLiteral("upgrades if upgrades else \"pass\""), QStringLiteral("pass")},
                                   {QStringLiteral("downgrades if downgrades else \"pass\""), QStringLiteral("pass")}};
    for (const QString &filter : {QStringLiteral("down_revision | comma,n"), QStringLiteral("down_revision | comma, n"), downRevision})
        values.insert(filter, parent);
    return values;
}

} // namespace

Result<NewFile> newRevision(const NewMigration &wanted, const AlembicSettings &settings, const QString &folder, const std::vector<Migration> &existing)
{
    const QString message = wanted.name.trimmed();
    if (auto good = checkMessage(message); !good)
        return failure(std::move(good));
    const QStringList heads = alembicHeads(existing);
    if (heads.size() > 1)
        return cannotCreate(QStringLiteral("there are several heads: %1").arg(heads.join(QStringLiteral(", "))),
                            QStringLiteral("join them first: alembic merge -m \"merge\" %1").arg(heads.join(u' ')));
    const auto head = std::ranges::find_if(existing, [&](const Migration &migration) { return heads.contains(migration.key); });
    if (head != existing.end() && head->key == head->upFile)
        return cannotCreate(head->problems.empty() ? head->upFile : head->problems.front().message, QStringLiteral("mend %1 first").arg(head->upFile));
    if (head == existing.end() && settings.versions.size() > 1)
        return cannotCreate(QStringLiteral("there are several folders for the first revision"), QStringLiteral("alembic revision --version-path=%1 -m ...").arg(settings.versions.front()));
    const QString place = settings.versions.size() > 1 ? head->upFile.section(u'/', 0, -2) : settings.versions.front();
    const QString revision = QUuid::createUuid().toString(QUuid::Id128).right(12);
    const QDateTime date = dateIn(settings.timezone, wanted.now);
    const QString parent = heads.isEmpty() ? QString() : heads.front();
    const QString templateFile = settings.scripts + QStringLiteral("/script.py.mako");
    const QString created = alembicDate(date, !settings.timezone.isEmpty());
    const auto text = alembicText(templateOf(folder, templateFile), templateFile, valuesOf(message, revision, parent, created));
    if (!text)
        return Failure(text.error());
    const auto name = alembicFileName(settings.fileTemplate, revision, alembicSlug(message, settings.slugLength), date);
    if (!name)
        return Failure(name.error());
    return NewFile{(place == u"." ? QString() : place + u'/') + *name, *text};
}

} // namespace lk
