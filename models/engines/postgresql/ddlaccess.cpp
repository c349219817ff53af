// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/ddlaccess.h"

#include "models/engines/postgresql/ddltext.h"

#include <QSet>

#include <algorithm>

namespace lk {

namespace {

const auto Owner = QStringLiteral("owner");
const auto SecurityLabel = QStringLiteral("security label for ");

/// One line of a "grants" attribute: "bob (by alice): SELECT*, UPDATE".
struct Grant {
    QString grantee;
    QString grantor; ///< empty: the owner
    QStringList privileges;
    QStringList grantable;
};

/// Cuts at @p separator where it stands outside of double quotes.
QStringList cut(const QString &text, const QString &separator)
{
    QStringList pieces;
    bool quoted = false;
    qsizetype from = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == u'"')
            quoted = !quoted;
        else if (!quoted && QStringView(text).mid(i).startsWith(separator)) {
            pieces << text.mid(from, i - from);
            from = i + separator.size();
        }
    }
    return pieces << text.mid(from);
}

std::vector<Grant> readGrants(const QString &text)
{
    std::vector<Grant> grants;
    for (const QString &line : cut(text, QStringLiteral("; "))) {
        const QStringList sides = cut(line, QStringLiteral(": "));
        if (sides.size() != 2)
            continue;
        const QStringList roles = cut(sides[0], QStringLiteral(" (by "));
        Grant grant{roles[0], roles.size() > 1 ? roles[1].chopped(1) : QString(), {}, {}};
        for (const QString &privilege : sides[1].split(QStringLiteral(", "))) {
            if (privilege.endsWith(u'*'))
                grant.grantable << privilege.chopped(1);
            else
                grant.privileges << privilege;
        }
        grants.push_back(std::move(grant));
    }
    return grants;
}

/// What stands between the privilege and TO: "ON TABLE public.t".
QString grantTarget(const SchemaObject &object)
{
    static const QSet<QString> tables{QStringLiteral("table"), QStringLiteral("view"), QStringLiteral("materialized view"),
                                      QStringLiteral("foreign table")};
    if (object.kind == QLatin1String("column"))
        return QStringLiteral(" ON TABLE ") + qualifiedName(object.schema, object.table);
    if (object.kind == QLatin1String("default privileges"))
        return QStringLiteral(" ON ") + object.attributes.value(QStringLiteral("on"));
    if (tables.contains(object.kind))
        return QStringLiteral(" ON TABLE ") + qualifiedName(object);
    if (object.kind == QLatin1String("server"))
        return QStringLiteral(" ON FOREIGN ") + objectAddress(object);
    return QStringLiteral(" ON ") + objectAddress(object);
}

QString privilegeList(const QStringList &privileges, const SchemaObject &object)
{
    if (object.kind != QLatin1String("column"))
        return privileges.join(QStringLiteral(", "));
    QStringList list;
    for (const QString &privilege : privileges)
        list << QStringLiteral("%1 (%2)").arg(privilege, writtenName(object.name));
    return list.join(QStringLiteral(", "));
}

QStringList giveStatements(const Grant &grant, const SchemaObject &object, const QString &prefix, const QString &owner)
{
    const QString grantee = grant.grantee == QLatin1String("OWNER") ? owner : grant.grantee;
    const QString to = grantTarget(object) + QStringLiteral(" TO ") + grantee;
    QStringList statements;
    if (!grant.privileges.isEmpty())
        statements << prefix + QStringLiteral("GRANT ") + privilegeList(grant.privileges, object) + to;
    if (!grant.grantable.isEmpty())
        statements << prefix + QStringLiteral("GRANT ") + privilegeList(grant.grantable, object) + to + QStringLiteral(" WITH GRANT OPTION");
    if (!grant.grantor.isEmpty()) {
        statements.prepend(QStringLiteral("SET ROLE ") + grant.grantor);
        statements.append(QStringLiteral("RESET ROLE"));
    }
    return statements;
}

} // namespace

