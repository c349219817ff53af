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
class RowReader
{
public:
    explicit RowReader(const QStringList &columns) : m_columns(columns) {}

    CatalogObject read(const QVariantList &row)
    {
        CatalogObject result;
        m_class.clear();
        m_ownerClass = RelationCatalog;
        QString prefix;
        for (qsizetype i = 0; i < m_columns.size(); ++i) {
            if (row[i].isNull())
                continue;
            const QString &column = m_columns[i];
            if (column == QLatin1String("prefix"))
                prefix = row[i].toString();
            else if (!readIdentity(result, column, row[i].toString()) && !readFact(result, column, row[i].toString()))
                result.object.attributes.insert(column, row[i].toString());
        }
        if (result.object.kind == Column)
            result.owner = result.key;
        if (!prefix.isEmpty() || result.object.definition.isEmpty())
            result.object.definition.prepend(prefix);
        return result;
    }

private:
    bool readIdentity(CatalogObject &result, const QString &column, const QString &value)
    {
        SchemaObject &object = result.object;
        if (column == QLatin1String("kind"))
            object.kind = value;
        else if (column == QLatin1String("schema"))
            object.schema = schemaName(value);
        else if (column == QLatin1String("table"))
            object.table = value;
        else if (column == QLatin1String("name"))
            object.name = value;
        else if (column == QLatin1String("class"))
            m_class = value;
        else if (column == QLatin1String("oid"))
            result.key = catalogKey(m_class, value);
        else if (column == QLatin1String("sub"))
            result.sub = value.toInt();
        else if (column == QLatin1String("body")) {
            object.definition = value;
            object.canonical = object.kind.toUtf8() + value.toUtf8();
        } else if (column == QLatin1String("definition"))
            object.definition = value;
        else if (column == QLatin1String("canonical"))
            object.canonical = value.toUtf8();
        else if (column == QLatin1String("attributes"))
            readAttributes(object, value);
        else
            return false;
        return true;
    }

    bool readFact(CatalogObject &result, const QString &column, const QString &value)
    {
        if (!column.startsWith(u'_'))
            return false;
        if (column == QLatin1String("_ownerclass"))
            m_ownerClass = value;
        else if (column == QLatin1String("_owner"))
            result.owner = catalogKey(m_ownerClass, value);
        else if (column == QLatin1String("_default"))
            result.defaultKey = catalogKey(DefaultCatalog, value);
        else if (column == QLatin1String("_index"))
            result.index = catalogKey(RelationCatalog, value);
        else if (column == QLatin1String("_relation"))
            result.aliases.push_back(catalogKey(RelationCatalog, value));
        else if (column == QLatin1String("_ownerpersistence"))
            result.inheritsPersistence = value == QLatin1String("u");
        else if (value != QLatin1String("0"))
            result.aliases.push_back(catalogKey(TypeCatalog, value));
        return true;
    }

    static void readAttributes(SchemaObject &object, const QString &json)
    {
        const QJsonObject attributes = QJsonDocument::fromJson(json.toUtf8()).object();
        for (auto it = attributes.constBegin(); it != attributes.constEnd(); ++it) {
            if (!it.value().isNull())
                object.attributes.insert(it.key(), it.value().toString());
        }
    }

    const QStringList &m_columns;
    QString m_class;
    QString m_ownerClass;
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
