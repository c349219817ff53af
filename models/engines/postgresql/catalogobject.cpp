// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/catalogobject.h"

#include "models/engines/postgresql/ddltext.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

namespace lk {

namespace {

const auto Column = QStringLiteral("column");
const auto Comment = QStringLiteral("comment");
const auto TypeCatalog = QStringLiteral("1247");
const auto RelationCatalog = QStringLiteral("1259");
const auto DefaultCatalog = QStringLiteral("2604");

QString schemaName(const QString &name)
{
    return name == QLatin1String("public") ? QString() : name;
}

/// What a column of a result says about an object.
enum class Role {
    Kind, Schema, Table, Name, Class, Oid, Sub, Prefix, Body, Definition, Canonical, Attributes, OwnerClass, Owner, Default, Index, Relation,
    OwnerPersistence, Alias, Attribute
};

Role roleOf(const QString &column)
{
    static const QHash<QString, Role> roles{
        {QStringLiteral("kind"), Role::Kind}, {QStringLiteral("schema"), Role::Schema}, {QStringLiteral("table"), Role::Table},
        {QStringLiteral("name"), Role::Name}, {QStringLiteral("class"), Role::Class}, {QStringLiteral("oid"), Role::Oid},
        {QStringLiteral("sub"), Role::Sub}, {QStringLiteral("prefix"), Role::Prefix}, {QStringLiteral("body"), Role::Body},
        {QStringLiteral("definition"), Role::Definition}, {QStringLiteral("canonical"), Role::Canonical},
        {QStringLiteral("attributes"), Role::Attributes}, {QStringLiteral("_ownerclass"), Role::OwnerClass},
        {QStringLiteral("_owner"), Role::Owner}, {QStringLiteral("_default"), Role::Default}, {QStringLiteral("_index"), Role::Index},
        {QStringLiteral("_relation"), Role::Relation}, {QStringLiteral("_ownerpersistence"), Role::OwnerPersistence}};
    return roles.value(column, column.startsWith(u'_') ? Role::Alias : Role::Attribute);
}

class RowReader
{
public:
    explicit RowReader(const QStringList &columns) : m_columns(columns)
    {
        for (const QString &column : columns)
            m_roles.push_back(roleOf(column));
    }

    CatalogObject read(const QVariantList &row)
    {
        CatalogObject result;
        m_class.clear();
        m_ownerClass = RelationCatalog;
        m_prefix.clear();
        for (size_t i = 0; i < m_roles.size(); ++i) {
            const QVariant &value = row[qsizetype(i)];
            if (value.isNull())
                continue;
            if (m_roles[i] == Role::Attribute)
                result.object.attributes.insert(m_columns[qsizetype(i)], value.toString());
            else if (m_roles[i] < Role::OwnerClass)
                readIdentity(result, m_roles[i], value.toString());
            else
                readFact(result, m_roles[i], value.toString());
        }
        if (result.object.kind == Column)
            result.owner = result.key;
        if (!m_prefix.isEmpty())
            result.object.definition.prepend(m_prefix);
        return result;
    }

private:
    void readIdentity(CatalogObject &result, Role role, const QString &value)
    {
        SchemaObject &object = result.object;
        switch (role) {
        // Few words for many objects: one text for all.
        case Role::Kind: object.kind = shared(value); break;
        case Role::Schema: object.schema = shared(schemaName(value)); break;
        case Role::Table: object.table = value; break;
        case Role::Name: object.name = value; break;
        case Role::Class: m_class = value; break;
        case Role::Oid: result.key = catalogKey(m_class, value); break;
        case Role::Sub: result.sub = value.toInt(); break;
        case Role::Prefix: m_prefix = value; break;
        case Role::Body:
            object.definition = value;
            object.canonical = object.kind.toUtf8() + value.toUtf8();
            break;
        case Role::Definition: object.definition = value; break;
        case Role::Canonical: object.canonical = value.toUtf8(); break;
        default: readAttributes(object, value);
        }
    }

    void readFact(CatalogObject &result, Role role, const QString &value)
    {
        switch (role) {
        case Role::OwnerClass: m_ownerClass = value; break;
        case Role::Owner: result.owner = catalogKey(m_ownerClass, value); break;
        case Role::Default: result.defaultKey = catalogKey(DefaultCatalog, value); break;
        case Role::Index: result.index = catalogKey(RelationCatalog, value); break;
        case Role::Relation: result.aliases.push_back(catalogKey(RelationCatalog, value)); break;
        case Role::OwnerPersistence: result.inheritsPersistence = value == QLatin1String("u"); break;
        default:
            if (value != QLatin1String("0"))
                result.aliases.push_back(catalogKey(TypeCatalog, value));
        }
    }

