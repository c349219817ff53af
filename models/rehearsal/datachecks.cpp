// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rehearsal/datachecks.h"

#include "models/base/timedcontrol.h"
#include "models/engines/sessioncancelguard.h"
#include "models/schema/definitionparts.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace lk {

namespace {

constexpr int SampleSize = 5;

/// Where objects of one side are found by what they are.
QString keyOf(const QString &kind, const QString &schema, const QString &table, const QString &name)
{
    return QStringList{kind, schema, table, name}.join(u'\n');
}

class CheckMaker
{
public:
    CheckMaker(const Snapshot &before, const Snapshot &after, const Dialect &dialect, const std::vector<ScriptRename> &renames);

    std::vector<DataCheck> make();

private:
    const SchemaObject *before(const QString &kind, const SchemaObject &object) const { return m_before.value(keyOf(kind, object.schema, object.table, object.name)); }
    bool stood(const SchemaObject &part) const { return m_before.contains(keyOf(QStringLiteral("table"), part.schema, {}, part.table)); }
    bool haveStood(const SchemaObject &part, const QStringList &columns) const;
    QString quoted(const QString &name) const { return m_quote + QString(name).replace(m_quote, QString(m_quote) + m_quote) + m_quote; }
    QString table(const SchemaObject &part) const;
    QStringList primaryKey(const std::vector<SchemaObject> &objects, const QString &schema, const QString &table) const;

    void constraint(const SchemaObject &object);
    void unique(const SchemaObject &object, const QStringList &columns, bool nullsCount);
    void foreignKey(const SchemaObject &object);
    void column(const SchemaObject &object);
    void narrowerType(const SchemaObject &old, const SchemaObject &now);
    void add(const SchemaObject &part, const QString &what, const QString &condition);
    void unaskable(const SchemaObject &part, const QString &why);
    DataCheck checkOf(const SchemaObject &part, const QString &what) const;