QString objectAddress(const SchemaObject &object, bool ofDomain)
{
    static const QSet<QString> inSchemas{
        QStringLiteral("table"), QStringLiteral("view"), QStringLiteral("materialized view"), QStringLiteral("foreign table"),
        QStringLiteral("sequence"), QStringLiteral("type"), QStringLiteral("domain"), QStringLiteral("index"), QStringLiteral("collation"),
        QStringLiteral("conversion"), QStringLiteral("statistics"), QStringLiteral("text search parser"), QStringLiteral("text search template"),
        QStringLiteral("text search dictionary"), QStringLiteral("text search configuration")};
    static const QSet<QString> global{
        QStringLiteral("schema"), QStringLiteral("extension"), QStringLiteral("language"), QStringLiteral("server"), QStringLiteral("foreign data wrapper"),
        QStringLiteral("event trigger"), QStringLiteral("publication"), QStringLiteral("access method")};
    static const QSet<QString> routines{QStringLiteral("function"), QStringLiteral("procedure"), QStringLiteral("aggregate")};
    static const QSet<QString> ofTables{QStringLiteral("constraint"), QStringLiteral("trigger"), QStringLiteral("rule"), QStringLiteral("policy")};
    const QString kind = object.kind.toUpper();
    // Names of routines and operators hold types and come quoted already.
    const QString written = (object.schema.isEmpty() ? QStringLiteral("public") : writtenName(object.schema)) + u'.' + object.name;
    if (inSchemas.contains(object.kind))
        return kind + u' ' + qualifiedName(object);
    if (global.contains(object.kind))
        return kind + u' ' + writtenName(object.name);
    if (routines.contains(object.kind))
        return QStringLiteral("ROUTINE ") + written;
    if (object.kind.startsWith(QLatin1String("operator")))
        return kind + u' ' + written;
    if (ofTables.contains(object.kind))
        return kind + u' ' + writtenName(object.name) + (ofDomain ? QStringLiteral(" ON DOMAIN ") : QStringLiteral(" ON "))
               + qualifiedName(object.schema, object.table);
    if (object.kind == QLatin1String("column"))
        return QStringLiteral("COLUMN ") + qualifiedName(object.schema, object.table) + u'.' + writtenName(object.name);
    if (object.kind == QLatin1String("cast") || object.kind == QLatin1String("transform"))
        return kind + u' ' + object.name;
    return object.kind == QLatin1String("built-in object") ? object.name : QString();
}

QString ownerStatement(const SchemaObject &object)
{
    // A column's sequence goes with its table; default privileges are somebody's, not owned.
    const QString address = objectAddress(object);
    const bool goesAlong = object.kind == QLatin1String("sequence") && object.attributes.contains(QStringLiteral("owned by"));
    if (!object.attributes.contains(Owner) || address.isEmpty() || goesAlong)
        return {};
    return QStringLiteral("ALTER %1 OWNER TO %2").arg(address, writtenName(object.attributes.value(Owner)));
}

QStringList grantStatements(const SchemaObject &object)
{
    const auto grants = object.attributes.constFind(QStringLiteral("grants"));
    if (grants == object.attributes.constEnd())
        return {};
    const bool defaults = object.kind == QLatin1String("default privileges");
    const bool column = object.kind == QLatin1String("column");
    const bool perSchema = defaults && !object.attributes.contains(QStringLiteral("everywhere"));
    const QString prefix = defaults ? object.definition + u' ' : QString();
    const QString owner = defaults                                  ? object.attributes.value(Owner)
                          : object.attributes.contains(Owner) ? writtenName(object.attributes.value(Owner))
                                                                    : QStringLiteral("CURRENT_USER");
    QStringList statements;
    if (!column && !perSchema) {
        for (const QString &role : {QStringLiteral("PUBLIC"), owner})
            statements << prefix + QStringLiteral("REVOKE ALL") + grantTarget(object) + QStringLiteral(" FROM ") + role;
    }
    std::vector<Grant> lines = readGrants(*grants);
    // Who passes a right on must have it first.
    std::stable_partition(lines.begin(), lines.end(), [](const Grant &grant) { return grant.grantor.isEmpty(); });
    for (const Grant &grant : lines)
        statements += giveStatements(grant, object, prefix, owner);
    return statements;
}

QStringList commentStatements(const SchemaObject &object, bool ofDomain)
{
    QStringList statements;
    const QString address = objectAddress(object, ofDomain);
    for (auto it = object.attributes.cbegin(); it != object.attributes.cend(); ++it) {
        if (it.key() == QLatin1String("comment") && !address.isEmpty())
            statements << QStringLiteral("COMMENT ON %1 IS %2").arg(address, writtenText(it.value()));
        else if (it.key() == QLatin1String("index comment"))
            statements << QStringLiteral("COMMENT ON INDEX %1 IS %2").arg(qualifiedName(object), writtenText(it.value()));
        else if (it.key().startsWith(SecurityLabel))
            statements << QStringLiteral("SECURITY LABEL FOR %1 ON %2 IS %3")
                              .arg(writtenName(it.key().mid(SecurityLabel.size())), address, writtenText(it.value()));
    }
    return statements;
}

} // namespace lk
