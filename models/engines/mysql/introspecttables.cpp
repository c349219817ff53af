// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/introspectcolumn.h"
#include "models/engines/mysql/introspectparts.h"
#include "models/engines/mysql/values.h"

#include <QHash>
#include <QRegularExpression>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

const auto Yes = u"yes"_s;

using RowsOf = QHash<QString, std::vector<const QVariantList *>>;

/// Rows by their first field, the table.
RowsOf byTable(const Rows &rows)
{
    RowsOf grouped;
    grouped.reserve(qsizetype(rows.rows.size()));
    for (const QVariantList &row : rows.rows)
        grouped[row[0].toString()].push_back(&row);
    return grouped;
}

/// Rows by their second field, in the order in which the names come first.
std::vector<std::vector<const QVariantList *>> byName(const std::vector<const QVariantList *> &rows)
{
    std::vector<std::vector<const QVariantList *>> groups;
    for (const QVariantList *row : rows) {
        const auto same = std::find_if(groups.begin(), groups.end(),
                                       [row](const auto &group) { return (*group[0])[1] == (*row)[1]; });
        if (same == groups.end())
            groups.push_back({row});
        else
            same->push_back(row);
    }
    return groups;
}

QByteArray withoutName(const QString &definition, const QString &name)
{
    const qsizetype at = definition.indexOf(backticked(name));
    return (at < 0 ? definition : definition.left(at) + definition.mid(at + backticked(name).size())).simplified().toUtf8();
}

/// Builds a table and its parts.
class TableBuilder
{
public:
    TableBuilder(const MysqlCatalog &catalog, Snapshot &snapshot)
        : m_catalog(catalog), m_snapshot(snapshot), m_columns(byTable(catalog.columns)), m_indexes(byTable(catalog.indexes)),
          m_checks(byTable(catalog.checks)), m_keys(byTable(catalog.keys)), m_rules(byTable(catalog.rules)),
          m_srids(byTable(catalog.srids))
    {}

    void add(const QVariantList &row)
    {
        m_table = {u"table"_s, {}, {}, row[tablefield::Name].toString(), 0, {}, {}, {}};
        const auto text = m_catalog.texts.constFind(m_table.name);
        m_text = text == m_catalog.texts.constEnd() ? nullptr : &*text;
        m_lines.clear();
        m_engine = row[tablefield::Engine].toString();
        addColumns(row[tablefield::Type].toString() == "SYSTEM VERSIONED"_L1);
        addIndexes();
        if (m_text && !m_text->periodLine.isEmpty()) {
            m_table.attributes.insert(u"period"_s, m_text->periodLine);
            m_lines << m_text->periodLine;
        }
        addReferences();
        addChecks();
        addOptions(row);
        addPartitions();
        m_table.definition = m_text ? m_text->sql
                                    : u"CREATE TABLE %1 (\n  %2\n) %3"_s.arg(backticked(m_table.name), m_lines.join(",\n  "_L1),
                                                                            m_options.join(u' '));
        m_snapshot.objects.push_back(std::move(m_table));
    }

private:
    SchemaObject part(const QString &kind, const QString &name) const
    {
        SchemaObject object{kind, {}, m_table.name, name, 0, {}, {}, {}};
        object.withTable = kind == "index"_L1 || kind == "partition"_L1;
        return object;
    }

    void addColumns(bool versioned)
    {
        QString rowStart;
        QString rowEnd;
        const auto srids = m_srids.value(m_table.name);
        for (const QVariantList *row : m_columns.value(m_table.name)) {
            SchemaObject column = part(u"column"_s, (*row)[columnfield::Name].toString());
            const auto srid = std::find_if(srids.begin(), srids.end(), [&](auto other) { return (*other)[1].toString() == column.name; });
            describeColumn({m_catalog, *row, srid == srids.end() ? QString() : (**srid)[2].toString(), checkOf(column.name)}, column);
            if (column.attributes.value(u"generated"_s) == "ROW START"_L1)
                rowStart = column.name;
            if (column.attributes.value(u"generated"_s) == "ROW END"_L1)
                rowEnd = column.name;
            m_lines << column.definition;
            m_snapshot.objects.push_back(std::move(column));
        }
        if (versioned)
            m_table.attributes.insert(u"system versioning"_s, Yes);
        m_versionPeriod = rowStart.isEmpty() ? QString() : u"PERIOD FOR SYSTEM_TIME (%1, %2)"_s.arg(backticked(rowStart), backticked(rowEnd));
    }

