// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/drizzle/drizzlejournal.h"

#include <QDir>

#include <algorithm>

namespace lk {

namespace {

constexpr qint64 LargestJournal = 32 << 20; // a hundred thousand migrations

std::optional<qint64> wholeNumber(const JsValue *value)
{
    if (!value || !value->is(JsValue::Kind::Number))
        return std::nullopt;
    bool ok = false;
    const qint64 number = value->text.toLongLong(&ok);
    if (ok)
        return number;
    const double real = value->text.toDouble(&ok); // 1.7e12
    constexpr double Largest = 9007199254740992.0;
    return ok && real == qint64(std::clamp(real, -Largest, Largest)) ? std::optional(qint64(real)) : std::nullopt;
}

QString textOf(const JsValue *value)
{
    return value && value->is(JsValue::Kind::Text) ? value->text : QString();
}

DrizzleEntry entryFrom(const JsValue &value)
{
    return {textOf(value.find(u"tag")), wholeNumber(value.find(u"when")), wholeNumber(value.find(u"idx")).value_or(-1), value.where};
}

Failure notAJournal(const Place &where, const QString &why)
{
    return Failure(Error{ErrorCode::Usage, QStringLiteral("drizzle's journal can't be read"), where, why,
                         QStringLiteral("take the file from version control; drizzle-kit refuses it as well")});
}

/// The space between a line's beginning and what stands on it at @p offset; nothing where more stands before it.
std::optional<QByteArray> indentation(const QByteArray &text, qsizetype offset)
{
    const qsizetype begin = offset == 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
    const QByteArray before = text.sliced(begin, offset - begin);
    return begin > 0 && before.trimmed().isEmpty() ? std::optional(before) : std::nullopt;
}

} // namespace

QString drizzleJournalFile(const QString &migrations)
{
    const QString folder = QDir::cleanPath(migrations);
    return (folder == u"." || folder.isEmpty() ? QString() : folder + u'/') + QStringLiteral("meta/_journal.json");
}

Result<DrizzleJournal> readDrizzleJournal(const QString &folder, const QString &migrations)
{
    const QString path = QDir(folder).absoluteFilePath(drizzleJournalFile(migrations));
    const auto text = readSmallFile(path, LargestJournal);
    if (!text)
        return Failure(text.error());
    const auto root = readJsonText(*text, path);
    if (!root)
        return Failure(root.error());
    const JsValue *entries = root->find(u"entries");
    if (!entries || !entries->is(JsValue::Kind::Array))
        return notAJournal(entries ? entries->where : Place{path, 1, 0}, QStringLiteral("it has no list `entries`"));
    DrizzleJournal journal;
    journal.bytes = *text;
    journal.dialect = textOf(root->find(u"dialect"));
    journal.version = textOf(root->find(u"version"));
    journal.entriesEnd = entries->end - 1;
    journal.lastEntryEnd = entries->members.empty() ? 0 : entries->members.back().end;
    journal.entries.reserve(entries->members.size());
    for (const JsValue &entry : entries->members) {
        if (!entry.is(JsValue::Kind::Object))
            return notAJournal(entry.where, QStringLiteral("an entry is no object"));
        journal.entries.push_back(entryFrom(entry));
    }
    return journal;
}

QString entryVersion(const QString &dialect)
{
    return dialect == u"mysql" ? QStringLiteral("5") : dialect == u"sqlite" || dialect == u"turso" ? QStringLiteral("6") : QStringLiteral("7");
}

QByteArray withEntry(const DrizzleJournal &journal, const QString &tag, qint64 when)
{
    const qint64 idx = journal.entries.empty() ? 0 : journal.entries.back().idx + 1;
    const QList<QByteArray> lines{"\"idx\": " + QByteArray::number(idx), "\"version\": \"" + entryVersion(journal.dialect).toUtf8() + '"',
                                  "\"when\": " + QByteArray::number(when), "\"tag\": \"" + QByteArray(tag.toUtf8()).replace('\\', "\\\\").replace('"', "\\\"") + '"',
                                  "\"breakpoints\": true"};
    const QByteArray newline = journal.bytes.contains("\r\n") ? "\r\n" : "\n";
    const std::optional<QByteArray> closing = indentation(journal.bytes, journal.entriesEnd);
    const QByteArray before = journal.bytes.first(journal.lastEntryEnd > 0 ? journal.lastEntryEnd : journal.bytes.lastIndexOf('[', journal.entriesEnd) + 1);
    const QByteArray comma = journal.lastEntryEnd > 0 ? "," : "";
    const bool pretty = closing || (journal.lastEntryEnd == 0 && journal.bytes.contains('\n'));
    if (!pretty)
        return before + comma + '{' + QByteArray(lines.join(',')).replace(": ", ":") + '}' + journal.bytes.sliced(journal.entriesEnd);
    const QByteArray outer = closing.value_or("  ");
    const QByteArray step = outer.startsWith('\t') ? QByteArray("\t") : outer.isEmpty() ? QByteArray("  ") : outer;
    const QByteArray indent = newline + outer + step;
    QByteArray entry = indent + '{';
    for (qsizetype i = 0; i < lines.size(); ++i)
        entry += indent + step + lines[i] + (i + 1 < lines.size() ? "," : "");
    entry += indent + '}';
    return before + comma + entry + newline + outer + journal.bytes.sliced(journal.entriesEnd);
}

DrizzleJournal newJournal(const QString &dialect)
{
    DrizzleJournal journal;
    journal.dialect = dialect;
    journal.version = QStringLiteral("7");
    journal.bytes = "{\n  \"version\": \"7\",\n  \"dialect\": \"" + dialect.toUtf8() + "\",\n  \"entries\": []\n}";
    journal.entriesEnd = journal.bytes.indexOf(']');
    return journal;
}

} // namespace lk
