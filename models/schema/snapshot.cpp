// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/snapshot.h"

#include "models/schema/objectorder.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QtEndian>

#include <algorithm>
#include <array>
#include <tuple>

namespace lk {

namespace {

constexpr int FileVersion = 1;

const QString &ownerOrName(const SchemaObject &object)
{
    return object.table.isEmpty() ? object.name : object.table;
}

/// Length first, so that no two sequences of fields give the same bytes.
void addField(QCryptographicHash &hash, const QByteArray &field)
{
    const quint64 size = qToLittleEndian(quint64(field.size()));
    hash.addData(QByteArrayView(reinterpret_cast<const char *>(&size), sizeof size));
    hash.addData(field);
}

void addObject(QCryptographicHash &hash, const SchemaObject &object, bool foldsNames, bool foldsName)
{
    const auto name = [](const QString &text, bool folds) { return (folds ? text.toLower() : text).toUtf8(); };
    addField(hash, object.kind.toUtf8());
    addField(hash, name(object.schema, foldsNames));
    addField(hash, name(object.table, foldsNames));
    addField(hash, name(object.name, foldsName));
    addField(hash, QByteArray::number(object.position));
    addField(hash, object.canonical);
    addField(hash, QByteArray::number(object.attributes.size()));
    for (auto it = object.attributes.cbegin(); it != object.attributes.cend(); ++it) {
        addField(hash, it.key().toUtf8());
        addField(hash, it.value().toUtf8());
    }
}

QJsonObject objectToJson(const SchemaObject &object)
{
    QJsonObject attributes;
    for (auto it = object.attributes.cbegin(); it != object.attributes.cend(); ++it)
        attributes.insert(it.key(), it.value());
    QJsonObject json{{QStringLiteral("kind"), object.kind},
                     {QStringLiteral("schema"), object.schema},
                     {QStringLiteral("table"), object.table},
                     {QStringLiteral("name"), object.name},
                     {QStringLiteral("position"), object.position},
                     {QStringLiteral("definition"), object.definition},
                     {QStringLiteral("canonical"), QString::fromUtf8(object.canonical)},
                     {QStringLiteral("attributes"), attributes}};
    if (object.withTable)
        json.insert(QStringLiteral("with_table"), true);
    if (object.order != 0)
        json.insert(QStringLiteral("order"), object.order);
    return json;
}

std::optional<SchemaObject> objectFromJson(const QJsonObject &json)
{
    const auto text = [&json](const QString &key) { return json.value(key).toString(); };
    if (text(QStringLiteral("kind")).isEmpty() || text(QStringLiteral("name")).isEmpty())
        return std::nullopt;
    SchemaObject object{text(QStringLiteral("kind")),
                        text(QStringLiteral("schema")),
                        text(QStringLiteral("table")),
                        text(QStringLiteral("name")),
                        json.value(QStringLiteral("position")).toInt(),
                        text(QStringLiteral("definition")),
                        text(QStringLiteral("canonical")).toUtf8(),
                        {}};
    const QJsonObject attributes = json.value(QStringLiteral("attributes")).toObject();
    for (auto it = attributes.constBegin(); it != attributes.constEnd(); ++it)
        object.attributes.insert(it.key(), it.value().toString());
    object.withTable = json.value(QStringLiteral("with_table")).toBool();
    object.order = json.value(QStringLiteral("order")).toInt();
    return object;
}

/// Kinds in an order in which each finds what it builds on; parts of tables are built with their table.
constexpr std::array BuildOrder = {"schema",   "extension", "type",  "domain", "sequence", "table",
                                   "function", "procedure", "index", "view",   "trigger"};

void appendStatement(QString &text, const QString &definition)
{
    // A line comment at the end would swallow the semicolon.
    const bool comment = definition.mid(definition.lastIndexOf(u'\n') + 1).contains(QLatin1String("--"));
    text += definition + (comment ? QStringLiteral("\n;\n") : QStringLiteral(";\n"));
}

} // namespace

QString Snapshot::digest() const
{
    // Letter case must not move an object where it does not count; that of parts the diff tells all the same.
    const auto folds = [this](const QString &kind) { return foldsNames && !(foldsParts && foldsNamesOf(kind, false, true)); };
    std::vector<std::pair<QString, const SchemaObject *>> keyed;
    keyed.reserve(objects.size());
    for (const SchemaObject &object : objects) {
        const QString owner = object.schema + QChar(0) + object.table + QChar(0);
        const QString name = object.name + QChar(0) + object.kind;
        keyed.emplace_back((foldsNames ? owner.toLower() : owner)
                               + (folds(object.kind) ? name.toLower() : name),
                           &object);
    }
    std::sort(keyed.begin(), keyed.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const auto &[unused, object] : keyed)
        addObject(hash, *object, foldsNames, folds(object->kind));
    return QString::fromLatin1(hash.result().toHex());
}

bool comesBefore(const SchemaObject &a, const SchemaObject &b)
{
    const auto key = [](const SchemaObject &o) {
        return std::tie(o.schema, ownerOrName(o), o.kind, o.position, o.name);
    };
    return key(a) < key(b);
}

void sortObjects(Snapshot &snapshot)
{
    std::stable_sort(snapshot.objects.begin(), snapshot.objects.end(), comesBefore);
}

QJsonObject toJson(const Snapshot &snapshot)
{
    QJsonArray objects;
    for (const SchemaObject &object : snapshot.objects)
        objects.append(objectToJson(object));
    QJsonObject json{{QStringLiteral("format"), QStringLiteral("lockkeeper-snapshot")},
                     {QStringLiteral("format_version"), FileVersion},
                     {QStringLiteral("engine"), snapshot.engine},
                     {QStringLiteral("engine_version"), snapshot.engineVersion},
                     {QStringLiteral("taken_at"), snapshot.takenAt.toUTC().toString(Qt::ISODateWithMs)},
                     {QStringLiteral("folds_names"), snapshot.foldsNames},
                     {QStringLiteral("digest"), snapshot.digest()},
                     {QStringLiteral("objects"), objects}};
    if (snapshot.foldsParts)
        json.insert(QStringLiteral("folds_parts"), true);
    if (!snapshot.grantsOf.isEmpty())
        json.insert(QStringLiteral("grants_of"), snapshot.grantsOf);
    return json;
}

std::optional<Snapshot> snapshotFromJson(const QJsonObject &json)
{
    if (json.value(QStringLiteral("format_version")).toInt() != FileVersion
        || !json.value(QStringLiteral("objects")).isArray())
        return std::nullopt;
    Snapshot snapshot;
    snapshot.engine = json.value(QStringLiteral("engine")).toString();
    snapshot.engineVersion = json.value(QStringLiteral("engine_version")).toString();
    snapshot.takenAt = QDateTime::fromString(json.value(QStringLiteral("taken_at")).toString(), Qt::ISODateWithMs);
    snapshot.foldsNames = json.value(QStringLiteral("folds_names")).toBool();
    snapshot.foldsParts = json.value(QStringLiteral("folds_parts")).toBool();
    snapshot.grantsOf = json.value(QStringLiteral("grants_of")).toString();
    for (const QJsonValue &value : json.value(QStringLiteral("objects")).toArray()) {
        std::optional<SchemaObject> object = objectFromJson(value.toObject());
        if (!object)
            return std::nullopt;
        snapshot.objects.push_back(*std::move(object));
    }
    return snapshot;
}

bool foldsNamesOf(const QString &kind, bool foldsNames, bool foldsParts)
{
    if (foldsNames || !foldsParts)
        return foldsNames;
    static const QStringList parts{QStringLiteral("column"),   QStringLiteral("constraint"), QStringLiteral("index"),
                                   QStringLiteral("function"), QStringLiteral("procedure"),  QStringLiteral("event")};
    return parts.contains(kind);
}

Snapshot withoutGrants(Snapshot snapshot)
{
    std::erase_if(snapshot.objects, [](const SchemaObject &object) { return object.kind == QLatin1String("grant"); });
    return snapshot;
}

namespace {

/// Names as `without` takes them: "table", "schema.table", "schema.*".
class LeftOut
{
public:
    LeftOut(const QStringList &names, Qt::CaseSensitivity sensitivity) : m_names(names), m_sensitivity(sensitivity) {}

