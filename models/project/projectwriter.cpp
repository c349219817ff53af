// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/project/projectwriter.h"

#include "models/project/tomlvalue.h"
#include "models/project/urlsecret.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSaveFile>

#include <algorithm>

namespace lk {

namespace {

const QString FileName = QStringLiteral("lockkeeper.toml");

QString pathIn(const QString &folder)
{
    return QDir(folder).filePath(FileName);
}

Failure refuse(const QString &why, const QString &nextStep, const Place &where = {})
{
    return Failure(Error{ErrorCode::Usage, QStringLiteral("%1 can't be written").arg(FileName), where, why, nextStep});
}

QString quoted(const QString &text)
{
    QString written;
    for (const QChar sign : text) {
        if (sign == u'"' || sign == u'\\')
            written += u'\\';
        if (sign < u' ' || sign == QChar(0x7f))
            written += QStringLiteral("\\u%1").arg(sign.unicode(), 4, 16, QLatin1Char('0'));
        else
            written += sign;
    }
    return u'"' + written + u'"';
}

QByteArray literal(const QVariant &value)
{
    if (value.typeId() == QMetaType::QString)
        return quoted(value.toString()).toUtf8();
    if (value.typeId() == QMetaType::Bool)
        return value.toBool() ? "true" : "false";
    return QByteArray::number(value.toLongLong());
}

QByteArray keyText(const QString &key);

QByteArray literal(const Setting &setting)
{
    if (setting.members.empty())
        return literal(setting.value);
    QByteArrayList members;
    for (const Setting &member : setting.members)
        members << keyText(member.key) + " = " + literal(member);
    return "{ " + members.join(", ") + " }";
}

QByteArray keyText(const QString &key)
{
    static const QRegularExpression bare(QStringLiteral("^[A-Za-z0-9_-]+$"));
    return (bare.match(key).hasMatch() ? key : quoted(key)).toUtf8();
}

/// Bytes of the file by the parser's places, which count lines and whole characters.
class Text
{
public:
    explicit Text(QByteArray bytes) : m_bytes(std::move(bytes))
    {
        m_start = m_bytes.startsWith("\xef\xbb\xbf") ? 3 : 0;
        m_eol = m_bytes.contains("\r\n") ? "\r\n" : "\n";
    }

    QByteArray withoutMark() const { return m_bytes.sliced(m_start); }
    const QByteArray &bytes() const { return m_bytes; }
    const QByteArray &eol() const { return m_eol; }

    qsizetype startOfLine(qint64 line) const
    {
        qsizetype at = m_start;
        for (qint64 number = 1; number < line; ++number) {
            const qsizetype end = m_bytes.indexOf('\n', at);
            if (end < 0)
                return m_bytes.size();
            at = end + 1;
        }
        return at;
    }

    qsizetype offset(const Place &place) const
    {
        qsizetype at = startOfLine(place.line);
        for (qint64 column = 1; column < place.column && at < m_bytes.size(); ++column) {
            do
                ++at;
            while (at < m_bytes.size() && (m_bytes[at] & 0xc0) == 0x80);
        }
        return at;
    }