    const Snapshot &m_beforeSide;
    const Snapshot &m_afterSide;
    QHash<QString, const SchemaObject *> m_before;
    QSet<QString> m_renamed; ///< what has another name there
    QChar m_quote;
    QString m_usualSchema; ///< whose name snapshots leave out
    bool m_typesBind; ///< SQLite stores whatever fits into no type as well
    bool m_inventsValues; ///< MySQL and MariaDB give old rows a value of their own for a required column
    std::vector<DataCheck> m_checks;
};

CheckMaker::CheckMaker(const Snapshot &before, const Snapshot &after, const Dialect &dialect, const std::vector<ScriptRename> &renames)
    : m_beforeSide(before)
    , m_afterSide(after)
    , m_quote(dialect.doubleQuotedStrings ? u'`' : u'"')
    , m_usualSchema(before.engine == QLatin1String("postgresql") ? QStringLiteral("public") : QString())
    , m_typesBind(before.engine != QLatin1String("sqlite"))
    , m_inventsValues(dialect.doubleQuotedStrings)
{
    for (const SchemaObject &object : before.objects)
        m_before.insert(keyOf(object.kind, object.schema, object.table, object.name), &object);
    for (const SchemaChange &change : withScriptRenames(diff(before, after), renames).changes) {
        if (change.kind == ChangeKind::Renamed)
            m_renamed.insert(keyOf(change.object, change.schema, change.table, change.name));
    }
}

std::vector<DataCheck> CheckMaker::make()
{
    for (const SchemaObject &object : m_afterSide.objects) {
        if (object.table.isEmpty() || !stood(object))
            continue;
        const SchemaObject *old = before(object.kind, object);
        const bool same = old && old->definition == object.definition && old->attributes == object.attributes;
        if (same)
            continue;
        if (object.kind == QLatin1String("column"))
            column(object);
        else if (object.kind == QLatin1String("constraint") || object.attributes.contains(QStringLiteral("unique")))
            constraint(object);
    }
    return std::move(m_checks);
}

/// Whether all of them can be asked for now; the parts of a list in SQL, quoted or not.
bool CheckMaker::haveStood(const SchemaObject &part, const QStringList &columns) const
{
    return std::ranges::all_of(columns, [&](const QString &column) { return m_before.contains(keyOf(QStringLiteral("column"), part.schema, part.table, bareName(column))); });
}

QString CheckMaker::table(const SchemaObject &part) const
{
    const QString schema = part.schema.isEmpty() ? m_usualSchema : part.schema;
    return (schema.isEmpty() ? QString() : quoted(schema) + u'.') + quoted(part.table);
}

QStringList CheckMaker::primaryKey(const std::vector<SchemaObject> &objects, const QString &schema, const QString &table) const
{
    for (const SchemaObject &object : objects) {
        if (object.schema == schema && object.table == table && object.attributes.value(QStringLiteral("type")) == QLatin1String("primary key"))
            return topLevelParts(firstParentheses(object.definition));
    }
    return {};
}

DataCheck CheckMaker::checkOf(const SchemaObject &part, const QString &what) const
{
    return {(part.schema.isEmpty() ? QString() : part.schema + u'.') + part.table, part.kind + u' ' + part.name, what, {}, {}};
}

/// @p condition picks the rows, of the table that it calls t.
void CheckMaker::add(const SchemaObject &part, const QString &what, const QString &condition)
{
    DataCheck check = checkOf(part, what);
    const QString from = QStringLiteral(" FROM %1 AS t WHERE %2").arg(table(part), condition);
    check.count = QStringLiteral("SELECT count(*)") + from;
    const QStringList key = primaryKey(m_beforeSide.objects, part.schema, part.table);
    if (!key.isEmpty() && haveStood(part, key))
        check.sample = QStringLiteral("SELECT %1%2 LIMIT %3").arg(QStringLiteral("t.") + key.join(QStringLiteral(", t.")), from).arg(SampleSize);
    m_checks.push_back(std::move(check));
}

void CheckMaker::unaskable(const SchemaObject &part, const QString &why)
{
    m_checks.push_back(checkOf(part, why));
}

void CheckMaker::constraint(const SchemaObject &object)
{
    const QString type = object.attributes.value(QStringLiteral("type"));
    if (object.attributes.value(QStringLiteral("validated")) == QLatin1String("no"))
        return; // asks nothing of the rows that are there
    if (type == QLatin1String("foreign key"))
        return foreignKey(object);
    if (type == QLatin1String("check"))
        return add(object, QStringLiteral("break %1").arg(object.definition.simplified()), QStringLiteral("NOT (%1)").arg(firstParentheses(object.definition)));
    const bool isKey = type == QLatin1String("primary key");
    if (!isKey && type != QLatin1String("unique") && !object.attributes.contains(QStringLiteral("unique")))
        return;
    unique(object, topLevelParts(firstParentheses(object.definition)), isKey || object.definition.contains(QLatin1String("NULLS NOT DISTINCT")));
}

/// A unique constraint or index; @p nullsCount: rows without a value are no exception.
void CheckMaker::unique(const SchemaObject &object, const QStringList &parts, bool nullsCount)
{
    QStringList columns;
    for (const QString &part : parts)
        columns << withoutOrder(part);
    if (!std::ranges::all_of(columns, isName))
        return unaskable(object, QStringLiteral("the values of an expression or of a part of a column are not compared"));
    if (!haveStood(object, columns))
        return;
    const QString where = wherePart(object.definition);
    const QString list = columns.join(QStringLiteral(", "));
    QString rows = where.isEmpty() ? QStringLiteral("1 = 1") : u'(' + where + u')';
    if (!nullsCount)
        rows += QStringLiteral(" AND ") + columns.join(QStringLiteral(" IS NOT NULL AND ")) + QStringLiteral(" IS NOT NULL");
    const QString groups = QStringLiteral(" FROM %1 AS t WHERE %2 GROUP BY %3 HAVING count(*) > 1").arg(table(object), rows, list);
    DataCheck check = checkOf(object, QStringLiteral("share their values of (%1)").arg(list));
    check.count = QStringLiteral("SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n%1) AS shared").arg(groups);
    const QStringList key = primaryKey(m_beforeSide.objects, object.schema, object.table);
    if (!key.isEmpty() && haveStood(object, key))
        check.sample = QStringLiteral("SELECT %1 FROM %2 AS t WHERE (%3) IN (SELECT %3%4) LIMIT %5").arg(key.join(QStringLiteral(", ")), table(object), list, groups).arg(SampleSize);
    m_checks.push_back(std::move(check));
}

void CheckMaker::foreignKey(const SchemaObject &object)
{
    const qsizetype at = object.definition.indexOf(QLatin1String("REFERENCES"), 0, Qt::CaseInsensitive);
    const QStringList columns = topLevelParts(firstParentheses(object.definition));
    if (at < 0 || columns.isEmpty())
        return unaskable(object, QStringLiteral("its definition could not be read"));
    const QString target = object.definition.mid(at + int(std::char_traits<char>::length("REFERENCES"))).trimmed();
    const QString parent = leadingName(target);
    const QString rest = target.mid(parent.size()).trimmed();
    const QStringList path = nameParts(parent);
    const QString parentSchema = path.size() < 2 ? object.schema : path.first() == m_usualSchema ? QString() : path.first();
    const QStringList keys = rest.startsWith(u'(') ? topLevelParts(firstParentheses(rest)) : primaryKey(m_afterSide.objects, parentSchema, path.value(path.size() - 1));
    if (!haveStood(object, columns) || !m_before.contains(keyOf(QStringLiteral("table"), parentSchema, {}, path.value(path.size() - 1))))
        return;
    if (keys.size() != columns.size())
        return unaskable(object, QStringLiteral("the key that it refers to is not known"));
    QStringList equal;
    for (qsizetype i = 0; i < columns.size(); ++i)
        equal << QStringLiteral("p.%1 = t.%2").arg(keys[i], columns[i]);
    const QString given = QStringLiteral("t.") + columns.join(QStringLiteral(" IS NOT NULL AND t.")) + QStringLiteral(" IS NOT NULL");
    add(object, QStringLiteral("refer by (%1) to nothing in %2").arg(columns.join(QStringLiteral(", ")), parent),
        QStringLiteral("%1 AND NOT EXISTS (SELECT 1 FROM %2 AS p WHERE %3)").arg(given, parent, equal.join(QStringLiteral(" AND "))));
}

void CheckMaker::column(const SchemaObject &now)
{
    const SchemaObject *old = before(now.kind, now);
    const QString required = QStringLiteral("not null");
    if (!old) {
        static const QStringList giveValues{QStringLiteral("default"), QStringLiteral("identity"), QStringLiteral("generated"), QStringLiteral("auto increment")};
        const bool hasValue = std::ranges::any_of(giveValues, [&](const QString &attribute) { return now.attributes.contains(attribute); });
        const bool isNew = !m_renamed.contains(keyOf(now.kind, now.schema, now.table, now.name));
        if (isNew && now.attributes.contains(required) && !hasValue && !m_inventsValues)
            add(now, QStringLiteral("would need a value for the new column"), QStringLiteral("1 = 1"));
        return;
    }
    if (now.attributes.contains(required) && !old->attributes.contains(required))
        add(now, QStringLiteral("have no value"), QStringLiteral("t.%1 IS NULL").arg(quoted(now.name)));
    if (m_typesBind)
        narrowerType(*old, now);
}

struct Whole {
    int bits = 0; ///< 0: no integer
    bool isUnsigned = false;
};

Whole wholeOf(const QString &type)
{
    static const QRegularExpression pattern(QStringLiteral("^(tinyint|smallint|mediumint|int|integer|bigint)(?:\\(\\d+\\))?( unsigned)?"), QRegularExpression::CaseInsensitiveOption);
    static const QHash<QString, int> bits{{QStringLiteral("tinyint"), 8}, {QStringLiteral("smallint"), 16}, {QStringLiteral("mediumint"), 24},
                                          {QStringLiteral("int"), 32},    {QStringLiteral("integer"), 32},  {QStringLiteral("bigint"), 64}};
    const auto match = pattern.match(type);
    return {bits.value(match.captured(1).toLower()), match.hasCaptured(2)};
}

void CheckMaker::narrowerType(const SchemaObject &old, const SchemaObject &now)
{
    const QString was = old.attributes.value(QStringLiteral("type"));
    const QString type = now.attributes.value(QStringLiteral("type"));
    const QString name = QStringLiteral("t.") + quoted(now.name);
    static const QRegularExpression text(QStringLiteral("^(?:character varying|varchar|character|char)\\((\\d+)\\)"), QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression exact(QStringLiteral("^(?:numeric|decimal)\\((\\d+)(?:,(\\d+))?\\)"), QRegularExpression::CaseInsensitiveOption);
    const auto length = text.match(type);
    const auto oldLength = text.match(was);
    const bool wasText = oldLength.hasMatch() || was.contains(QLatin1String("text"), Qt::CaseInsensitive) || was.startsWith(QLatin1String("character varying"));
    if (length.hasMatch() && wasText && (!oldLength.hasMatch() || length.captured(1).toInt() < oldLength.captured(1).toInt()))
        return add(now, QStringLiteral("are longer than %1").arg(type), QStringLiteral("char_length(%1) > %2").arg(name, length.captured(1)));
    const Whole from = wholeOf(was);
    const Whole to = wholeOf(type);
    if (from.bits && to.bits && (to.bits < from.bits || to.isUnsigned != from.isUnsigned)) {
        const QString least = to.isUnsigned ? QStringLiteral("0") : QString::number(-(qint64(1) << (to.bits - 1)));
        const QString most = QString::number(to.isUnsigned && to.bits == 64 ? ~quint64(0) : to.isUnsigned ? (quint64(1) << to.bits) - 1 : (quint64(1) << (to.bits - 1)) - 1);
        return add(now, QStringLiteral("do not fit into %1").arg(type), QStringLiteral("%1 < %2 OR %1 > %3").arg(name, least, most));
    }
    const auto digits = exact.match(type);
    const auto oldDigits = exact.match(was);
    if (!digits.hasMatch() || !(oldDigits.hasMatch() || was == QLatin1String("numeric")))
        return;
    const int scale = digits.captured(2).toInt();
    const int whole = digits.captured(1).toInt() - scale;
    const bool fewer = !oldDigits.hasMatch() || whole < oldDigits.captured(1).toInt() - oldDigits.captured(2).toInt();
    if (fewer)
        add(now, QStringLiteral("do not fit into %1").arg(type), QStringLiteral("abs(round(%1, %2)) >= 1%3").arg(name).arg(scale).arg(QString(whole, u'0')));
    if (!oldDigits.hasMatch() || scale < oldDigits.captured(2).toInt())
        add(now, QStringLiteral("lose digits in %1").arg(type), QStringLiteral("%1 <> round(%1, %2)").arg(name).arg(scale));
}

/// Reads with an end: the query is cancelled when its time is up or when somebody cancels everything.
Result<Rows> within(Session &session, const QString &sql, std::chrono::milliseconds limit, RunControl &control, bool &timedOut)
{
    TimedControl limited(control, limit);
    Result<Rows> rows = [&] {
        const SessionCancelGuard guard(session, limited.control());
        return session.query(sql);
    }();
    timedOut = limited.timedOut();
    return rows;
}

} // namespace

std::vector<DataCheck> dataChecks(const Snapshot &before, const Snapshot &after, const Dialect &dialect, const std::vector<ScriptRename> &renames)
{
    return CheckMaker(before, after, dialect, renames).make();
}

Result<std::vector<DataCheckAnswer>> askData(Session &session, const std::vector<DataCheck> &checks, std::chrono::milliseconds limit, RunControl &control)
{
    std::vector<DataCheckAnswer> answers;
    for (const DataCheck &check : checks) {
        DataCheckAnswer answer{check, {}, {}, check.count.isEmpty() ? check.what : QString()};
        bool timedOut = false;
        if (!check.count.isEmpty()) {
            const auto rows = within(session, check.count, limit, control, timedOut);
            if (rows)
                answer.rows = rows->rows.at(0).value(0).toLongLong();
            else
                answer.unknown = timedOut ? QStringLiteral("it took longer than %1 s").arg(double(limit.count()) / 1000) : rows.error().why;
        }
        if (answer.rows.value_or(0) > 0 && !check.sample.isEmpty()) {
            const auto keys = within(session, check.sample, limit, control, timedOut);
            for (const QVariantList &row : keys ? keys->rows : std::vector<QVariantList>()) {
                QStringList values;
                for (const QVariant &value : row)
                    values << value.toString();
                answer.keys << (values.size() == 1 ? values.first() : u'(' + values.join(QStringLiteral(", ")) + u')');
            }
        }
        if (control.cancelled())
            return Failure(Error{ErrorCode::Cancelled, QStringLiteral("the questions to the data were cancelled"), {}, {}, QStringLiteral("nothing was changed")});
        answers.push_back(std::move(answer));
    }
    return answers;
}

QString text(const DataCheckAnswer &answer)
{
    return answer.check.table + QStringLiteral(", ") + textOfTable(answer);
}

QString textOfTable(const DataCheckAnswer &answer)
{
    const DataCheck &check = answer.check;
    if (!answer.rows)
        return QStringLiteral("%1: not known (%2)").arg(check.object, answer.unknown);
    QString said = QStringLiteral("%1: rows that %2: %3").arg(check.object, check.what).arg(*answer.rows);
    if (!answer.keys.isEmpty())
        said += QStringLiteral("; keys ") + answer.keys.join(QStringLiteral(", "));
    return said;
}

} // namespace lk