    bool operator()(const SchemaObject &object) const
    {
        if (!object.schema.isEmpty() && has(object.schema, u"*"))
            return true;
        if (object.kind == QLatin1String("schema"))
            return has(object.name, u"*");
        if (!object.table.isEmpty() || object.kind == QLatin1String("table"))
            return isNamed(object, ownerOrName(object));
        const auto owner = object.attributes.constFind(QStringLiteral("owned by")); // a sequence's table
        return owner != object.attributes.constEnd() && isNamed(object, owner->section(u'.', -2, -2).remove(u'"'));
    }

private:
    bool isNamed(const SchemaObject &object, const QString &table) const
    {
        return !table.isEmpty() && (m_names.contains(table, m_sensitivity) || has(object.schema, table));
    }

    /// "schema.name" is among the names.
    bool has(QStringView schema, QStringView name) const
    {
        return std::ranges::any_of(m_names, [&](const QString &one) {
            return one.size() == schema.size() + 1 + name.size() && one[schema.size()] == u'.' && one.startsWith(schema, m_sensitivity) && one.endsWith(name, m_sensitivity);
        });
    }

    const QStringList &m_names;
    Qt::CaseSensitivity m_sensitivity;
};

} // namespace

Snapshot without(Snapshot snapshot, const QStringList &names)
{
    std::erase_if(snapshot.objects, LeftOut(names, snapshot.foldsNames ? Qt::CaseInsensitive : Qt::CaseSensitive));
    return snapshot;
}

QString ddl(const Snapshot &snapshot)
{
    QString text;
    for (const char *kind : BuildOrder) {
        for (const SchemaObject &object : snapshot.objects) {
            if (object.kind == QLatin1String(kind) && !object.definition.isEmpty())
                appendStatement(text, object.definition);
        }
    }
    return text;
}

} // namespace lk
