// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/introspectparts.h"
#include "models/engines/mysql/values.h"

#include <QHash>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

/// What a text that may not be read is replaced by: the snapshot says so instead of calling it empty.
void markUnreadable(const QVariant &text, SchemaObject &object)
{
    if (text.isNull() || text.toString().isEmpty())
        object.attributes.insert(u"text"_s, u"not readable by this account"_s);
}

void addView(const MysqlCatalog &catalog, const QVariantList &row, Snapshot &snapshot)
{
    const auto text = [&row](int field) { return row[field].toString(); };
    SchemaObject view{u"view"_s, {}, {}, text(viewfield::Name), 0, {}, {}, {}};
    const QString select = catalog.own(row[viewfield::Definition]);
    const QString check = text(viewfield::CheckOption);
    view.definition = u"CREATE ALGORITHM=%1 DEFINER=%2 SQL SECURITY %3 VIEW %4 AS %5"_s.arg(
        text(viewfield::Algorithm), mysqlAccount(text(viewfield::Definer)), text(viewfield::Security), backticked(view.name), select);
    if (check != "NONE"_L1)
        view.definition += u" WITH %1 CHECK OPTION"_s.arg(check);
    view.canonical = select.toUtf8();
    view.attributes = programContext(text(viewfield::Definer), {}, text(viewfield::Charset), text(viewfield::Collation), {});
    view.attributes.insert(u"security"_s, text(viewfield::Security));
    view.attributes.insert(u"algorithm"_s, text(viewfield::Algorithm));
    if (check != "NONE"_L1)
        view.attributes.insert(u"check option"_s, check);
    markUnreadable(row[viewfield::Definition], view);
    snapshot.objects.push_back(std::move(view));
}

QString typeWithCharset(const QString &type, const QString &collation)
{
    return collation.isEmpty() ? type : u"%1 CHARSET %2 COLLATE %3"_s.arg(type, charsetOf(collation), collation);
}

/// Parameters by routine's type and name, as SQL.
QHash<QString, QStringList> parametersOf(const MysqlCatalog &catalog)
{
    QHash<QString, QStringList> parameters;
    for (const QVariantList &row : catalog.parameters.rows) {
        const auto text = [&row](int field) { return row[field].toString(); };
        const QString mode = text(parameterfield::Type) == "PROCEDURE"_L1 ? text(parameterfield::Mode) + u' ' : QString();
        parameters[text(parameterfield::Type) + u' ' + text(parameterfield::Routine)]
            << mode + backticked(text(parameterfield::Name)) + u' '
                   + typeWithCharset(text(parameterfield::DataType), text(parameterfield::Collation));
    }
    return parameters;
}

QString characteristics(const SchemaObject &routine)
{
    const auto fact = [&routine](const QString &key) { return routine.attributes.value(key); };
    QString text = fact(u"deterministic"_s) == "YES"_L1 ? u"\n    DETERMINISTIC"_s : QString();
    if (routine.attributes.contains(u"data access"_s))
        text += u"\n    "_s + fact(u"data access"_s);
    text += u"\n    SQL SECURITY "_s + fact(u"security"_s);
    if (routine.attributes.contains(u"comment"_s))
        text += u"\n    COMMENT "_s + mysqlText(fact(u"comment"_s));
    return text + u'\n';
}

/// The rest of a routine's statement after CREATE [DEFINER].
QString routineText(const SchemaObject &routine, const QString &type, const QString &body)
{
    const QString name = backticked(routine.name);
    if (type.startsWith("PACKAGE"_L1))
        return type + u' ' + name + characteristics(routine) + body;
    // Only an aggregate may fetch rows of its group, and it has to.
    const bool aggregate = type == "FUNCTION"_L1 && body.contains("FETCH GROUP NEXT ROW"_L1, Qt::CaseInsensitive);
    const bool oracle = routine.attributes.value(u"sql mode"_s).contains("ORACLE"_L1);
    QString text = (aggregate ? u"AGGREGATE "_s : QString()) + type + u' ' + name + u'(' + routine.attributes.value(u"parameters"_s) + u')';
    if (type == "FUNCTION"_L1)
        text += (oracle ? u" RETURN "_s : u" RETURNS "_s) + routine.attributes.value(u"returns"_s);
    return text + characteristics(routine) + body;
}