    /// The check that MariaDB keeps as a part of a column.
    QString checkOf(const QString &column) const
    {
        for (const QVariantList *check : m_checks.value(m_table.name)) {
            if ((*check)[checkfield::Level].toString() == "Column"_L1 && (*check)[checkfield::Name].toString() == column)
                return m_catalog.own((*check)[checkfield::Clause]);
        }
        return {};
    }

    void addIndexes()
    {
        for (const auto &rows : byName(m_indexes.value(m_table.name))) {
            const QString name = (*rows[0])[indexfield::Name].toString();
            const bool primary = name == "PRIMARY"_L1;
            SchemaObject index = part(primary ? u"constraint"_s : u"index"_s, name);
            describeIndex(rows, m_engine, m_catalog.mariadb, index);
            if (primary)
                index.attributes.insert(u"type"_s, u"primary key"_s);
            if (m_text && m_text->keys.contains(name))
                index.definition = m_text->keys.value(name);
            index.canonical = withoutName(index.definition, name);
            m_lines << index.definition;
            m_snapshot.objects.push_back(std::move(index));
        }
        if (!m_versionPeriod.isEmpty())
            m_lines << m_versionPeriod;
    }

    void addReferences()
    {
        for (const auto &rows : byName(m_keys.value(m_table.name))) {
            SchemaObject key = part(u"constraint"_s, (*rows[0])[keyfield::Name].toString());
            const auto rules = m_rules.value(m_table.name);
            const auto rule = std::find_if(rules.begin(), rules.end(), [&](auto row) { return (*row)[rulefield::Name].toString() == key.name; });
            describeReference(rows, rule == rules.end() ? nullptr : *rule, m_catalog.mariadb, key);
            key.canonical = withoutName(key.definition, key.name);
            m_lines << key.definition;
            m_snapshot.objects.push_back(std::move(key));
        }
    }

    void addChecks()
    {
        for (const QVariantList *row : m_checks.value(m_table.name)) {
            const QString name = (*row)[checkfield::Name].toString();
            const bool isPeriod = m_text && m_text->period == name;
            if ((*row)[checkfield::Level].toString() == "Column"_L1 || isPeriod)
                continue;
            SchemaObject check = part(u"constraint"_s, name);
            const QString clause = m_catalog.own((*row)[checkfield::Clause]);
            check.definition = u"CONSTRAINT %1 CHECK (%2)"_s.arg(backticked(name), clause);
            check.attributes = {{u"type"_s, u"check"_s}, {u"check"_s, clause}};
            if ((*row)[checkfield::Enforced].toString() == "NO"_L1) {
                check.definition += " NOT ENFORCED"_L1;
                check.attributes.insert(u"enforced"_s, u"no"_s);
            }
            check.canonical = withoutName(check.definition, name);
            m_lines << check.definition;
            m_snapshot.objects.push_back(std::move(check));
        }
    }

    void addOptions(const QVariantList &row)
    {
        static const QRegularExpression partitioned(u"(^|\\s)partitioned(?=\\s|$)"_s);
        const QString collation = row[tablefield::Collation].toString();
        const QString options = row[tablefield::Options].toString().remove(partitioned).trimmed();
        const QString comment = row[tablefield::Comment].toString();
        m_options = {u"ENGINE="_s + m_engine, u"DEFAULT CHARSET="_s + charsetOf(collation), u"COLLATE="_s + collation};
        if (!options.isEmpty())
            m_options << options;
        if (!comment.isEmpty())
            m_options << u"COMMENT="_s + mysqlText(comment);
        if (m_table.attributes.contains(u"system versioning"_s))
            m_options << u"WITH SYSTEM VERSIONING"_s;
        insertFact(m_table.attributes, u"engine"_s, m_engine);
        insertFact(m_table.attributes, u"collation"_s, collation);
        insertFact(m_table.attributes, u"comment"_s, comment);
        insertFact(m_table.attributes, u"options"_s, m_text && !isPlainEngine() ? m_text->options : options);
        // Elsewhere it follows from the columns.
        if (m_engine.compare("InnoDB"_L1, Qt::CaseInsensitive) == 0)
            insertFact(m_table.attributes, u"row format"_s, row[tablefield::RowFormat].toString());
    }

