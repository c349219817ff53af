// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/ddl.h"

#include "models/engines/postgresql/ddlaccess.h"
#include "models/engines/postgresql/ddltext.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace lk {

namespace {

using Object = SchemaObject;

QString attribute(const Object &object, const char *name)
{
    return object.attributes.value(QLatin1String(name));
}

bool has(const Object &object, const char *name)
{
    return object.attributes.contains(QLatin1String(name));
}

bool isKind(const Object &object, const char *kind)
{
    return object.kind == QLatin1String(kind);
}

QString ownerOf(const Object &part)
{
    return qualifiedName(part.schema, part.table);
}

/// A type whose functions need it before it can be defined.
bool needsShell(const Object &object)
{
    return isKind(object, "type") && (attribute(object, "type") == QLatin1String("base") || has(object, "canonicalizer"));
}

/// Writes the statements of a snapshot, in an order in which each finds what it needs.
class DdlWriter
{
public:
    explicit DdlWriter(const Snapshot &snapshot) : m_snapshot(snapshot)
    {
        for (const Object &object : snapshot.objects) {
            if (isKind(object, "column") || isKind(object, "constraint"))
                m_parts[ownerOf(object)].push_back(&object);
            else if (isKind(object, "sequence") && has(object, "identity"))
                m_identities.insert(attribute(object, "owned by"), &object);
            else if (isKind(object, "domain"))
                m_domains.insert(qualifiedName(object));
            else if (isKind(object, "table"))
                m_tables.insert(qualifiedName(object), &object);
            if (object.order > 0 && !isKind(object, "column") && !isKind(object, "constraint"))
                m_ordered.push_back(&object);
        }
        std::stable_sort(m_ordered.begin(), m_ordered.end(), [](auto a, auto b) { return a->order < b->order; });
        for (auto &parts : m_parts)
            std::stable_sort(parts.begin(), parts.end(), [](auto a, auto b) { return a->position < b->position; });
    }

    QString write()
    {
        if (m_snapshot.objects.empty())
            return {};
        // Functions may speak of what comes later; table spaces and access methods are said where they count.
        add(QStringLiteral("SET check_function_bodies = false"));
        add(QStringLiteral("SET default_tablespace = ''"));
        add(QStringLiteral("SET default_table_access_method = heap"));
        each("missing built-in object", [this](const Object &object) { add(object.definition); });
        writeOrdered();
        writeTableParts();
        writeTableThings();
        writeAccess();
        writeLast();
        for (const char *setting : {"check_function_bodies", "default_tablespace", "default_table_access_method"})
            add(QStringLiteral("RESET ") + QLatin1String(setting));
        return m_text;
    }

private:
    void add(const QString &statement)
    {
        // A line comment at the end would swallow the semicolon.
        const bool comment = statement.mid(statement.lastIndexOf(u'\n') + 1).contains(QLatin1String("--"));
        m_text += statement + (comment ? QStringLiteral("\n;\n") : QStringLiteral(";\n"));
    }

    template<class Work>
    void each(const char *kind, Work work)
    {
        for (const Object &object : m_snapshot.objects) {
            if (isKind(object, kind))
                work(object);
        }
    }

    void alterTable(const Object &part, const QString &what)
    {
        add(QStringLiteral("ALTER TABLE ONLY ") + ownerOf(part) + u' ' + what);
    }

    void writeOrdered()
    {
        bool shells = false;
        for (const Object *object : m_ordered) {
            if (!shells && !isKind(*object, "schema") && !isKind(*object, "extension")) {
                each("type", [this](const Object &type) {
                    if (needsShell(type))
                        add(QStringLiteral("CREATE TYPE ") + qualifiedName(type));
                });
                shells = true;
            }
            writeObject(*object);
        }
    }

    void writeObject(const Object &object)
    {
        if (isKind(object, "table") || isKind(object, "foreign table"))
            add(createTable(object));
        else if (isKind(object, "materialized view"))
            add(object.definition + QStringLiteral("\nWITH NO DATA"));
        else if (isKind(object, "domain"))
            add(object.definition + domainConstraints(object));
        else if (!isKind(object, "sequence") || !has(object, "identity"))
            add(object.definition);
    }

    QString domainConstraints(const Object &domain) const
    {
        QString text;
        for (const Object *part : m_parts.value(qualifiedName(domain))) {
            if (part->order == 0 && !has(*part, "validated"))
                text += u' ' + part->definition;
        }
        return text;
    }

    bool isPartitioning(const Object &constraint) const
    {
        const Object *table = m_tables.value(ownerOf(constraint));
        return !table || has(*table, "partition of") || has(*table, "partition by");
    }

