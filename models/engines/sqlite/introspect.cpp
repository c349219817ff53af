// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/sqlite/introspect.h"

#include "models/engines/sqlite/tabletext.h"
#include "models/sql/scanner.h"
#include "models/sql/statementfacts.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace lk {

namespace {

// Objects whose names begin with sqlite_ are SQLite's own: sqlite_sequence, sqlite_stat1, sqlite_autoindex_...
const auto EntriesSql = QStringLiteral("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE "
                                       "'sqlite\\_%' ESCAPE '\\' AND sql IS NOT NULL");
const auto TablesSql = QStringLiteral("SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = 'main'");
// A virtual table whose module is missing would fail here; its definition says all there is to know.
const auto ColumnsSql = QStringLiteral(
    "SELECT m.name, c.cid, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk, c.hidden "
    "FROM sqlite_schema AS m, pragma_table_xinfo(m.name, 'main') AS c "
    "WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY m.name, c.cid");
const auto IndexesSql = QStringLiteral(
    "SELECT l.name, l.\"unique\", l.partial, x.name, x.\"desc\", x.coll "
    "FROM sqlite_schema AS m, pragma_index_list(m.name, 'main') AS l, pragma_index_xinfo(l.name, 'main') AS x "
    "WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' AND l.origin = 'c' AND x.key = 1 "
    "ORDER BY l.name, x.seqno");

struct TableFacts {
    QString type;
    bool withoutRowid = false;
    bool strict = false;
};

using RowsByName = QHash<QString, std::vector<const QVariantList *>>;

const auto Yes = QStringLiteral("yes");

bool isSqlitesOwn(const QString &name)
{
    return name.startsWith(QLatin1String("sqlite_"), Qt::CaseInsensitive);
}

RowsByName byName(const Rows &rows)
{
    RowsByName grouped;
    for (const QVariantList &row : rows.rows)
        grouped[row[0].toString()].push_back(&row);
    return grouped;
}

QByteArray canonical(const QByteArray &sql)
{
    return canonicalSql(sql, sqliteDialect());
}

/// Builds the objects of a snapshot from what the catalogue and the CREATE texts say.
class SnapshotBuilder
{
public:
    Result<Snapshot> build(SqliteSession &session)
    {
        const Result<Rows> entries = session.query(EntriesSql);
        const Result<Rows> tables = session.query(TablesSql);
        const Result<Rows> columns = session.query(ColumnsSql);
        const Result<Rows> indexes = session.query(IndexesSql);
        for (const Result<Rows> *rows : {&entries, &tables, &columns, &indexes}) {
            if (!*rows)
                return Failure(rows->error());
        }
        m_columns = byName(*columns);
        m_indexes = byName(*indexes);
        for (const QVariantList &row : tables->rows)
            m_tables.insert(row[0].toString(), {row[1].toString(), row[2].toBool(), row[3].toBool()});
        for (const QVariantList &row : entries->rows)
            addEntry(row[0].toString(), row[1].toString(), row[2].toString(), row[3].toString());
        return std::move(m_snapshot);
    }

private:
    void addEntry(const QString &type, const QString &name, const QString &table, const QString &sql)
    {
        const TableFacts facts = m_tables.value(table);
        if (facts.type == QLatin1String("shadow"))
            return;
        SchemaObject object{type, {}, {}, name, 0, sql, {}, {}};
        if (type == QLatin1String("table"))
            return addTable(std::move(object), facts);
        object.canonical = canonicalWithoutName(sql.toUtf8());
        if (type != QLatin1String("view"))
            object.table = table;
        if (type == QLatin1String("index"))
            addIndexFacts(object);
        m_snapshot.objects.push_back(std::move(object));
    }

    void addTable(SchemaObject table, const TableFacts &facts)
    {
        const QByteArray sql = table.definition.toUtf8();
        if (facts.type == QLatin1String("virtual")) {
            table.canonical = canonicalWithoutName(sql);
            table.attributes.insert(QStringLiteral("virtual"), Yes);
            m_snapshot.objects.push_back(std::move(table));
            return;
        }
        if (facts.withoutRowid)
            table.attributes.insert(QStringLiteral("without rowid"), Yes);
        if (facts.strict)
            table.attributes.insert(QStringLiteral("strict"), Yes);
        const TableBody body = readTableBody(sql, sqliteDialect());
        m_constraints.clear();
        for (size_t i = 0; i < body.columns.size(); ++i)
            addColumnText(table, readColumn(body.columns[i]), body.columns[i]);
        for (const QByteArrayView constraint : body.constraints) {
            for (const TextClause &clause : readTableConstraints(constraint))
                addConstraint(table, clause, {});
        }
        m_snapshot.objects.push_back(std::move(table));
    }

