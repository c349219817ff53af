// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/catalog.h"

#include "models/engines/mysql/values.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <functional>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

/// Where the catalogues of the two products differ, as data.
struct Variant {
    QString databaseComment;
    QString srid;
    QString columnExpression;
    QString ignored;
    QString indexExpression;
    QString indexOrder; ///< MariaDB gives the columns of a key in their order without being asked
    QString checks;
    QString algorithm;
    QString parsers; ///< whether full-text indexes may have one of their own
};

const Variant &mariadbVariant()
{
    static const Variant variant{
        u"SCHEMA_COMMENT"_s,
        u"NULL"_s,
        u"GENERATION_EXPRESSION"_s,
        u"IGNORED"_s,
        u"NULL"_s,
        {},
        u"SELECT TABLE_NAME, CONSTRAINT_NAME, LEVEL, CHECK_CLAUSE, 'YES' FROM information_schema.CHECK_CONSTRAINTS "
        "WHERE CONSTRAINT_SCHEMA = DATABASE()"_s,
        u"ALGORITHM"_s,
        u"(SELECT count(*) FROM information_schema.PLUGINS WHERE PLUGIN_TYPE = 'FTPARSER' AND PLUGIN_STATUS = "
        "'ACTIVE')"_s,
    };
    return variant;
}

const Variant &mysqlVariant()
{
    // MySQL escapes the quotes of expressions that it keeps.
    static const Variant variant{
        u"''"_s,
        u"SRS_ID"_s,
        u"REPLACE(GENERATION_EXPRESSION, '\\\\\\'', '\\'')"_s,
        u"IF(IS_VISIBLE = 'NO', 'YES', 'NO')"_s,
        u"REPLACE(EXPRESSION, '\\\\\\'', '\\'')"_s,
        u" ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX"_s,
        u"SELECT t.TABLE_NAME, c.CONSTRAINT_NAME, 'Table', REPLACE(c.CHECK_CLAUSE, '\\\\\\'', '\\''), t.ENFORCED FROM "
        "information_schema.CHECK_CONSTRAINTS c JOIN information_schema.TABLE_CONSTRAINTS t ON t.CONSTRAINT_SCHEMA = "
        "c.CONSTRAINT_SCHEMA AND t.CONSTRAINT_NAME = c.CONSTRAINT_NAME AND t.CONSTRAINT_TYPE = 'CHECK' WHERE "
        "c.CONSTRAINT_SCHEMA = DATABASE()"_s,
        u"NULL"_s,
        u"1"_s,
    };
    return variant;
}

const auto ServerSql = u"SELECT VERSION(), DATABASE(), @@lower_case_table_names, SHA1(CONCAT_WS('|', @@hostname, @@port, "
                       "@@datadir, DATABASE()))"_s;
const auto DatabaseSql = u"SELECT DEFAULT_COLLATION_NAME, %1, %2 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = "
                         "DATABASE()"_s;
const auto TablesSql = u"SELECT TABLE_NAME, TABLE_TYPE, ENGINE, ROW_FORMAT, TABLE_COLLATION, CREATE_OPTIONS, TABLE_COMMENT "
                       "FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()"_s;
const auto ColumnsSql = u"SELECT TABLE_NAME, COLUMN_NAME, ORDINAL_POSITION, COLUMN_DEFAULT, IS_NULLABLE, COLLATION_NAME, "
                        "COLUMN_TYPE, EXTRA, COLUMN_COMMENT, %1, %2, DATA_TYPE FROM information_schema.COLUMNS WHERE "
                        "TABLE_SCHEMA = DATABASE()"_s;
const auto IndexesSql = u"SELECT TABLE_NAME, INDEX_NAME, NON_UNIQUE, COLUMN_NAME, COLLATION, SUB_PART, INDEX_TYPE, "
                        "INDEX_COMMENT, %1, %2 FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE()%3"_s;
const auto KeysSql = u"SELECT TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, IF(REFERENCED_TABLE_SCHEMA = DATABASE(), '', "
                     "REFERENCED_TABLE_SCHEMA), REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME FROM "
                     "information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME IS NOT "
                     "NULL ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION"_s;
const auto RulesSql = u"SELECT TABLE_NAME, CONSTRAINT_NAME, UPDATE_RULE, DELETE_RULE FROM "
                      "information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE()"_s;
