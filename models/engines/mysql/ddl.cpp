// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/ddl.h"

#include "models/engines/mysql/catalogtext.h"
#include "models/engines/mysql/values.h"
#include "models/sql/scanner.h"

#include <QSet>

#include <algorithm>
#include <map>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

using Objects = std::vector<const SchemaObject *>;

Objects ofKinds(const Snapshot &snapshot, const QStringList &kinds)
{
    Objects objects;
    for (const SchemaObject &object : snapshot.objects) {
        if (kinds.contains(object.kind) && !object.definition.isEmpty())
            objects.push_back(&object);
    }
    return objects;
}

/// Names of other views that the text of @p view reads: where a table may stand, not where a column does.
QStringList viewsReadBy(const SchemaObject &view, const QSet<QString> &views)
{
    QStringList names;
    Scanner scanner(view.canonical, mariadbDialect());
    QByteArrayView before;
    for (Token token = scanner.nextSignificant(); token.kind != TokenKind::End; token = scanner.nextSignificant()) {
        const QByteArrayView text = scanner.text(token);
        const bool place = isKeyword(before, "FROM") || isKeyword(before, "JOIN") || isKeyword(before, "STRAIGHT_JOIN") || before == "("
                           || before == ",";
        if (token.kind == TokenKind::QuotedName && place && views.contains(nameOf(text)))
            names << nameOf(text);
        before = text;
    }
    return names;
}

/// Views after those that they read.
class ViewOrder
{
public:
    explicit ViewOrder(Objects views) : m_views(std::move(views))
    {
        for (const SchemaObject *view : m_views)
            m_byName.emplace(view->name, view);
        for (const SchemaObject *view : m_views)
            m_names.insert(view->name);
    }

    Objects sorted()
    {
        for (const SchemaObject *view : m_views)
            visit(view);
        return m_sorted;
    }

private:
    void visit(const SchemaObject *view)
    {
        if (m_seen.contains(view->name))
            return;
        m_seen.insert(view->name);
        for (const QString &name : viewsReadBy(*view, m_names))
            visit(m_byName[name]);
        m_sorted.push_back(view);
    }

    Objects m_views;
    Objects m_sorted;
    std::map<QString, const SchemaObject *> m_byName;
    QSet<QString> m_names;
    QSet<QString> m_seen;
};

Objects inFiringOrder(Objects triggers)
{
    std::stable_sort(triggers.begin(), triggers.end(), [](auto a, auto b) {
        return std::tie(a->table, a->position) < std::tie(b->table, b->position);
    });
    return triggers;
}

/// Writes statements and, before each, the settings under which its object was made, where they are not the present ones.
class DdlWriter
{
public:
    explicit DdlWriter(const Snapshot &snapshot) : m_snapshot(snapshot) {}

    QString text()
    {
        // Tables may refer to later ones; defaults such as 0000-00-00 stand only in a lax mode.
        statement(u"SET @lk_checks = @@foreign_key_checks, @lk_mode = @@sql_mode, @lk_zone = @@time_zone, @lk_client = "
                  "@@character_set_client, @lk_collation = @@collation_connection"_s);
        statement(u"SET foreign_key_checks = 0, sql_mode = 'NO_ENGINE_SUBSTITUTION'"_s);
        for (const SchemaObject *database : ofKinds(m_snapshot, {u"database"_s})) {
            m_collation = m_databaseCollation = database->attributes.value(u"collation"_s);
            statement(database->definition);
        }
        plain({u"sequence"_s});
        plain({u"table"_s});
        programs(ofKinds(m_snapshot, {u"function"_s, u"procedure"_s, u"package"_s}));
        programs(ofKinds(m_snapshot, {u"package body"_s}));
        programs(ViewOrder(ofKinds(m_snapshot, {u"view"_s})).sorted());
        programs(inFiringOrder(ofKinds(m_snapshot, {u"trigger"_s})));
        programs(ofKinds(m_snapshot, {u"event"_s}));
        setDatabaseCollation(m_databaseCollation);
        plain({u"grant"_s});
        statement(u"SET foreign_key_checks = @lk_checks, sql_mode = @lk_mode, time_zone = @lk_zone, character_set_client = "
                  "@lk_client, collation_connection = @lk_collation"_s);
        return std::move(m_text);
    }

private:
    void statement(const QString &sql)
    {
        // A line comment at the end would swallow the semicolon.
        const QStringView lastLine = QStringView(sql).mid(sql.lastIndexOf(u'\n') + 1);
        const bool comment = lastLine.contains("--"_L1) || lastLine.contains(u'#');
        m_text += sql + (comment ? "\n;\n"_L1 : ";\n"_L1);
    }

    void plain(const QStringList &kinds)
    {
        for (const SchemaObject *object : ofKinds(m_snapshot, kinds))
            statement(object->definition);
    }

    void programs(const Objects &objects)
    {
        for (const SchemaObject *object : objects) {
            setContext(*object);
            statement(object->definition);
        }
    }

    void setContext(const SchemaObject &object)
    {
        const auto fact = [&object](const QString &key) { return object.attributes.value(key); };
        QString charset = fact(u"client charset"_s);
        // This text is Unicode; a server told otherwise would misread it.
        const bool ascii = std::all_of(object.definition.cbegin(), object.definition.cend(), [](QChar c) { return c.unicode() < 0x80; });
        if (!charset.startsWith("utf8"_L1) && !ascii)
            charset = u"utf8mb4"_s;
        setting(u"character_set_client"_s, charset);
        setting(u"collation_connection"_s, fact(u"connection collation"_s));
        if (object.kind != "view"_L1)
            setting(u"sql_mode"_s, mysqlText(fact(u"sql mode"_s)));
        if (object.kind == "event"_L1)
            setting(u"time_zone"_s, mysqlText(fact(u"time zone"_s)));
        if (object.attributes.contains(u"database collation"_s))
            setDatabaseCollation(fact(u"database collation"_s));
    }

    void setting(const QString &name, const QString &value)
    {
        if (value.isEmpty() || m_settings.value(name) == value)
            return;
        m_settings.insert(name, value);
        statement(u"SET %1 = %2"_s.arg(name, value));
    }

    void setDatabaseCollation(const QString &collation)
    {
        if (collation.isEmpty() || collation == m_collation)
            return;
        m_collation = collation;
        statement(u"ALTER DATABASE CHARACTER SET %1 COLLATE %2"_s.arg(charsetOf(collation), collation));
    }

    const Snapshot &m_snapshot;
    QString m_text;
    QMap<QString, QString> m_settings;
    QString m_collation;         ///< the database's now
    QString m_databaseCollation; ///< and in the end
};

} // namespace

QString mysqlDdl(const Snapshot &snapshot)
{
    return DdlWriter(snapshot).text();
}

} // namespace lk