void addRoutine(const QVariantList &row, const QHash<QString, QStringList> &parameters, Snapshot &snapshot)
{
    const auto text = [&row](int field) { return row[field].toString(); };
    const QString type = text(routinefield::Type);
    SchemaObject routine{type.toLower(), {}, {}, text(routinefield::Name), 0, {}, {}, {}};
    routine.canonical = text(routinefield::Body).toUtf8();
    routine.attributes = programContext(text(routinefield::Definer), text(routinefield::Mode), text(routinefield::Charset),
                                        text(routinefield::Collation), text(routinefield::DatabaseCollation));
    routine.attributes.insert(u"security"_s, text(routinefield::Security));
    routine.attributes.insert(u"deterministic"_s, text(routinefield::Deterministic));
    insertFact(routine.attributes, u"data access"_s, text(routinefield::Access));
    insertFact(routine.attributes, u"comment"_s, text(routinefield::Comment));
    insertFact(routine.attributes, u"parameters"_s, parameters.value(type + u' ' + routine.name).join(", "_L1));
    insertFact(routine.attributes, u"returns"_s, typeWithCharset(text(routinefield::Returns), text(routinefield::ReturnsCollation)));
    routine.definition = u"CREATE DEFINER=%1 "_s.arg(mysqlAccount(text(routinefield::Definer)))
                         + routineText(routine, type, text(routinefield::Body));
    if (const QString written = text(routinefield::Text); !written.isEmpty()) {
        const bool aggregate = routine.definition.contains(" AGGREGATE FUNCTION "_L1);
        routine.definition = u"CREATE DEFINER=%1 %2%3 %4"_s.arg(mysqlAccount(text(routinefield::Definer)), aggregate ? u"AGGREGATE "_s : QString(),
                                                                type, backticked(routine.name))
                             + written;
        routine.canonical = written.toUtf8();
    }
    markUnreadable(row[routinefield::Body], routine);
    snapshot.objects.push_back(std::move(routine));
}

/// Triggers of one table stand in the order in which the server fires them.
int firingPosition(const QString &timing, const QString &event, int order)
{
    static const QStringList events{u"INSERT"_s, u"UPDATE"_s, u"DELETE"_s};
    constexpr int MostTriggers = 10'000;
    return int((timing == "BEFORE"_L1 ? 0 : 3) + events.indexOf(event)) * MostTriggers + order;
}

void addTrigger(const QVariantList &row, Snapshot &snapshot)
{
    const auto text = [&row](int field) { return row[field].toString(); };
    const QString timing = text(triggerfield::Timing);
    const QString event = text(triggerfield::Event);
    SchemaObject trigger{u"trigger"_s, {}, text(triggerfield::Table), text(triggerfield::Name), 0, {}, {}, {}};
    trigger.position = firingPosition(timing, event, row[triggerfield::Order].toInt());
    trigger.definition = u"CREATE DEFINER=%1 TRIGGER %2 %3 %4 ON %5 FOR EACH ROW "_s.arg(
                             mysqlAccount(text(triggerfield::Definer)), backticked(trigger.name), timing, event, backticked(trigger.table))
                         + text(triggerfield::Body);
    trigger.canonical = text(triggerfield::Body).toUtf8();
    trigger.attributes = programContext(text(triggerfield::Definer), text(triggerfield::Mode), text(triggerfield::Charset),
                                        text(triggerfield::Collation), text(triggerfield::DatabaseCollation));
    trigger.attributes.insert(u"when"_s, timing + u' ' + event);
    markUnreadable(row[triggerfield::Body], trigger);
    snapshot.objects.push_back(std::move(trigger));
}

} // namespace

QMap<QString, QString> programContext(const QString &definer, const QString &mode, const QString &charset, const QString &collation,
                                      const QString &databaseCollation)
{
    QMap<QString, QString> context;
    insertFact(context, u"definer"_s, definer);
    insertFact(context, u"sql mode"_s, mode);
    insertFact(context, u"client charset"_s, charset);
    insertFact(context, u"connection collation"_s, collation);
    insertFact(context, u"database collation"_s, databaseCollation);
    return context;
}

void addMysqlPrograms(const MysqlCatalog &catalog, Snapshot &snapshot)
{
    for (const QVariantList &row : catalog.views.rows)
        addView(catalog, row, snapshot);
    const QHash<QString, QStringList> parameters = parametersOf(catalog);
    for (const QVariantList &row : catalog.routines.rows)
        addRoutine(row, parameters, snapshot);
    for (const QVariantList &row : catalog.triggers.rows)
        addTrigger(row, snapshot);
}

} // namespace lk