const auto ViewsSql = u"SELECT TABLE_NAME, VIEW_DEFINITION, CHECK_OPTION, DEFINER, SECURITY_TYPE, CHARACTER_SET_CLIENT, "
                      "COLLATION_CONNECTION, %1 FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()"_s;
const auto RoutinesSql = u"SELECT ROUTINE_NAME, ROUTINE_TYPE, DTD_IDENTIFIER, COLLATION_NAME, ROUTINE_DEFINITION, "
                         "IS_DETERMINISTIC, SQL_DATA_ACCESS, SECURITY_TYPE, SQL_MODE, ROUTINE_COMMENT, DEFINER, "
                         "CHARACTER_SET_CLIENT, COLLATION_CONNECTION, DATABASE_COLLATION FROM information_schema.ROUTINES "
                         "WHERE ROUTINE_SCHEMA = DATABASE()"_s;
const auto ParametersSql = u"SELECT SPECIFIC_NAME, ROUTINE_TYPE, PARAMETER_MODE, PARAMETER_NAME, DTD_IDENTIFIER, "
                           "COLLATION_NAME FROM information_schema.PARAMETERS WHERE SPECIFIC_SCHEMA = DATABASE() AND "
                           "ORDINAL_POSITION > 0 ORDER BY SPECIFIC_NAME, ROUTINE_TYPE, ORDINAL_POSITION"_s;
const auto TriggersSql = u"SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER, "
                         "ACTION_STATEMENT, SQL_MODE, DEFINER, CHARACTER_SET_CLIENT, COLLATION_CONNECTION, "
                         "DATABASE_COLLATION FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()"_s;
// A server that gets no STARTS notes the moment at which the event was made or altered.
const auto EventsSql = u"SELECT EVENT_NAME, DEFINER, TIME_ZONE, EVENT_TYPE, CAST(EXECUTE_AT AS CHAR), INTERVAL_VALUE, "
                       "INTERVAL_FIELD, CAST(STARTS AS CHAR), CAST(ENDS AS CHAR), STATUS, ON_COMPLETION, EVENT_COMMENT, "
                       "EVENT_DEFINITION, SQL_MODE, CHARACTER_SET_CLIENT, COLLATION_CONNECTION, DATABASE_COLLATION, "
                       "LEAST(ABS(TIMESTAMPDIFF(SECOND, STARTS, CREATED)), ABS(TIMESTAMPDIFF(SECOND, STARTS, "
                       "LAST_ALTERED))) <= 1 FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()"_s;
const auto SridsSql = u"SELECT G_TABLE_NAME, G_GEOMETRY_COLUMN, SRID FROM information_schema.GEOMETRY_COLUMNS WHERE "
                      "G_TABLE_SCHEMA = DATABASE() AND SRID <> 0"_s;
// Grants on databases name them by patterns.
const auto GrantsSql =
    u"SELECT GRANTEE, 'database', '', '', PRIVILEGE_TYPE, IS_GRANTABLE FROM information_schema.SCHEMA_PRIVILEGES WHERE "
    "DATABASE() LIKE TABLE_SCHEMA UNION ALL SELECT GRANTEE, 'table', TABLE_NAME, '', PRIVILEGE_TYPE, IS_GRANTABLE FROM "
    "information_schema.TABLE_PRIVILEGES WHERE TABLE_SCHEMA = DATABASE() UNION ALL SELECT GRANTEE, 'table', TABLE_NAME, "
    "COLUMN_NAME, PRIVILEGE_TYPE, IS_GRANTABLE FROM information_schema.COLUMN_PRIVILEGES WHERE TABLE_SCHEMA = DATABASE()"_s;
// Who may read this may see everybody's grants in information_schema; others see only their own.
const auto RoutineGrantsSql = u"SELECT CONCAT('''', User, '''@''', Host, ''''), LOWER(Routine_type), Routine_name, '', "
                              "CAST(Proc_priv AS CHAR), IF(FIND_IN_SET('Grant', Proc_priv), 'YES', 'NO') FROM "
                              "mysql.procs_priv WHERE Db = DATABASE()"_s;

class CatalogReader
{
public:
    explicit CatalogReader(Session &session) : m_session(session) {}