    QByteArray lineAt(qint64 line) const
    {
        const qsizetype from = startOfLine(line);
        const qsizetype end = m_bytes.indexOf('\n', from);
        return m_bytes.sliced(from, (end < 0 ? m_bytes.size() : end) - from);
    }

private:
    QByteArray m_bytes;
    QByteArray m_eol;
    qsizetype m_start = 0;
};

struct Edit {
    qsizetype at = 0;
    qsizetype length = 0;
    QByteArray content;
};

QByteArray edited(QByteArray bytes, std::vector<Edit> edits)
{
    std::ranges::stable_sort(edits, [](const Edit &a, const Edit &b) { return a.at > b.at; });
    for (const Edit &edit : edits)
        bytes.replace(edit.at, edit.length, edit.content);
    return bytes;
}

QByteArray lines(const std::vector<Setting> &settings, const QByteArray &eol)
{
    QByteArray text;
    for (const Setting &setting : settings)
        text += keyText(setting.key) + " = " + literal(setting) + eol;
    return text;
}

QByteArray appended(const Text &text, const QStringList &path, const std::vector<Setting> &settings)
{
    QByteArray bytes = text.bytes();
    if (!bytes.isEmpty() && !bytes.endsWith('\n'))
        bytes += text.eol();
    if (!bytes.isEmpty() && !bytes.endsWith(text.eol() + text.eol()))
        bytes += text.eol();
    QByteArrayList keys;
    for (const QString &key : path)
        keys << keyText(key);
    return bytes + '[' + keys.join('.') + ']' + text.eol() + lines(settings, text.eol());
}

/// Where further keys of the table go: behind its last value, in the way in which the table is written.
Result<Edit> addition(const Text &text, const TomlValue &table, const std::vector<Setting> &settings)
{
    if (text.bytes().sliced(text.offset(table.begin)).startsWith('{')) {
        if (table.members.empty())
            return refuse(QStringLiteral("%1 is an empty table").arg(table.key), QStringLiteral("write a key into it first"), table.where);
        QByteArray content;
        for (const Setting &setting : settings)
            content += ", " + keyText(setting.key) + " = " + literal(setting);
        return Edit{text.offset(table.members.back().end), 0, content};
    }
    if (!text.lineAt(table.begin.line).trimmed().startsWith('['))
        return refuse(QStringLiteral("%1 has no table of its own").arg(table.key),
                      QStringLiteral("write it as [environments.%1], a key a line").arg(table.key), table.where);
    qint64 last = table.begin.line;
    for (const TomlValue &member : table.members) {
        const bool ownHeader = text.lineAt(member.begin.line).trimmed().startsWith('[') && member.begin.column <= member.where.column;
        if (!ownHeader)
            last = std::max(last, member.end.line);
    }
    const qsizetype at = text.startOfLine(last + 1);
    const bool open = at == text.bytes().size() && !text.bytes().endsWith('\n');
    return Edit{at, 0, (open ? text.eol() : QByteArray()) + lines(settings, text.eol())};
}

bool sameTree(const TomlValue &a, const TomlValue &b)
{
    return a.kind == b.kind && a.key == b.key && a.value == b.value
           && std::ranges::equal(a.members, b.members, sameTree);
}

/// What the parser has to find in the end: the tree from before with exactly these values.
TomlValue expectedTree(TomlValue root, const QStringList &path, const std::vector<Setting> &settings)
{
    const auto member = [](TomlValue &of, const QString &key) -> TomlValue & {
        const auto found = std::ranges::find(of.members, key, &TomlValue::key);
        if (found != of.members.end())
            return *found;
        TomlValue added;
        added.key = key;
        of.members.push_back(std::move(added));
        return of.members.back();
    };
    TomlValue *table = &root;
    for (const QString &key : path)
        table = &member(*table, key);
    for (const Setting &setting : settings) {
        TomlValue &value = member(*table, setting.key);
        if (!setting.members.empty()) {
            value = expectedTree(std::move(value), {}, setting.members);
            value.kind = TomlValue::Kind::Table;
            continue;
        }
        value.kind = setting.value.typeId() == QMetaType::QString ? TomlValue::Kind::Text
                     : setting.value.typeId() == QMetaType::Bool  ? TomlValue::Kind::Boolean
                                                                  : TomlValue::Kind::Integer;
        value.value = value.kind == TomlValue::Kind::Integer ? QVariant(setting.value.toLongLong()) : setting.value;
    }
    return root;
}

/// By key, at every depth: additions need not stand last in the file.
void sortMembers(TomlValue &value)
{
    if (value.isTable())
        std::ranges::stable_sort(value.members, {}, &TomlValue::key);
    for (TomlValue &member : value.members)
        sortMembers(member);
}

Result<QByteArray> checked(QByteArray bytes, TomlValue expected)
{
    auto found = parseToml(Text(bytes).withoutMark(), FileName);
    if (found) {
        sortMembers(*found);
        sortMembers(expected);
        if (sameTree(*found, expected))
            return bytes;
    }
    return refuse(QStringLiteral("this way of writing the environments can't be changed without touching other values"),
                  QStringLiteral("change it in the file"));
}

/// Empty: none has.
QString keyWithPassword(const std::vector<Setting> &settings)
{
    for (const Setting &setting : settings) {
        if (setting.value.typeId() == QMetaType::QString && holdsPassword(setting.value.toString()))
            return setting.key;
        if (const QString key = keyWithPassword(setting.members); !key.isEmpty())
            return setting.key + u'.' + key;
    }
    return {};
}

Result<QByteArray> withTable(const QByteArray &bytes, const QStringList &path, const std::vector<Setting> &settings)
{
    const Text text(bytes);
    auto root = parseToml(text.withoutMark(), FileName);
    if (!root)
        return failure(std::move(root));
    const TomlValue expected = expectedTree(*root, path, settings);
    const TomlValue *table = &*root;
    for (const QString &key : path)
        table = table ? table->find(key) : nullptr;
    if (!table)
        return checked(appended(text, path, settings), expected);
    std::vector<Edit> edits;
    std::vector<Setting> missing;
    for (const Setting &setting : settings) {
        if (const TomlValue *value = table->find(setting.key)) {
            const qsizetype from = text.offset(value->begin);
            edits.push_back({from, text.offset(value->end) - from, literal(setting)});
        } else {
            missing.push_back(setting);
        }
    }
    if (!missing.empty()) {
        auto added = addition(text, *table, missing);
        if (!added)
            return failure(std::move(added));
        edits.push_back(*added);
    }
    return checked(edited(bytes, std::move(edits)), expected);
}

} // namespace

Result<std::optional<QByteArray>> readProjectFile(const QString &folder)
{
    const QFileInfo info(pathIn(folder));
    if (info.isSymbolicLink())
        return refuse(QStringLiteral("it is a symbolic link"), QStringLiteral("put the file itself there"));
    if (!info.exists())
        return std::optional<QByteArray>();
    QFile file(info.filePath());
    if (!file.open(QIODevice::ReadOnly))
        return refuse(file.errorString(), QStringLiteral("check the permissions of the file"));
    return std::optional(file.readAll());
}

QString writtenSetting(const QByteArray &text, const QString &environment, const QString &key, const QString &member)
{
    const auto root = parseToml(Text(text).withoutMark(), FileName);
    const TomlValue *value = root ? root->find({u"environments", environment, key}) : nullptr;
    if (value && !member.isEmpty())
        value = value->find(member);
    return value ? value->text() : QString();
}

Result<QByteArray> withEnvironment(const QByteArray &bytes, const QString &environment, const std::vector<Setting> &settings)
{
    if (const QString key = keyWithPassword(settings); !key.isEmpty())
        return refuse(QStringLiteral("%1 holds a password, and this file is meant for version control").arg(key), QStringLiteral("keep the password in the keyring"));
    const QStringList path{QStringLiteral("environments"), environment};
    // Tables that are there already are changed within.
    std::vector<Setting> own;
    Result<QByteArray> changed = bytes;
    const auto root = parseToml(Text(bytes).withoutMark(), FileName);
    for (const Setting &setting : settings) {
        const TomlValue *there = root && !setting.members.empty() ? root->find({u"environments", environment, setting.key}) : nullptr;
        if (!there)
            own.push_back(setting);
        else if (changed)
            changed = withTable(*changed, path + QStringList(setting.key), setting.members);
    }
    return own.empty() || !changed ? changed : withTable(*changed, path, own);
}

Result<QByteArray> withProject(const QByteArray &bytes, const std::vector<Setting> &settings)
{
    return withTable(bytes, {QStringLiteral("project")}, settings);
}

Result<void> writeProjectFile(const QString &folder, const std::optional<QByteArray> &expected, const QByteArray &content)
{
    const auto now = readProjectFile(folder);
    if (!now)
        return Failure(now.error());
    if (*now != expected)
        return refuse(QStringLiteral("somebody else has changed it meanwhile"), QStringLiteral("open the dialog again and look at what it says now"));
    QSaveFile file(pathIn(folder));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit())
        return refuse(file.errorString(), QStringLiteral("check the permissions of the folder and the space left; the file is as it was"));
    return {};
}

QString durationSetting(int milliseconds)
{
    if (milliseconds % 60'000 == 0 && milliseconds > 0)
        return QStringLiteral("%1min").arg(milliseconds / 60'000);
    if (milliseconds % 1'000 == 0)
        return QStringLiteral("%1s").arg(milliseconds / 1'000);
    return QStringLiteral("%1ms").arg(milliseconds);
}

QString environmentNameProblem(const QString &name)
{
    static const QRegularExpression usable(QStringLiteral("^[\\w][\\w .-]{0,63}$"), QRegularExpression::UseUnicodePropertiesOption);
    if (name.isEmpty())
        return QStringLiteral("it has no name");
    return usable.match(name).hasMatch() ? QString() : QStringLiteral("its name may have letters, digits, -, _, . and spaces only");
}

} // namespace lk
