// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/schemasteps.h"

#include <algorithm>

namespace lk {

namespace {

using namespace Qt::StringLiterals;

enum class Way { Forwards, Backwards };

/// A step's changes made to a schema, or taken back.
class Changer
{
public:
    /// @p source: a schema that has what comes, if any has.
    Changer(Snapshot schema, Way way, const Snapshot &source) : m_schema(std::move(schema)), m_forwards(way == Way::Forwards), m_source(source) {}

    Snapshot run(const SchemaDiff &diff)
    {
        // Parts are told under the name that their table has afterwards.
        for (const bool renames : {m_forwards, !m_forwards}) {
            for (const SchemaChange &change : diff.changes) {
                if (isRenameOfOwner(change) == renames)
                    make(change);
            }
        }
        sortObjects(m_schema);
        return std::move(m_schema);
    }

private:
    static bool isRenameOfOwner(const SchemaChange &change) { return change.kind == ChangeKind::Renamed && change.table.isEmpty(); }
    const QString &definition(const SchemaChange &change) const { return m_forwards ? change.after : change.before; }

    bool isSame(const QString &a, const QString &b) const { return a.compare(b, m_schema.foldsNames ? Qt::CaseInsensitive : Qt::CaseSensitive) == 0; }

    bool isOf(const SchemaObject &object, const SchemaChange &change, const QString &name) const
    {
        return object.kind == change.object && object.schema == change.schema && isSame(object.table, change.table) && isSame(object.name, name);
    }

    bool isPartOf(const SchemaObject &object, const SchemaChange &change, const QString &owner) const
    {
        return change.table.isEmpty() && !object.table.isEmpty() && object.schema == change.schema && isSame(object.table, owner);
    }

    void make(const SchemaChange &change)
    {
        const QString oldName = change.oldName.isEmpty() ? change.name : change.oldName;
        switch (change.kind) {
        case ChangeKind::Added: m_forwards ? add(change) : remove(change); break;
        case ChangeKind::Removed: m_forwards ? remove(change) : add(change); break;
        case ChangeKind::Renamed: m_forwards ? alter(change, oldName, change.name) : alter(change, change.name, oldName); break;
        case ChangeKind::Altered: alter(change, change.name, change.name); break;
        }
    }

    void remove(const SchemaChange &change)
    {
        std::erase_if(m_schema.objects, [&](const SchemaObject &object) { return isOf(object, change, change.name) || isPartOf(object, change, change.name); });
    }

    void add(const SchemaChange &change)
    {
        remove(change);
        bool found = false;
        for (const SchemaObject &object : m_source.objects) {
            const bool own = isOf(object, change, change.name);
            found = found || own;
            if (own || isPartOf(object, change, change.name))
                m_schema.objects.push_back(object);
        }
        if (!found)
            m_schema.objects.push_back({change.object, change.schema, change.table, change.name, nextPosition(change), definition(change), {}, {}});
    }

    /// Behind its siblings, where they have an order.
    int nextPosition(const SchemaChange &change) const
    {
        int last = 0;
        for (const SchemaObject &object : m_schema.objects) {
            if (object.kind == change.object && object.schema == change.schema && !change.table.isEmpty() && isSame(object.table, change.table))
                last = std::max(last, object.position);
        }
        return last > 0 ? last + 1 : 0;
    }

    void alter(const SchemaChange &change, const QString &from, const QString &to)
    {
        for (SchemaObject &object : m_schema.objects) {
            if (isOf(object, change, from)) {
                object.name = to;
                if (!definition(change).isEmpty())
                    object.definition = definition(change);
                takeFacts(object, change);
            } else if (from != to && isPartOf(object, change, from)) {
                object.table = to;
            }
        }
    }

    /// From the source where it has the very same; the type else from what the change says: "type: INT → BIGINT".
    void takeFacts(SchemaObject &object, const SchemaChange &change) const
    {
        const auto same = std::ranges::find_if(m_source.objects, [&](const SchemaObject &other) { return isOf(other, change, object.name) && other.definition == object.definition; });
        if (same != m_source.objects.end()) {
            object.attributes = same->attributes;
            object.position = same->position;
            return;
        }
        for (const QString &detail : change.details) {
            if (detail.startsWith("type: "_L1) && detail.contains(u" → "_s))
                object.attributes[u"type"_s] = detail.mid(6).section(u" → "_s, m_forwards ? 1 : 0, m_forwards ? -1 : 0);
        }
    }

    Snapshot m_schema;
    bool m_forwards;
    const Snapshot &m_source;
};

} // namespace

SchemaStep schemaOfStep(const Snapshot &first, const Snapshot &last, const std::vector<SchemaDiff> &steps, size_t step)
{
    std::vector<Snapshot> back(steps.size()); // from the last one: what each step has made
    for (size_t i = steps.size(); i-- > 0;)
        back[i] = i + 1 == steps.size() ? last : Changer(back[i + 1], Way::Backwards, first).run(steps[i + 1]);
    SchemaStep found{first, first};
    for (size_t i = 0; i <= step && i < steps.size(); ++i) {
        found.before = std::move(found.after);
        found.after = Changer(found.before, Way::Forwards, back[i]).run(steps[i]);
    }
    return found;
}

} // namespace lk