    static void readAttributes(SchemaObject &object, const QString &json)
    {
        const QJsonObject attributes = QJsonDocument::fromJson(json.toUtf8()).object();
        for (auto it = attributes.constBegin(); it != attributes.constEnd(); ++it) {
            if (!it.value().isNull())
                object.attributes.insert(it.key(), it.value().toString());
        }
    }

    const QString &shared(const QString &text) { return *m_texts.insert(text); }

    const QStringList &m_columns;
    std::vector<Role> m_roles;
    QSet<QString> m_texts;
    QString m_class;
    QString m_ownerClass;
    QString m_prefix;
};

/// Parts of tables that are left out (extensions, system schemas) are left out as well.
void dropPartsWithoutOwner(std::vector<CatalogObject> &objects)
{
    QSet<CatalogKey> owners;
    for (const CatalogObject &object : objects) {
        if (object.owner != 0)
            continue;
        owners.insert(object.key);
        for (const CatalogKey alias : object.aliases)
            owners.insert(alias);
    }
    std::erase_if(objects, [&](const CatalogObject &object) { return object.owner != 0 && !owners.contains(object.owner); });
}

void numberColumns(std::vector<CatalogObject> &objects)
{
    QHash<CatalogKey, int> positions;
    for (CatalogObject &object : objects) {
        if (object.object.kind == Column)
            object.object.position = ++positions[object.owner];
    }
}

class CommentsByKey
{
public:
    explicit CommentsByKey(const Rows &rows)
    {
        for (const QVariantList &row : rows.rows)
            m_comments[{catalogKey(row[1].toString(), row[2].toString()), row[3].toInt()}].push_back(
                {row[0].toString(), row[4].toString()});
    }
    void attach(CatalogObject &object) const
    {
        attach(object.object, object.key, object.sub, {});
        if (object.index != 0)
            attach(object.object, object.index, 0, QStringLiteral("index "));
    }

private:
    void attach(SchemaObject &object, CatalogKey key, int sub, const QString &prefix) const
    {
        const auto found = m_comments.constFind({key, sub});
        if (found == m_comments.constEnd())
            return;
        for (const auto &[title, text] : *found)
            object.attributes.insert(prefix + title, text);
    }

    QHash<std::pair<CatalogKey, int>, std::vector<std::pair<QString, QString>>> m_comments;
};

/// Objects that came with the server are told only where somebody changed them.
void reduceBuiltIns(std::vector<CatalogObject> &objects)
{
    const auto standard = QStringLiteral("standard public schema");
    for (CatalogObject &object : objects) {
        QMap<QString, QString> &attributes = object.object.attributes;
        if (object.object.kind != QLatin1String("built-in object"))
            continue;
        if (object.object.name != QLatin1String("SCHEMA public"))
            attributes.remove(Comment);
        else if (attributes.value(Comment) == standard)
            attributes.remove(Comment);
        else if (!attributes.contains(Comment))
            attributes.insert(Comment, QString());
    }
    std::erase_if(objects, [](const CatalogObject &object) {
        return object.object.kind == QLatin1String("built-in object") && object.object.attributes.isEmpty();
    });
}

void defineTables(std::vector<CatalogObject> &objects)
{
    QHash<CatalogKey, QStringList> parts;
    for (const char *kind : {"column", "constraint"}) {
        for (CatalogObject &object : objects) {
            if (object.object.kind != QLatin1String(kind))
                continue;
            if (object.object.kind == Column)
                object.object.definition = columnText(object.object);
            parts[object.owner] << object.object.definition;
        }
    }
    for (CatalogObject &object : objects) {
        if (object.object.kind == QLatin1String("table") || object.object.kind == QLatin1String("foreign table"))
            object.object.definition = tableText(object.object, parts.value(object.key), true);
    }
}

} // namespace

void appendCatalogRows(const Rows &rows, std::vector<CatalogObject> &objects)
{
    RowReader reader(rows.columns);
    objects.reserve(objects.size() + rows.rows.size());
    for (const QVariantList &row : rows.rows)
        objects.push_back(reader.read(row));
}

void completeCatalogObjects(std::vector<CatalogObject> &objects, const Rows &comments)
{
    dropPartsWithoutOwner(objects);
    numberColumns(objects);
    const CommentsByKey byKey(comments);
    for (CatalogObject &object : objects) {
        byKey.attach(object);
        // The members tell; the text as well would make two changes of one.
        if (object.object.attributes.value(QStringLiteral("type")) == QLatin1String("composite"))
            object.object.canonical.clear();
        if (object.object.kind == QLatin1String("sequence") && object.object.attributes.contains(QStringLiteral("identity"))
            && object.inheritsPersistence && object.object.attributes.remove(QStringLiteral("unlogged")) == 0)
            object.object.attributes.insert(QStringLiteral("unlogged"), QStringLiteral("no"));
    }
    reduceBuiltIns(objects);
    defineTables(objects);
}

} // namespace lk
