// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/schemadiff.h"

#include "models/schema/changedgroups.h"

#include <QHash>
#include <QJsonArray>
#include <QSet>

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

namespace lk {

namespace {

using Key = std::tuple<QString, QString, QString,
                       QString>; ///< schema, table, kind, name; folded where letter case does not count

struct KeyHash {
    size_t operator()(const Key &key) const
    {
        const auto &[schema, table, kind, name] = key;
        return qHashMulti(0, schema, table, kind, name);
    }
};
using ObjectsByKey = std::unordered_map<Key, const SchemaObject *, KeyHash>;

const auto Table = QStringLiteral("table");
const auto Column = QStringLiteral("column");
const auto Constraint = QStringLiteral("constraint");
/// Kinds whose objects may own columns and constraints.
const QStringList Owners{Table, QStringLiteral("view"), QStringLiteral("materialized view"), QStringLiteral("foreign table"),
                         QStringLiteral("type"), QStringLiteral("domain")};
const auto Trigger = QStringLiteral("trigger");
const auto Grant = QStringLiteral("grant");
const auto LetterCase = QStringLiteral("the same name but for letter case");

bool isPart(const SchemaObject &object)
{
    return object.kind == Column || object.kind == Constraint || object.withTable;
}

/// Kinds whose objects stand in an order that means something: columns are read in it, triggers fire in it.
bool isOrdered(const SchemaObject &object)
{
    return object.kind == Column || object.kind == Trigger;
}

/// Moments that a server notes by itself are no decision of anyone's: "2026-01-01 00:00:00 (when created)".
bool sameFact(const QString &before, const QString &after)
{
    static const auto Noted = QStringLiteral(" (when created)");
    if (before == after || (before.endsWith(Noted) && after.endsWith(Noted)))
        return true;
    return before == after + Noted || after == before + Noted;
}

bool sameFacts(const QMap<QString, QString> &before, const QMap<QString, QString> &after)
{
    return std::equal(before.constKeyValueBegin(), before.constKeyValueEnd(), after.constKeyValueBegin(),
                      after.constKeyValueEnd(),
                      [](const auto &a, const auto &b) { return a.first == b.first && sameFact(a.second, b.second); });
}

QStringList attributeChanges(const SchemaObject &before, const SchemaObject &after)
{
    QStringList details;
    if (before.attributes == after.attributes) // nearly always
        return details;
    QMap<QString, QString> keys = before.attributes;
    keys.insert(after.attributes);
    const auto word = [](const SchemaObject &object, const QString &key) {
        return object.attributes.value(key, QStringLiteral("none"));
    };
    for (auto it = keys.cbegin(); it != keys.cend(); ++it) {
        if (!sameFact(word(before, it.key()), word(after, it.key())))
            details << QStringLiteral("%1: %2 → %3").arg(it.key(), word(before, it.key()), word(after, it.key()));
    }
    return details;
}

/// Facts that no definition tells, so that they can't be why it differs.
bool standsBesideDefinition(const QString &detail)
{
    static const QStringList facts{QStringLiteral("owner: "), QStringLiteral("grants: "), QStringLiteral("enabled: ")};
    return std::any_of(facts.begin(), facts.end(), [&detail](const QString &fact) { return detail.startsWith(fact); });
}

/// Compares two snapshots; holds the indexes into both that this needs.
class Comparison
{
public:
    Comparison(const Snapshot &before, const Snapshot &after)
        : m_folds(before.foldsNames || after.foldsNames), m_foldsParts(before.foldsParts || after.foldsParts),
          m_grants(before.grantsOf == after.grantsOf)
    {
        m_before.reserve(before.objects.size());
        m_after.reserve(after.objects.size());
        for (const SchemaObject &object : after.objects) {
            if (isCompared(object))
                m_after.emplace(keyOf(object), &object);
        }
        collectParts(before, m_beforeParts);
        collectParts(after, m_afterParts);
        findRenamedTables(before);
        for (const SchemaObject &object : before.objects) {
            if (isCompared(object))
                m_before.emplace(keyAfterRenames(object), &object);
        }
    }