    void addColumnText(SchemaObject &table, const ColumnText &text, QByteArrayView definition)
    {
        SchemaObject column{
            QStringLiteral("column"), {}, table.name, text.name, 0, QString::fromUtf8(definition.trimmed()), {}, {}};
        const auto rows = m_columns.constFind(table.name);
        if (rows != m_columns.constEnd()) {
            for (const QVariantList *row : *rows) {
                if ((*row)[2].toString().compare(text.name, Qt::CaseInsensitive) == 0)
                    addColumnFacts(column, *row);
            }
        }
        QList<QByteArray> clauses;
        for (const TextClause &clause : text.clauses) {
            if (isConstraint(clause))
                addConstraint(table, clause, column.name);
            else if (clause.kind == TextClause::Kind::NotNull && canonical(clause.text) != "not null")
                clauses << canonical(clause.text); // ON CONFLICT, which the attributes don't tell
            if (clause.kind == TextClause::Kind::Collate)
                column.attributes.insert(QStringLiteral("collation"), nameOf(clause.text.mid(7).trimmed()).toUpper());
            if (clause.kind == TextClause::Kind::Generated)
                column.attributes.insert(QStringLiteral("generated"), QString::fromUtf8(canonical(clause.text)));
        }
        std::sort(clauses.begin(), clauses.end());
        column.canonical = clauses.join(' ');
        m_snapshot.objects.push_back(std::move(column));
    }

    static void addColumnFacts(SchemaObject &column, const QVariantList &row)
    {
        column.position = row[1].toInt() + 1;
        column.attributes.insert(QStringLiteral("type"), row[3].toString().simplified().toUpper());
        if (row[4].toBool())
            column.attributes.insert(QStringLiteral("not null"), Yes);
        if (!row[5].isNull())
            column.attributes.insert(QStringLiteral("default"),
                                     QString::fromUtf8(canonical(row[5].toString().toUtf8())));
        if (row[6].toInt() > 0)
            column.attributes.insert(QStringLiteral("primary key"), row[6].toString());
    }

    void addConstraint(SchemaObject &table, const TextClause &clause, const QString &column)
    {
        const ConstraintText text = constraintOf(clause, column);
        if (text.autoincrement)
            table.attributes.insert(QStringLiteral("autoincrement"), Yes);
        SchemaObject object{QStringLiteral("constraint"),
                            {},
                            table.name,
                            text.name,
                            0,
                            QString::fromUtf8(text.sql),
                            canonical(text.sql),
                            {{QStringLiteral("type"), text.type}}};
        // Two of the same content or name are numbered, so that neither hides the other.
        const int number = ++m_constraints[text.name.toLower()];
        if (number > 1)
            object.name += QStringLiteral(" #%1").arg(number);
        m_snapshot.objects.push_back(std::move(object));
    }

    void addIndexFacts(SchemaObject &index) const
    {
        QStringList columns;
        const auto rows = m_indexes.constFind(index.name);
        if (rows == m_indexes.constEnd())
            return;
        for (const QVariantList *row : *rows) {
            QString column = (*row)[3].isNull() ? QStringLiteral("(expression)") : (*row)[3].toString();
            const QString collation = (*row)[5].toString();
            if (collation.compare(QLatin1String("BINARY"), Qt::CaseInsensitive) != 0)
                column += QStringLiteral(" COLLATE ") + collation.toUpper();
            columns << ((*row)[4].toBool() ? column + QStringLiteral(" DESC") : column);
            if ((*row)[1].toBool())
                index.attributes.insert(QStringLiteral("unique"), Yes);
            if ((*row)[2].toBool())
                index.attributes.insert(QStringLiteral("partial"), Yes);
        }
        index.attributes.insert(QStringLiteral("columns"), columns.join(QStringLiteral(", ")));
    }

    Snapshot m_snapshot;
    QHash<QString, TableFacts> m_tables;
    RowsByName m_columns;
    RowsByName m_indexes;
    QHash<QString, int> m_constraints; ///< names used in the present table
};

} // namespace

Result<Snapshot> sqliteSnapshot(SqliteSession &session)
{
    Result<Snapshot> snapshot = SnapshotBuilder().build(session);
    if (!snapshot)
        return snapshot;
    snapshot->engine = session.info().engine;
    snapshot->engineVersion = session.info().version;
    snapshot->takenAt = QDateTime::currentDateTimeUtc();
    snapshot->foldsNames = true;
    sortObjects(*snapshot);
    return snapshot;
}

Result<std::vector<SqliteTable>> sqliteTables(SqliteSession &session)
{
    Result<Rows> rows = session.query(TablesSql);
    if (!rows)
        return failure(std::move(rows));
    std::vector<SqliteTable> tables;
    for (const QVariantList &row : rows->rows) {
        const QString name = row[0].toString();
        const bool isVirtual = row[1].toString() == QLatin1String("virtual");
        if (!isSqlitesOwn(name) && (isVirtual || row[1].toString() == QLatin1String("table")))
            tables.push_back({name, isVirtual});
    }
    std::sort(tables.begin(), tables.end(), [](const SqliteTable &a, const SqliteTable &b) { return a.name < b.name; });
    return tables;
}

} // namespace lk