    bool isPlainEngine() const
    {
        static const QStringList plain{u"InnoDB"_s, u"MyISAM"_s, u"Aria"_s, u"MEMORY"_s};
        return plain.contains(m_engine, Qt::CaseInsensitive);
    }

    void addPartitions()
    {
        if (!m_text)
            return;
        insertFact(m_table.attributes, u"partitioning"_s, m_text->partitioning);
        int position = 0;
        for (const PartitionText &text : m_text->partitions) {
            SchemaObject partition = part(u"partition"_s, text.name);
            partition.position = ++position;
            partition.definition = text.definition;
            partition.canonical = withoutName(text.definition, text.name);
            m_snapshot.objects.push_back(std::move(partition));
        }
    }

    const MysqlCatalog &m_catalog;
    Snapshot &m_snapshot;
    RowsOf m_columns;
    RowsOf m_indexes;
    RowsOf m_checks;
    RowsOf m_keys;
    RowsOf m_rules;
    RowsOf m_srids;
    // The table at hand.
    SchemaObject m_table;
    const TableText *m_text = nullptr;
    QString m_engine;
    QString m_versionPeriod;
    QStringList m_lines;
    QStringList m_options;
};

} // namespace

void addMysqlTables(const MysqlCatalog &catalog, Snapshot &snapshot)
{
    TableBuilder builder(catalog, snapshot);
    for (const QVariantList &row : catalog.tables.rows) {
        const QString type = row[tablefield::Type].toString();
        if (type == "BASE TABLE"_L1 || type == "SYSTEM VERSIONED"_L1)
            builder.add(row);
    }
}

void addMysqlSequences(const MysqlCatalog &catalog, Snapshot &snapshot)
{
    static const auto words = [](const QVariantList &row) {
        const auto text = [&row](int field) { return row[field].toString(); };
        return u"START WITH %1 MINVALUE %2 MAXVALUE %3 INCREMENT BY %4 %5 %6"_s.arg(
            text(sequencefield::Start), text(sequencefield::Minimum), text(sequencefield::Maximum), text(sequencefield::Increment),
            row[sequencefield::Cache].toLongLong() > 0 ? u"CACHE "_s + text(sequencefield::Cache) : u"NOCACHE"_s,
            row[sequencefield::Cycle].toBool() ? u"CYCLE"_s : u"NOCYCLE"_s);
    };
    QHash<QString, const QVariantList *> tables;
    for (const QVariantList &row : catalog.tables.rows)
        tables.insert(row[tablefield::Name].toString(), &row);
    QHash<QString, QString> types;
    for (const QVariantList &row : catalog.columns.rows) {
        if (row[columnfield::Name].toString() == "next_not_cached_value"_L1 && row[columnfield::Type].toString() != "bigint(21)"_L1)
            types.insert(row[columnfield::Table].toString(), row[columnfield::Type].toString());
    }
    for (const QVariantList &row : catalog.sequences.rows) {
        SchemaObject sequence{u"sequence"_s, {}, {}, row[sequencefield::Name].toString(), 0, {}, {}, {}};
        const QVariantList *table = tables.value(sequence.name);
        const QString engine = table ? (*table)[tablefield::Engine].toString() : QString();
        const QString comment = table ? (*table)[tablefield::Comment].toString() : QString();
        const QString type = types.value(sequence.name);
        sequence.definition = u"CREATE SEQUENCE "_s + backticked(sequence.name) + (type.isEmpty() ? QString() : u" AS "_s + type)
                              + u' ' + words(row) + u" ENGINE="_s + engine;
        if (!comment.isEmpty())
            sequence.definition += u" COMMENT="_s + mysqlText(comment);
        sequence.attributes = {{u"start"_s, row[sequencefield::Start].toString()},
                               {u"minimum"_s, row[sequencefield::Minimum].toString()},
                               {u"maximum"_s, row[sequencefield::Maximum].toString()},
                               {u"increment"_s, row[sequencefield::Increment].toString()},
                               {u"cache"_s, row[sequencefield::Cache].toString()},
                               {u"cycle"_s, row[sequencefield::Cycle].toBool() ? Yes : u"no"_s},
                               {u"engine"_s, engine}};
        insertFact(sequence.attributes, u"type"_s, type);
        insertFact(sequence.attributes, u"comment"_s, comment);
        sequence.canonical = withoutName(sequence.definition, sequence.name);
        snapshot.objects.push_back(std::move(sequence));
    }
}

} // namespace lk