    SchemaDiff run()
    {
        for (const auto &[key, object] : m_before) {
            const auto other = m_after.find(key);
            if (other != m_after.end())
                compare(*object, *other->second);
            else
                m_gone.push_back(object);
        }
        for (const auto &[key, object] : m_after) {
            if (!m_before.contains(key))
                m_new.push_back(object);
        }
        pairRenames();
        for (const SchemaObject *object : m_gone)
            addOneSided(*object, ChangeKind::Removed);
        for (const SchemaObject *object : m_new)
            addOneSided(*object, ChangeKind::Added);
        sortChanges();
        return std::move(m_diff);
    }

private:
    using Parts = QHash<QString, std::vector<const SchemaObject *>>;

    /// Grants that belong to a server say nothing about another database.
    bool isCompared(const SchemaObject &object) const { return m_grants || object.kind != Grant; }

    QString fold(const QString &name) const { return m_folds ? name.toLower() : name; }
    QString foldPart(const SchemaObject &object) const
    {
        return foldsNamesOf(object.kind, m_folds, m_foldsParts) ? object.name.toLower() : object.name;
    }
    /// Where the server renames constraints with their table ("orders_ibfk_1"), their names count from the table's.
    QString nameWithin(const SchemaObject &object) const
    {
        const QString prefix = object.table + u'_';
        const QString name = foldPart(object);
        if (!m_foldsParts || object.kind != Constraint || object.table.isEmpty() || !object.name.startsWith(prefix))
            return name;
        return u'*' + name.mid(object.table.size());
    }
    Key keyOf(const SchemaObject &object) const
    {
        return {fold(object.schema), fold(object.table), object.kind, nameWithin(object)};
    }
    QString tableKey(const QString &schema, const QString &table) const
    {
        return fold(schema) + QChar(0) + fold(table);
    }

    /// Where an object of before stands after the tables were renamed.
    Key keyAfterRenames(const SchemaObject &object) const
    {
        Key key = keyOf(object);
        QString &name = object.kind == Table ? std::get<3>(key) : std::get<1>(key);
        const auto renamed = m_renamedTables.constFind(tableKey(object.schema, name));
        if (renamed != m_renamedTables.constEnd() && !name.isEmpty())
            name = fold((*renamed)->name);
        return key;
    }

    void collectParts(const Snapshot &snapshot, Parts &parts) const
    {
        for (const SchemaObject &object : snapshot.objects) {
            if (isPart(object) || isOrdered(object))
                parts[tableKey(object.schema, object.table)].push_back(&object);
        }
        for (auto &list : parts)
            std::sort(list.begin(), list.end(), [](auto a, auto b) {
                return std::tie(a->kind, a->position, a->name) < std::tie(b->kind, b->position, b->name);
            });
    }

    bool sameMeaning(const SchemaObject &a, const SchemaObject &b) const
    {
        return a.canonical == b.canonical && sameFacts(a.attributes, b.attributes);
    }

    /// Whether two tables are the same but for their names: every column and constraint equal, and at least one column.
    bool sameTable(const SchemaObject &a, const SchemaObject &b) const
    {
        auto left = m_beforeParts.value(tableKey(a.schema, a.name));
        auto right = m_afterParts.value(tableKey(b.schema, b.name));
        for (auto *parts : {&left, &right})
            std::erase_if(*parts, [](auto part) { return !isPart(*part); });
        return sameMeaning(a, b) && !left.empty()
               && std::equal(left.begin(), left.end(), right.begin(), right.end(), [this](auto x, auto y) {
                      return x->kind == y->kind && nameWithin(*x) == nameWithin(*y) && x->position == y->position
                             && sameMeaning(*x, *y);
                  });
    }