    /// Whether a constraint can stand in its table's CREATE.
    bool isInline(const Object &constraint) const
    {
        const QString type = attribute(constraint, "type");
        if (constraint.order > 0 || has(constraint, "inherited") || has(constraint, "validated"))
            return false;
        if (type == QLatin1String("primary key") || type == QLatin1String("unique"))
            return !isPartitioning(constraint);
        return type == QLatin1String("check");
    }

    QString createTable(const Object &table) const
    {
        QStringList parts;
        const auto all = m_parts.value(qualifiedName(table));
        for (const Object *part : all) {
            if (isKind(*part, "column") && !has(*part, "inherited"))
                parts << columnText(*part, part->order == 0, identityOf(*part));
        }
        for (const Object *part : all) {
            if (isKind(*part, "constraint") && isInline(*part))
                parts << part->definition;
        }
        return tableText(table, parts, false);
    }

    QString identityOf(const Object &column) const
    {
        const Object *sequence = m_identities.value(ownerOf(column) + u'.' + writtenName(column.name));
        if (!sequence)
            return {};
        return QStringLiteral("(SEQUENCE NAME %1 START WITH %2 INCREMENT BY %3 MINVALUE %4 MAXVALUE %5 CACHE %6%7)")
            .arg(qualifiedName(*sequence), attribute(*sequence, "start"), attribute(*sequence, "increment"), attribute(*sequence, "minimum"),
                 attribute(*sequence, "maximum"), attribute(*sequence, "cache"), has(*sequence, "cycle") ? QStringLiteral(" CYCLE") : QString());
    }

    void writeTableParts()
    {
        each("sequence", [this](const Object &sequence) { writeSequenceOwner(sequence); });
        each("column", [this](const Object &column) { writeColumn(column); });
        each("table", [this](const Object &table) {
            if (has(table, "of type"))
                add(QStringLiteral("ALTER TABLE ") + qualifiedName(table) + QStringLiteral(" OF ") + attribute(table, "of type"));
        });
        each("constraint", [this](const Object &constraint) { writeLateCheck(constraint); });
        for (const char *kind : {"table", "foreign table"}) {
            each(kind, [this](const Object &table) {
                if (has(table, "partition of"))
                    add(QStringLiteral("ALTER TABLE ONLY %1 ATTACH PARTITION %2 %3")
                            .arg(attribute(table, "partition of").section(QStringLiteral(" (detach"), 0, 0), qualifiedName(table),
                                 attribute(table, "bounds")));
            });
        }
    }

    void writeSequenceOwner(const Object &sequence)
    {
        if (has(sequence, "owned by") && !has(sequence, "identity"))
            add(QStringLiteral("ALTER SEQUENCE %1 OWNED BY %2").arg(qualifiedName(sequence), attribute(sequence, "owned by")));
        if (attribute(sequence, "unlogged") == QLatin1String("no") && m_snapshot.engineVersion.section(u'.', 0, 0).toInt() >= 15)
            add(QStringLiteral("ALTER SEQUENCE %1 SET LOGGED").arg(qualifiedName(sequence)));
    }

    void writeColumn(const Object &column)
    {
        const QString alter = QStringLiteral("ALTER COLUMN ") + writtenName(column.name) + u' ';
        const bool inherited = has(column, "inherited");
        const bool ofView = !m_tables.contains(ownerOf(column)) && !isForeign(column);
        if (has(column, "default") && (inherited || ofView || column.order > 0))
            alterTable(column, alter + QStringLiteral("SET DEFAULT ") + attribute(column, "default"));
        else if (inherits(column) && !has(column, "default") && !has(column, "generated") && !has(column, "identity"))
            alterTable(column, alter + QStringLiteral("DROP DEFAULT"));
        if (inherited && has(column, "not null"))
            alterTable(column, alter + QStringLiteral("SET NOT NULL"));
        if (has(column, "storage"))
            alterTable(column, alter + QStringLiteral("SET STORAGE ") + attribute(column, "storage"));
        if (has(column, "statistics target"))
            alterTable(column, alter + QStringLiteral("SET STATISTICS ") + attribute(column, "statistics target"));
        if (has(column, "options"))
            alterTable(column, alter + QStringLiteral("SET ") + optionsText(attribute(column, "options")));
        if (has(column, "compression") && (inherited || ofView))
            alterTable(column, alter + QStringLiteral("SET COMPRESSION ") + attribute(column, "compression"));
    }

    bool inherits(const Object &column) const
    {
        const Object *table = m_tables.value(ownerOf(column));
        return table && has(*table, "inherits");
    }

    bool isForeign(const Object &column) const
    {
        return std::any_of(m_ordered.begin(), m_ordered.end(), [&](const Object *object) {
            return isKind(*object, "foreign table") && object->schema == column.schema && object->name == column.table;
        });
    }