    Result<MysqlCatalog> read()
    {
        readServer();
        const Variant &variant = m_catalog.mariadb ? mariadbVariant() : mysqlVariant();
        const Rows database = query(DatabaseSql.arg(variant.databaseComment, variant.parsers));
        if (!database.rows.empty()) {
            m_catalog.collation = database.rows[0][0].toString();
            m_catalog.comment = database.rows[0][1].toString();
            m_hasParsers = database.rows[0][2].toInt() > 0;
        }
        readTables(variant);
        readPrograms(variant);
        readGrants();
        showAll();
        if (m_error)
            return Failure(*m_error);
        return std::move(m_catalog);
    }

private:
    Rows query(const QString &sql)
    {
        if (m_error)
            return {};
        Result<Rows> rows = m_session.query(sql);
        if (!rows) {
            m_error = rows.error();
            return {};
        }
        return *std::move(rows);
    }

    void readServer()
    {
        const Rows rows = query(ServerSql);
        if (rows.rows.empty())
            return;
        const QVariantList &row = rows.rows[0];
        m_catalog.mariadb = row[0].toString().contains("MariaDB"_L1, Qt::CaseInsensitive);
        m_catalog.database = row[1].toString();
        m_catalog.foldsTables = row[2].toInt() != 0;
        m_catalog.grantsOf = row[3].toString();
        if (m_catalog.database.isEmpty())
            m_error = Error{ErrorCode::Usage, u"no database is chosen"_s};
    }

    void readTables(const Variant &variant)
    {
        m_catalog.tables = query(TablesSql);
        m_catalog.columns = query(ColumnsSql.arg(variant.columnExpression, variant.srid));
        m_catalog.indexes = query(IndexesSql.arg(variant.ignored, variant.indexExpression, variant.indexOrder));
        m_catalog.checks = query(variant.checks);
        m_catalog.keys = query(KeysSql);
        m_catalog.rules = query(RulesSql);
        if (m_catalog.mariadb && hasGeometry())
            m_catalog.srids = query(SridsSql);
        readSequences();
        for (const QString &table : tablesToShow())
            showTable(table);
    }

    bool hasGeometry() const
    {
        static const QSet<QString> types{u"geometry"_s,   u"point"_s,           u"linestring"_s,   u"polygon"_s,
                                         u"multipoint"_s, u"multilinestring"_s, u"multipolygon"_s, u"geometrycollection"_s};
        return std::any_of(m_catalog.columns.rows.begin(), m_catalog.columns.rows.end(),
                           [](const QVariantList &row) { return types.contains(row[columnfield::DataType].toString()); });
    }

    void readSequences()
    {
        QStringList selects;
        for (const QVariantList &row : m_catalog.tables.rows) {
            if (row[tablefield::Type].toString() != "SEQUENCE"_L1)
                continue;
            const QString name = row[tablefield::Name].toString();
            selects << u"SELECT %1, start_value, minimum_value, maximum_value, increment, cache_size, cycle_option FROM %2"_s
                           .arg(mysqlText(name), backticked(name));
        }
        if (!selects.isEmpty())
            m_catalog.sequences = query(selects.join(" UNION ALL "_L1));
    }

    /// Tables of which information_schema does not tell all.
    QStringList tablesToShow() const
    {
        static const QSet<QString> plain{u"innodb"_s, u"myisam"_s, u"aria"_s, u"memory"_s, u"csv"_s, u"archive"_s, u"blackhole"_s};
        static const QRegularExpression period(u"^`(?:[^`]|``)+` < `(?:[^`]|``)+`$"_s);
        QStringList tables;
        for (const QVariantList &row : m_catalog.tables.rows) {
            const QString engine = row[tablefield::Engine].toString().toLower();
            const QString type = row[tablefield::Type].toString();
            const bool partitioned = row[tablefield::Options].toString().contains("partitioned"_L1);
            if ((partitioned || !plain.contains(engine)) && (type == "BASE TABLE"_L1 || type == "SYSTEM VERSIONED"_L1))
                tables << row[tablefield::Name].toString();
        }
        for (const QVariantList &row : m_catalog.checks.rows) {
            // A period is kept as a check; whether it is one only the table's own text tells.
            if (m_catalog.mariadb && row[checkfield::Level].toString() == "Table"_L1
                && period.match(row[checkfield::Clause].toString()).hasMatch())
                tables << row[checkfield::Table].toString();
        }
        for (const QVariantList &row : m_catalog.indexes.rows) {
            if (m_hasParsers && row[indexfield::Type].toString() == "FULLTEXT"_L1)
                tables << row[indexfield::Table].toString();
        }
        tables.removeDuplicates();
        return tables;
    }