    void findRenamedTables(const Snapshot &before)
    {
        std::map<QString, std::vector<const SchemaObject *>> gone;
        std::map<QString, std::vector<const SchemaObject *>> added;
        ObjectsByKey known;
        for (const SchemaObject &object : before.objects) {
            if (object.kind != Table)
                continue;
            known.emplace(keyOf(object), &object);
            if (!m_after.contains(keyOf(object)))
                gone[fold(object.schema)].push_back(&object);
        }
        for (const auto &[key, object] : m_after) {
            if (object->kind == Table && !known.contains(key))
                added[fold(object->schema)].push_back(object);
        }
        for (const auto &[schema, tables] : gone) {
            const auto others = added.find(schema);
            if (tables.size() == 1 && others != added.end() && others->second.size() == 1
                && sameTable(*tables[0], *others->second[0]))
                m_renamedTables.insert(tableKey(schema, tables[0]->name), others->second[0]);
        }
    }

    void add(ChangeKind kind, const SchemaObject &shown, const QString &before, const QString &after,
             const QStringList &details)
    {
        m_diff.changes.push_back(
            {kind, shown.kind, shown.schema, shown.table, shown.name, {}, before, after, details, {}});
    }

    void addOneSided(const SchemaObject &object, ChangeKind kind)
    {
        // Parts of a table that is itself added or removed go without saying.
        if (isPart(object) && !ownerStays(object, kind))
            return;
        static const QStringList beside{QStringLiteral("comment"), QStringLiteral("grants"), QStringLiteral("enabled")};
        QStringList facts; // that no SQL text tells; without one, all
        for (auto it = object.attributes.cbegin(); it != object.attributes.cend(); ++it) {
            if (object.definition.isEmpty() || beside.contains(it.key()))
                facts << it.key() + QStringLiteral(": ") + it.value();
        }
        if (kind == ChangeKind::Removed)
            add(kind, object, object.definition, {}, facts);
        else
            add(kind, object, {}, object.definition, facts);
    }

    /// Whether both sides have the table (view, type, ...) that owns @p part.
    bool ownerStays(const SchemaObject &part, ChangeKind kind) const
    {
        for (const QString &owning : Owners) {
            Key owner{fold(part.schema), {}, owning, fold(part.table)};
            if (kind == ChangeKind::Removed)
                owner = renamed(owner);
            if (m_before.contains(owner) && m_after.contains(owner))
                return true;
        }
        return false;
    }

    Key renamed(Key table) const
    {
        const auto found = m_renamedTables.constFind(tableKey(std::get<0>(table), std::get<3>(table)));
        if (found != m_renamedTables.constEnd())
            std::get<3>(table) = fold((*found)->name);
        return table;
    }

    void compare(const SchemaObject &before, const SchemaObject &after)
    {
        QStringList details = attributeChanges(before, after);
        if (before.canonical != after.canonical && std::all_of(details.begin(), details.end(), standsBesideDefinition))
            details << QStringLiteral("definition");
        for (const QString &kind : {Column, Trigger}) {
            if (after.kind == Table && orderDiffers(before, after, kind))
                details << kind + QStringLiteral(" order");
        }
        // A name may be the same to the server and yet be written otherwise.
        if (m_foldsParts && isPart(after) && foldPart(before) == foldPart(after) && before.name != after.name)
            addRename(before, after, LetterCase);
        const bool renamedTable = after.kind == Table && fold(before.name) != fold(after.name);
        if (renamedTable)
            addRename(before, after, tableEvidence(before, after));
        if (!details.isEmpty() && !renamedTable)
            add(ChangeKind::Altered, after, before.definition, after.definition, details);
    }

    /// Whether the columns (or triggers) that both have stand in another order. (An added one moves others without a
    /// change of order.)
    bool orderDiffers(const SchemaObject &before, const SchemaObject &after, const QString &kind) const
    {
        const auto names = [this, &kind](const Parts &parts, const SchemaObject &table) {
            QStringList list;
            for (const SchemaObject *part : parts.value(tableKey(table.schema, table.name))) {
                if (part->kind == kind)
                    list << foldPart(*part);
            }
            return list;
        };
        QStringList left = names(m_beforeParts, before);
        QStringList right = names(m_afterParts, after);
        if (left == right)
            return false;
        const QSet<QString> inLeft(left.cbegin(), left.cend());
        const QSet<QString> inRight(right.cbegin(), right.cend());
        left.removeIf([&](const QString &name) { return !inRight.contains(name); });
        right.removeIf([&](const QString &name) { return !inLeft.contains(name); });
        return left != right;
    }