    void writeLateCheck(const Object &constraint)
    {
        const bool domain = m_domains.contains(ownerOf(constraint));
        if (domain && (constraint.order > 0 || has(constraint, "validated")))
            add(QStringLiteral("ALTER DOMAIN ") + ownerOf(constraint) + QStringLiteral(" ADD ") + constraint.definition);
        else if (!domain && attribute(constraint, "type") == QLatin1String("check") && !isInline(constraint) && !has(constraint, "inherited"))
            add(QStringLiteral("ALTER TABLE ") + ownerOf(constraint) + QStringLiteral(" ADD ") + constraint.definition);
    }

    void writeTableThings()
    {
        each("constraint", [this](const Object &constraint) {
            const QString type = attribute(constraint, "type");
            if (!isInline(constraint) && type != QLatin1String("check") && type != QLatin1String("foreign key")
                && !m_domains.contains(ownerOf(constraint)))
                alterTable(constraint, QStringLiteral("ADD ") + constraint.definition);
        });
        each("index", [this](const Object &index) { add(index.definition); });
        for (const char *kind : {"constraint", "index"})
            each(kind, [this](const Object &index) { writeIndexFacts(index); });
        each("constraint", [this](const Object &constraint) {
            if (attribute(constraint, "type") == QLatin1String("foreign key"))
                add(QStringLiteral("ALTER TABLE %1%2 ADD %3").arg(isPartitioning(constraint) ? QString() : QStringLiteral("ONLY "),
                                                                  ownerOf(constraint), constraint.definition));
        });
        each("constraint", [this](const Object &constraint) { writeNotEnforced(constraint); });
        each("statistics", [this](const Object &statistics) { writeStatistics(statistics); });
        each("trigger", [this](const Object &trigger) {
            if (!has(trigger, "of partition"))
                add(trigger.definition);
        });
        each("rule", [this](const Object &rule) { add(rule.definition); });
        each("policy", [this](const Object &policy) { add(policy.definition); });
        for (const char *kind : {"trigger", "rule"})
            each(kind, [this](const Object &object) { writeEnabled(object, QStringLiteral("ALTER TABLE ") + ownerOf(object), object.kind.toUpper() + u' ' + writtenName(object.name)); });
        for (const char *kind : {"table", "foreign table"})
            each(kind, [this](const Object &table) { writeTableFacts(table); });
        each("operator family", [this](const Object &family) {
            if (has(family, "members"))
                add(QStringLiteral("ALTER %1 ADD %2").arg(objectAddress(family), attribute(family, "members")));
        });
        each("text search configuration", [this](const Object &configuration) {
            for (const QString &mapping : attribute(configuration, "mappings").split(QStringLiteral("; "), Qt::SkipEmptyParts))
                add(QStringLiteral("ALTER %1 ADD MAPPING FOR %2").arg(objectAddress(configuration), mapping));
        });
    }

    void writeIndexFacts(const Object &index)
    {
        const QString name = qualifiedName(index);
        const auto alter = [&](const QString &what) { add(QStringLiteral("ALTER INDEX ") + name + u' ' + what); };
        if (has(index, "storage options") && !isKind(index, "index"))
            alter(QStringLiteral("SET ") + optionsText(attribute(index, "storage options")));
        if (has(index, "tablespace"))
            alter(QStringLiteral("SET TABLESPACE ") + writtenName(attribute(index, "tablespace")));
        for (const QString &target : attribute(index, "statistics targets").split(QStringLiteral(", "), Qt::SkipEmptyParts))
            alter(QStringLiteral("ALTER COLUMN %1 SET STATISTICS %2").arg(target.section(QStringLiteral(": "), 0, 0), target.section(QStringLiteral(": "), 1)));
        if (has(index, "attached to"))
            add(QStringLiteral("ALTER INDEX %1 ATTACH PARTITION %2").arg(attribute(index, "attached to"), name));
        if (has(index, "clustered"))
            add(QStringLiteral("ALTER TABLE %1 CLUSTER ON %2").arg(ownerOf(index), writtenName(index.name)));
        if (has(index, "replica identity"))
            alterTable(index, QStringLiteral("REPLICA IDENTITY USING INDEX ") + writtenName(index.name));
    }

    /// Somebody disabled the triggers behind a foreign key, which have no names of their own.
    void writeNotEnforced(const Object &constraint)
    {
        for (const QString &table : attribute(constraint, "not enforced by").split(QStringLiteral(", "), Qt::SkipEmptyParts))
            add(QStringLiteral("DO $lk$ DECLARE t record; BEGIN FOR t IN SELECT g.tgname FROM pg_trigger AS g JOIN pg_constraint AS k ON k.oid = g.tgconstraint "
                               "WHERE k.conname = %1 AND k.conrelid = %2::regclass AND g.tgrelid = %3::regclass LOOP "
                               "EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', %3::regclass, t.tgname); END LOOP; END $lk$")
                    .arg(writtenText(constraint.name), writtenText(ownerOf(constraint)), writtenText(table)));
    }

