// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/introspectcolumn.h"

#include "models/engines/mysql/introspectparts.h"
#include "models/engines/mysql/values.h"

#include <QRegularExpression>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

const auto Yes = u"yes"_s;

/// The default as SQL. MariaDB keeps it so; MySQL keeps a literal's value and flags what is an expression.
QString defaultOf(const ColumnFacts &facts, const QString &type, const QString &extra)
{
    const QVariant &value = facts.row[columnfield::Default];
    if (value.isNull())
        return {};
    const QString text = facts.catalog.own(value);
    if (facts.catalog.mariadb)
        return text;
    if (extra.contains("DEFAULT_GENERATED"_L1))
        return text.startsWith("CURRENT_TIMESTAMP"_L1) ? text : u'(' + QString(text).replace("\\'"_L1, "'"_L1) + u')';
    return type.startsWith("bit"_L1) || (text.startsWith("0x"_L1) && type.contains("binary"_L1)) ? text : mysqlText(text);
}

/// Reads what EXTRA says into attributes.
void readExtra(const QString &extra, const QString &expression, QMap<QString, QString> &attributes)
{
    static const QRegularExpression onUpdate(u"on update ([\\w()]+)"_s, QRegularExpression::CaseInsensitiveOption);
    if (expression == "ROW START"_L1 || expression == "ROW END"_L1)
        attributes.insert(u"generated"_s, expression);
    else if (!expression.isEmpty())
        attributes.insert(u"generated"_s, (extra.contains("STORED"_L1) ? u"stored: "_s : u"virtual: "_s) + expression);
    if (extra.contains("auto_increment"_L1))
        attributes.insert(u"auto_increment"_s, Yes);
    if (extra.contains("INVISIBLE"_L1))
        attributes.insert(u"invisible"_s, Yes);
    if (extra.contains("WITHOUT SYSTEM VERSIONING"_L1))
        attributes.insert(u"system versioning"_s, u"without"_s);
    if (const auto match = onUpdate.match(extra); match.hasMatch())
        attributes.insert(u"on update"_s, match.captured(1).toLower());
}

QString generatedClause(const QString &generated)
{
    if (generated.startsWith("ROW "_L1))
        return u" GENERATED ALWAYS AS "_s + generated;
    const QString expression = generated.mid(generated.indexOf(u':') + 2);
    return u" GENERATED ALWAYS AS (%1) %2"_s.arg(expression, generated.startsWith("stored"_L1) ? u"STORED"_s : u"VIRTUAL"_s);
}

/// Everything of a column's definition that comes after its name.
QString columnClauses(const QMap<QString, QString> &facts, bool mariadb)
{
    const auto clause = [&facts](const QString &key, const QString &words) {
        return facts.contains(key) ? words + facts.value(key) : QString();
    };
    const auto flag = [&facts](const QString &key, const QString &words) { return facts.contains(key) ? words : QString(); };
    const QString type = facts.value(u"type"_s);
    const QString generated = facts.value(u"generated"_s);
    const bool ofRow = generated.startsWith("ROW "_L1);
    QString text = type;
    if (facts.contains(u"collation"_s))
        text += u" CHARACTER SET %1 COLLATE %2"_s.arg(charsetOf(facts.value(u"collation"_s)), facts.value(u"collation"_s));
    if (mariadb)
        text += clause(u"srid"_s, u" REF_SYSTEM_ID="_s);
    if (!generated.isEmpty())
        text += generatedClause(generated);
    if (!ofRow)
        text += flag(u"not null"_s, u" NOT NULL"_s);
    if (type.startsWith("timestamp"_L1) && generated.isEmpty() && !facts.contains(u"not null"_s))
        text += u" NULL"_s;
    if (!mariadb)
        text += clause(u"srid"_s, u" SRID "_s);
    text += flag(u"invisible"_s, u" INVISIBLE"_s);
    text += clause(u"default"_s, u" DEFAULT "_s);
    text += clause(u"on update"_s, u" ON UPDATE "_s);
    text += flag(u"auto_increment"_s, u" AUTO_INCREMENT"_s);
    text += flag(u"system versioning"_s, u" WITHOUT SYSTEM VERSIONING"_s);
    if (facts.contains(u"comment"_s))
        text += u" COMMENT "_s + mysqlText(facts.value(u"comment"_s));
    if (facts.contains(u"check"_s))
        text += u" CHECK (%1)"_s.arg(facts.value(u"check"_s));
    return text;
}

QString rule(const QString &rule, bool mariadb, const QString &words)
{
    const QLatin1StringView standard = mariadb ? "RESTRICT"_L1 : "NO ACTION"_L1;
    return rule.isEmpty() || rule == standard ? QString() : words + rule;
}

} // namespace