    /// @p evidence: why it is taken for a rename, in words.
    void addRename(const SchemaObject &before, const SchemaObject &after, const QString &evidence)
    {
        add(ChangeKind::Renamed, after, before.definition, after.definition, {evidence});
        m_diff.changes.back().oldName = before.name;
    }

    QString tableEvidence(const SchemaObject &before, const SchemaObject &after) const
    {
        if (before.name.compare(after.name, Qt::CaseInsensitive) == 0)
            return LetterCase;
        const auto parts = m_beforeParts.value(tableKey(before.schema, before.name));
        const auto columns = std::count_if(parts.begin(), parts.end(), [](auto part) { return part->kind == Column; });
        return QStringLiteral("the same %1 and constraints, and no other table came or went")
            .arg(columns == 1 ? QStringLiteral("column") : QStringLiteral("%1 columns").arg(columns));
    }

    static QString partEvidence(const SchemaObject &before)
    {
        if (before.kind == Column)
            return QStringLiteral("the same type and facts at the same position, %1; an added column would stand last").arg(before.position);
        return QStringLiteral("the same definition, and no other %1 came or went").arg(before.kind);
    }

    /// A column may be called renamed only where a column that was added could not stand: ADD COLUMN always makes the
    /// last one, and to call a loss and an addition a rename would hide the loss.
    bool couldBeRename(const SchemaObject &before, const SchemaObject &after) const
    {
        if (before.kind != Column)
            return before.kind != Table && !before.canonical.isEmpty();
        const auto isLast = [this](const Parts &parts, const SchemaObject &column) {
            const auto siblings = parts.value(tableKey(column.schema, column.table));
            return std::none_of(siblings.begin(), siblings.end(),
                                [&](auto other) { return other->kind == Column && other->position > column.position; });
        };
        return before.position == after.position && !isLast(m_beforeParts, before);
    }

    void pairRenames()
    {
        // Owner and kind, the owner as it is called afterwards.
        std::map<std::tuple<QString, QString, QString>,
                 std::pair<std::vector<const SchemaObject *>, std::vector<const SchemaObject *>>>
            groups;
        const auto group = [](const Key &key) {
            return std::tuple(std::get<0>(key), std::get<1>(key), std::get<2>(key));
        };
        for (const SchemaObject *object : m_gone)
            groups[group(keyAfterRenames(*object))].first.push_back(object);
        for (const SchemaObject *object : m_new)
            groups[group(keyOf(*object))].second.push_back(object);
        for (const auto &[key, sides] : groups) {
            if (sides.first.size() != 1 || sides.second.size() != 1)
                continue;
            const SchemaObject *before = sides.first[0];
            const SchemaObject *after = sides.second[0];
            if (!sameMeaning(*before, *after) || !couldBeRename(*before, *after))
                continue;
            addRename(*before, *after, partEvidence(*before));
            std::erase(m_gone, before);
            std::erase(m_new, after);
        }
    }

    void sortChanges()
    {
        const auto key = [](const SchemaChange &c) {
            return std::tuple(c.schema, c.table.isEmpty() ? c.name : c.table, !c.table.isEmpty(), c.object, c.name,
                              c.kind);
        };
        std::stable_sort(m_diff.changes.begin(), m_diff.changes.end(),
                         [&](const auto &a, const auto &b) { return key(a) < key(b); });
    }