    void writeStatistics(const Object &statistics)
    {
        add(statistics.definition);
        if (has(statistics, "target"))
            add(QStringLiteral("ALTER %1 SET STATISTICS %2").arg(objectAddress(statistics), attribute(statistics, "target")));
    }

    void writeEnabled(const Object &object, const QString &alter, const QString &what)
    {
        const QString state = attribute(object, "enabled");
        if (state.isEmpty())
            return;
        const QString word = state == QLatin1String("no")        ? QStringLiteral("DISABLE ")
                             : state == QLatin1String("replica") ? QStringLiteral("ENABLE REPLICA ")
                             : state == QLatin1String("always")  ? QStringLiteral("ENABLE ALWAYS ")
                                                                 : QStringLiteral("ENABLE ");
        add(alter + u' ' + word + what);
    }

    void writeTableFacts(const Object &table)
    {
        const QString alter = QStringLiteral("ALTER TABLE ONLY ") + qualifiedName(table);
        if (has(table, "replica identity"))
            add(alter + QStringLiteral(" REPLICA IDENTITY ") + attribute(table, "replica identity"));
        if (has(table, "row security"))
            add(alter + QStringLiteral(" ENABLE ROW LEVEL SECURITY"));
        if (has(table, "row security forced"))
            add(alter + QStringLiteral(" FORCE ROW LEVEL SECURITY"));
    }

    void writeAccess()
    {
        for (const Object &object : m_snapshot.objects) {
            if (const QString owner = ownerStatement(object); !owner.isEmpty() && !isLast(object))
                add(owner);
        }
        for (const Object &object : m_snapshot.objects) {
            if (isLast(object))
                continue;
            for (const QString &statement : grantStatements(object) + commentStatements(object, m_domains.contains(ownerOf(object))))
                add(statement);
        }
    }

    /// Kinds that act on what is made after them.
    static bool isLast(const Object &object)
    {
        return isKind(object, "publication") || isKind(object, "event trigger") || isKind(object, "default privileges")
               || isKind(object, "subscription");
    }

    void writeLast()
    {
        each("default privileges", [this](const Object &object) {
            for (const QString &statement : grantStatements(object))
                add(statement);
        });
        each("setting", [this](const Object &setting) { add(settingStatement(setting)); });
        for (const Object *object : m_ordered) {
            if (isKind(*object, "materialized view") && has(*object, "populated"))
                add(QStringLiteral("REFRESH MATERIALIZED VIEW ") + qualifiedName(*object));
        }
        for (const char *kind : {"publication", "event trigger"})
            each(kind, [this](const Object &object) { writeWatcher(object); });
        each("subscription", [this](const Object &object) {
            m_text += QStringLiteral("-- subscription %1 has to be made by hand\n").arg(writtenName(object.name).simplified());
        });
    }

    void writeWatcher(const Object &object)
    {
        add(object.definition);
        writeEnabled(object, QStringLiteral("ALTER ") + objectAddress(object), QString());
        add(ownerStatement(object));
        for (const QString &statement : commentStatements(object, false))
            add(statement);
    }

    /// For the database in which it runs, whatever its name is.
    static QString settingStatement(const Object &setting)
    {
        const QString role = has(setting, "role") ? QStringLiteral("ROLE %1 IN ").arg(writtenName(attribute(setting, "role"))) : QString();
        // Lists of names are kept as they are written, not as one name.
        static const QSet<QString> lists{QStringLiteral("search_path"), QStringLiteral("temp_tablespaces"), QStringLiteral("session_preload_libraries"),
                                         QStringLiteral("local_preload_libraries"), QStringLiteral("DateStyle")};
        const QString value = attribute(setting, "value");
        const bool raw = lists.contains(attribute(setting, "parameter")) && !value.isEmpty();
        return QStringLiteral("DO $lk$ BEGIN EXECUTE format('ALTER %1DATABASE %I SET %2 TO %3', current_database()); END $lk$")
            .arg(QString(role).replace(u'\'', QLatin1String("''")).replace(u'%', QLatin1String("%%")), attribute(setting, "parameter"),
                 QString(raw ? value : writtenText(value)).replace(u'\'', QLatin1String("''")).replace(u'%', QLatin1String("%%")));
    }

    const Snapshot &m_snapshot;
    QString m_text;
    QHash<QString, std::vector<const Object *>> m_parts; ///< columns and constraints by the table's written name
    QHash<QString, const Object *> m_identities;         ///< sequences by the column's written name
    QHash<QString, const Object *> m_tables;
    QSet<QString> m_domains;
    std::vector<const Object *> m_ordered;
};

} // namespace

QString postgresqlDdl(const Snapshot &snapshot)
{
    return DdlWriter(snapshot).write();
}

} // namespace lk
