// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/ddltext.h"

#include <QRegularExpression>
#include <QSet>

namespace lk {

namespace {

/// Words that are names only in double quotes (all that the grammar does not list as unreserved).
const QSet<QString> &keywords()
{
    static const QStringList words =
        QStringLiteral(
            "all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast char character "
            "check coalesce collate collation column concurrently constraint create cross current_catalog current_date current_role "
            "current_schema current_time current_timestamp current_user dec decimal default deferrable desc distinct do else end except exists "
            "extract false fetch float for foreign freeze from full grant greatest group grouping having ilike in initially inner inout int "
            "integer intersect interval into is isnull join json json_array json_arrayagg json_exists json_object json_objectagg json_query "
            "json_scalar json_serialize json_table json_value lateral leading least left like limit localtime localtimestamp merge_action "
            "national natural nchar none normalize not notnull null nullif numeric offset on only or order out outer overlaps overlay placing "
            "position precision primary real references returning right row select session_user setof similar smallint some substring symmetric "
            "system_user table tablesample then time timestamp to trailing treat trim true union unique user using values varchar variadic "
            "verbose when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot "
            "xmlserialize xmltable")
            .split(u' ');
    static const QSet<QString> set(words.cbegin(), words.cend());
    return set;
}

QString attribute(const SchemaObject &object, const char *name)
{
    return object.attributes.value(QLatin1String(name));
}

QString columnsDefault(const SchemaObject &column, bool withDefault, const QString &identity)
{
    if (const QString generated = attribute(column, "generated"); !generated.isEmpty())
        return QStringLiteral(" GENERATED ALWAYS AS ") + generated;
    if (const QString kind = attribute(column, "identity"); !kind.isEmpty())
        return QStringLiteral(" GENERATED %1 AS IDENTITY").arg(kind) + (identity.isEmpty() ? QString() : u' ' + identity);
    if (withDefault && column.attributes.contains(QStringLiteral("default")))
        return QStringLiteral(" DEFAULT ") + attribute(column, "default");
    return {};
}

} // namespace

QString writtenName(const QString &name)
{
    static const QRegularExpression plain(QStringLiteral("\\A[a-z_][a-z0-9_]*\\z"));
    if (plain.match(name).hasMatch() && !keywords().contains(name))
        return name;
    return u'"' + QString(name).replace(u'"', QLatin1String("\"\"")) + u'"';
}

QString writtenText(const QString &text)
{
    const bool escapes = text.contains(u'\\');
    QString quoted = QString(text).replace(u'\'', QLatin1String("''"));
    if (escapes)
        quoted.replace(u'\\', QLatin1String("\\\\"));
    return (escapes ? QStringLiteral("E'") : QStringLiteral("'")) + quoted + u'\'';
}

QString qualifiedName(const QString &schema, const QString &name)
{
    return (schema.isEmpty() ? QStringLiteral("public") : writtenName(schema)) + u'.' + writtenName(name);
}

QString qualifiedName(const SchemaObject &object)
{
    return qualifiedName(object.schema, object.name);
}

QString columnText(const SchemaObject &column, bool withDefault, const QString &identity)
{
    QString text = writtenName(column.name) + u' ' + attribute(column, "type");
    if (const QString options = attribute(column, "foreign options"); !options.isEmpty())
        text += QStringLiteral(" OPTIONS (%1)").arg(options);
    if (const QString compression = attribute(column, "compression"); !compression.isEmpty())
        text += QStringLiteral(" COMPRESSION ") + compression;
    if (const QString collation = attribute(column, "collation"); !collation.isEmpty())
        text += QStringLiteral(" COLLATE ") + collation;
    text += columnsDefault(column, withDefault, identity);
    if (const QString named = attribute(column, "not null constraint"); !named.isEmpty())
        text += QStringLiteral(" CONSTRAINT ") + QString(named).remove(QStringLiteral(" NOT VALID"))
                    .replace(QStringLiteral(" NO INHERIT"), QString()) + QStringLiteral(" NOT NULL")
                + (named.contains(QLatin1String(" NO INHERIT")) ? QStringLiteral(" NO INHERIT") : QString());
    else if (!attribute(column, "not null").isEmpty())
        text += QStringLiteral(" NOT NULL");
    return text;
}

QString optionsText(const QString &options)
{
    static const QRegularExpression plain(QStringLiteral("\\A[A-Za-z0-9_.+-]+\\z"));
    QStringList texts;
    for (const QString &option : options.split(QStringLiteral(", "))) {
        const QString value = option.section(u'=', 1);
        texts << option.section(u'=', 0, 0) + u'=' + (plain.match(value).hasMatch() ? value : writtenText(value));
    }
    return u'(' + texts.join(QStringLiteral(", ")) + u')';
}

QString tableText(const SchemaObject &table, const QStringList &parts, bool ofParent)
{
    QString text = QStringLiteral("CREATE ");
    if (!attribute(table, "unlogged").isEmpty())
        text += QStringLiteral("UNLOGGED ");
    text += table.kind.toUpper() + u' ' + qualifiedName(table);
    const QString parent = attribute(table, "partition of");
    const bool partition = ofParent && !parent.isEmpty();
    if (partition)
        text += QStringLiteral(" PARTITION OF ") + parent + QStringLiteral("\n    ") + attribute(table, "bounds");
    else
        text += parts.isEmpty() ? QStringLiteral(" ()")
                                : QStringLiteral(" (\n    ") + parts.join(QStringLiteral(",\n    ")) + QStringLiteral("\n)");
    const auto clause = [&](const char *name, const QString &pattern) {
        if (const QString value = attribute(table, name); !value.isEmpty())
            text += pattern.arg(value);
    };
    clause("inherits", QStringLiteral("\nINHERITS (%1)"));
    clause("partition by", QStringLiteral("\nPARTITION BY %1"));
    if (const QString server = attribute(table, "server"); !server.isEmpty())
        text += QStringLiteral("\nSERVER ") + writtenName(server);
    clause("options", QStringLiteral("\nOPTIONS (%1)"));
    if (const QString method = attribute(table, "access method"); !method.isEmpty())
        text += QStringLiteral("\nUSING ") + writtenName(method);
    if (const QString options = attribute(table, "storage options"); !options.isEmpty())
        text += QStringLiteral("\nWITH ") + optionsText(options);
    if (const QString space = attribute(table, "tablespace"); !space.isEmpty())
        text += QStringLiteral("\nTABLESPACE ") + writtenName(space);
    return text;
}

} // namespace lk