    void showTable(const QString &table)
    {
        m_shows.push_back({u"TABLE "_s + backticked(table), [this, table](const QVariantList &row) {
                               m_catalog.texts.insert(table, readTableText(m_catalog.own(row[1])));
                           }});
    }

    void readPrograms(const Variant &variant)
    {
        m_catalog.views = query(ViewsSql.arg(variant.algorithm));
        m_catalog.routines = query(RoutinesSql);
        m_catalog.parameters = query(ParametersSql);
        m_catalog.triggers = query(TriggersSql);
        m_catalog.events = query(EventsSql);
        for (QVariantList &row : m_catalog.views.rows)
            showView(row);
        for (QVariantList &row : m_catalog.routines.rows) {
            row << QVariant();
            if (hasTexts(row[routinefield::Body])) {
                show(row[routinefield::Type].toString(), row[routinefield::Name], [&row](const QVariantList &shown) {
                    row[routinefield::Text] = textAfterName(shown[2].toString(), row[routinefield::Mode].toString());
                });
            }
        }
        for (QVariantList &row : m_catalog.triggers.rows) {
            if (hasTexts(row[triggerfield::Body])) {
                show(u"TRIGGER"_s, row[triggerfield::Name], [&row](const QVariantList &shown) {
                    row[triggerfield::Body] = triggerBody(shown[2].toString(), row[triggerfield::Mode].toString());
                });
            }
        }
        for (QVariantList &row : m_catalog.events.rows) {
            if (hasTexts(row[eventfield::Body])) {
                show(u"EVENT"_s, row[eventfield::Name], [&row](const QVariantList &shown) {
                    row[eventfield::Body] = eventBody(shown[3].toString(), row[eventfield::Mode].toString());
                });
            }
        }
    }

    void showView(QVariantList &row)
    {
        static const QRegularExpression algorithm(u"ALGORITHM=(\\w+)"_s);
        const bool known = !row[viewfield::Algorithm].isNull();
        if (known && !hasTexts(row[viewfield::Definition]))
            return;
        show(u"VIEW"_s, row[viewfield::Name], [&row](const QVariantList &shown) {
            row[viewfield::Algorithm] = algorithm.match(shown[1].toString()).captured(1);
            row[viewfield::Definition] = viewSelect(shown[1].toString());
        });
    }

    /// Whether the text has literals in quotes: what information_schema shows of them is not what was written.
    static bool hasTexts(const QVariant &text) { return text.toString().contains(u'\'') || text.toString().contains(u'"'); }

    void show(const QString &kind, const QVariant &name, std::function<void(const QVariantList &)> take)
    {
        m_shows.push_back({kind + u' ' + backticked(name.toString()), std::move(take)});
    }

    /// Asks for all texts that are wanted, on MariaDB many at a time.
    void showAll()
    {
        const size_t atOnce = m_catalog.mariadb ? 200 : 1;
        for (size_t from = 0; from < m_shows.size() && !m_error; from += atOnce) {
            const size_t to = std::min(from + atOnce, m_shows.size());
            QStringList statements;
            for (size_t i = from; i < to; ++i)
                statements << u"SHOW CREATE "_s + m_shows[i].what;
            Result<std::vector<Rows>> shown = m_session.queryAll(to - from == 1 ? statements[0]
                                                                                : u"BEGIN NOT ATOMIC %1; END"_s.arg(statements.join("; "_L1)));
            if (!shown)
                m_error = shown.error();
            for (size_t i = from; i < to && shown && i - from < shown->size(); ++i) {
                if (const Rows &rows = (*shown)[i - from]; !rows.rows.empty())
                    m_shows[i].take(rows.rows[0]);
            }
        }
    }

    void readGrants()
    {
        if (m_error)
            return;
        Result<Rows> ofRoutines = m_session.query(RoutineGrantsSql);
        if (!ofRoutines) {
            m_catalog.grantsOf.clear();
            return;
        }
        m_catalog.grants = query(GrantsSql);
        auto &rows = m_catalog.grants.rows;
        rows.insert(rows.end(), ofRoutines->rows.begin(), ofRoutines->rows.end());
    }

    struct Show {
        QString what;
        std::function<void(const QVariantList &)> take;
    };

    Session &m_session;
    MysqlCatalog m_catalog;
    std::vector<Show> m_shows;
    bool m_hasParsers = false;
    std::optional<Error> m_error;
};

} // namespace

Result<MysqlCatalog> readMysqlCatalog(Session &session)
{
    return CatalogReader(session).read();
}

} // namespace lk