void describeColumn(const ColumnFacts &facts, SchemaObject &column)
{
    const auto text = [&facts](int field) { return facts.row[field].toString(); };
    QMap<QString, QString> &attributes = column.attributes;
    const QString type = text(columnfield::Type);
    const QString extra = text(columnfield::Extra);
    attributes.insert(u"type"_s, type);
    if (text(columnfield::Nullable) == "NO"_L1)
        attributes.insert(u"not null"_s, Yes);
    insertFact(attributes, u"collation"_s, text(columnfield::Collation));
    insertFact(attributes, u"comment"_s, text(columnfield::Comment));
    insertFact(attributes, u"check"_s, facts.check);
    const QVariant srid = facts.row[columnfield::Srid];
    insertFact(attributes, u"srid"_s, srid.isNull() ? facts.srid : srid.toString());
    readExtra(extra, facts.catalog.own(facts.row[columnfield::Expression]), attributes);
    if (!attributes.contains(u"generated"_s))
        insertFact(attributes, u"default"_s, defaultOf(facts, type, extra));
    const QString clauses = columnClauses(attributes, facts.catalog.mariadb);
    column.position = facts.row[columnfield::Position].toInt();
    column.definition = backticked(column.name) + u' ' + clauses;
    column.canonical = clauses.toUtf8();
}

void describeIndex(const std::vector<const QVariantList *> &rows, const QString &engine, bool mariadb, SchemaObject &index)
{
    const QVariantList &first = *rows[0];
    const QString type = first[indexfield::Type].toString();
    const bool special = type == "FULLTEXT"_L1 || type == "SPATIAL"_L1 || type == "VECTOR"_L1;
    const bool unique = !first[indexfield::NonUnique].toBool();
    QStringList columns;
    for (const QVariantList *row : rows) {
        const QVariant &prefix = (*row)[indexfield::Prefix];
        const QVariant &expression = (*row)[indexfield::Expression];
        QString column = expression.isNull() ? backticked((*row)[indexfield::Column].toString()) : u'(' + expression.toString() + u')';
        if (!prefix.isNull() && !special)
            column += u'(' + prefix.toString() + u')';
        if ((*row)[indexfield::Direction].toString() == "D"_L1)
            column += " DESC"_L1;
        columns << column;
    }
    QString &text = index.definition;
    if (index.name == "PRIMARY"_L1)
        text = u"PRIMARY KEY"_s;
    else
        text = (special ? type + u' ' : unique ? u"UNIQUE "_s : QString()) + u"KEY "_s + backticked(index.name);
    text += u" ("_s + columns.join(u',') + u')';
    const bool hasChoice = engine.compare("MEMORY"_L1, Qt::CaseInsensitive) == 0;
    if (type == "HASH"_L1 || (hasChoice && !special))
        text += u" USING "_s + type;
    const QString comment = first[indexfield::Comment].toString();
    if (!comment.isEmpty())
        text += u" COMMENT "_s + mysqlText(comment);
    index.attributes.insert(u"columns"_s, columns.join(", "_L1));
    index.attributes.insert(u"method"_s, type);
    if (unique)
        index.attributes.insert(u"unique"_s, Yes);
    insertFact(index.attributes, u"comment"_s, comment);
    if (first[indexfield::Ignored].toString() == "YES"_L1) {
        text += mariadb ? " IGNORED"_L1 : " INVISIBLE"_L1;
        index.attributes.insert(u"ignored"_s, Yes);
    }
}

void describeReference(const std::vector<const QVariantList *> &rows, const QVariantList *rules, bool mariadb, SchemaObject &key)
{
    QStringList columns;
    QStringList referenced;
    for (const QVariantList *row : rows) {
        columns << backticked((*row)[keyfield::Column].toString());
        referenced << backticked((*row)[keyfield::ReferencedColumn].toString());
    }
    const QVariantList &first = *rows[0];
    const QString schema = first[keyfield::Schema].toString();
    const QString target = (schema.isEmpty() ? QString() : backticked(schema) + u'.') + backticked(first[keyfield::Referenced].toString())
                           + u" ("_s + referenced.join(", "_L1) + u')';
    const QString onDelete = rules ? (*rules)[rulefield::Delete].toString() : QString();
    const QString onUpdate = rules ? (*rules)[rulefield::Update].toString() : QString();
    key.definition = u"CONSTRAINT %1 FOREIGN KEY (%2) REFERENCES %3"_s.arg(backticked(key.name), columns.join(", "_L1), target)
                     + rule(onDelete, mariadb, u" ON DELETE "_s) + rule(onUpdate, mariadb, u" ON UPDATE "_s);
    key.attributes = {{u"type"_s, u"foreign key"_s}, {u"columns"_s, columns.join(", "_L1)}, {u"references"_s, target}};
    insertFact(key.attributes, u"on delete"_s, onDelete);
    insertFact(key.attributes, u"on update"_s, onUpdate);
}

} // namespace lk