    bool m_folds;
    bool m_foldsParts;
    bool m_grants; ///< whether grants are compared
    ObjectsByKey m_before; ///< under their names after renames of tables
    ObjectsByKey m_after;
    Parts m_beforeParts;
    Parts m_afterParts;
    QHash<QString, const SchemaObject *> m_renamedTables; ///< old table's key to the new table
    std::vector<const SchemaObject *> m_gone;
    std::vector<const SchemaObject *> m_new;
    SchemaDiff m_diff;
};

std::optional<ChangeKind> changeKind(const QString &text)
{
    for (const ChangeKind kind : {ChangeKind::Added, ChangeKind::Removed, ChangeKind::Altered, ChangeKind::Renamed}) {
        if (word(kind) == text)
            return kind;
    }
    return std::nullopt;
}

QJsonObject changeToJson(const SchemaChange &change)
{
    QJsonObject json{{QStringLiteral("kind"), word(change.kind)},
                     {QStringLiteral("object"), change.object},
                     {QStringLiteral("schema"), change.schema},
                     {QStringLiteral("table"), change.table},
                     {QStringLiteral("name"), change.name},
                     {QStringLiteral("before"), change.before},
                     {QStringLiteral("after"), change.after},
                     {QStringLiteral("details"), QJsonArray::fromStringList(change.details)}};
    if (!change.oldName.isEmpty())
        json.insert(QStringLiteral("old_name"), change.oldName);
    if (change.destroysRows)
        json.insert(QStringLiteral("destroys"), QJsonObject{{QStringLiteral("rows"), *change.destroysRows}});
    return json;
}

std::optional<SchemaChange> changeFromJson(const QJsonObject &json)
{
    const auto text = [&json](const QString &key) { return json.value(key).toString(); };
    const std::optional<ChangeKind> kind = changeKind(text(QStringLiteral("kind")));
    if (!kind)
        return std::nullopt;
    SchemaChange change{*kind,
                        text(QStringLiteral("object")),
                        text(QStringLiteral("schema")),
                        text(QStringLiteral("table")),
                        text(QStringLiteral("name")),
                        text(QStringLiteral("old_name")),
                        text(QStringLiteral("before")),
                        text(QStringLiteral("after")),
                        {},
                        {}};
    for (const QJsonValue &detail : json.value(QStringLiteral("details")).toArray())
        change.details << detail.toString();
    const QJsonValue rows = json.value(QStringLiteral("destroys")).toObject().value(QStringLiteral("rows"));
    if (rows.isDouble())
        change.destroysRows = rows.toInteger();
    return change;
}

} // namespace

SchemaDiff diff(const Snapshot &before, const Snapshot &after)
{
    if (const auto changed = changedGroups(before, after))
        return Comparison(changed->first, changed->second).run();
    return Comparison(before, after).run();
}

QJsonObject toJson(const SchemaDiff &diff)
{
    QJsonArray changes;
    for (const SchemaChange &change : diff.changes)
        changes.append(changeToJson(change));
    return {{QStringLiteral("equal"), diff.equal()}, {QStringLiteral("changes"), changes}};
}

std::optional<SchemaDiff> schemaDiffFromJson(const QJsonObject &object)
{
    if (!object.value(QStringLiteral("changes")).isArray())
        return std::nullopt;
    SchemaDiff diff;
    for (const QJsonValue &value : object.value(QStringLiteral("changes")).toArray()) {
        std::optional<SchemaChange> change = changeFromJson(value.toObject());
        if (!change)
            return std::nullopt;
        diff.changes.push_back(*std::move(change));
    }
    return diff;
}

QString word(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::Added: return QStringLiteral("added");
    case ChangeKind::Removed: return QStringLiteral("removed");
    case ChangeKind::Renamed: return QStringLiteral("renamed");
    case ChangeKind::Altered: break;
    }
    return QStringLiteral("altered");
}

QString summary(const SchemaChange &change)
{
    const QString sign = change.kind == ChangeKind::Added     ? QStringLiteral("+")
                         : change.kind == ChangeKind::Removed ? QStringLiteral("-")
                                                              : QStringLiteral("~");
    const QString schema = change.schema.isEmpty() ? QString() : change.schema + u'.';
    const QString owner = schema + (change.table.isEmpty() ? QString() : change.table + u'.');
    const QString name = change.kind == ChangeKind::Renamed ? change.oldName + QStringLiteral(" → ") + change.name
                                                            : change.name;
    return sign + u' ' + change.object + u' ' + owner + name;
}

} // namespace lk
