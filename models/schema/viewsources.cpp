// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/viewsources.h"

#include "models/sql/tokenreader.h"

#include <QSet>

#include <algorithm>
#include <utility>

namespace lk {

namespace {

const Dialect &dialectOf(const QString &engine)
{
    if (engine == QLatin1String("sqlite"))
        return sqliteDialect();
    if (engine == QLatin1String("mysql"))
        return mysqlDialect();
    return engine == QLatin1String("mariadb") ? mariadbDialect() : postgresqlDialect();
}

class SourceReader
{
public:
    SourceReader(const QByteArray &text, const Dialect &dialect) : m_reader(text, dialect) {}

    std::vector<QStringList> run()
    {
        while (!m_reader.atEnd())
            step();
        std::erase_if(m_found, [this](const QStringList &name) { return name.size() == 1 && m_own.contains(name[0].toLower()); });
        return std::move(m_found);
    }

private:
    /// Between two parentheses, or outside of all.
    struct Level {
        bool query = false;  ///< a SELECT began in it: its FROM names tables, that of extract(year FROM day) does not
        bool from = false;   ///< within a FROM
        bool wanted = false; ///< a table's name is next
        QString before = {}; ///< name that stands before the parenthesis
    };

    void step()
    {
        Level &level = m_levels.back();
        if (m_reader.takeMark('(')) {
            const bool wanted = std::exchange(level.wanted, false);
            m_levels.push_back({wanted, wanted, wanted, std::exchange(m_last, {})});
        } else if (m_reader.takeMark(')')) {
            m_last = level.before;
            if (m_levels.size() > 1)
                m_levels.pop_back();
            noteOwn();
        } else if (m_reader.takeMark(',')) {
            level.wanted = level.from;
        } else if (m_reader.takeWord("SELECT")) {
            level.query = true;
            level.from = level.wanted = false;
        } else if (m_reader.takeWord("DISTINCT")) {
            m_reader.takeWord("FROM"); // IS DISTINCT FROM
        } else if (level.query && m_reader.takeWord("FROM")) {
            level.from = level.wanted = true;
        } else if (level.from && m_reader.atWord({"JOIN", "STRAIGHT_JOIN"})) {
            m_reader.take();
            level.wanted = true;
        } else if (m_reader.atWord({"WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "OFFSET", "FETCH", "UNION", "EXCEPT", "INTERSECT"})) {
            m_reader.take();
            level.from = level.wanted = false;
        } else if (level.wanted && m_reader.atWord({"ONLY", "LATERAL"})) {
            m_reader.take();
        } else if (m_reader.atName()) {
            readName(level);
        } else {
            m_reader.take();
        }
    }

    void readName(Level &level)
    {
        const bool wanted = std::exchange(level.wanted, false);
        QStringList name{m_reader.takeName()};
        while (m_reader.takeMark('.') && m_reader.atName())
            name << m_reader.takeName();
        if (wanted && !m_reader.atMark('(')) { // else it is a function
            const QStringList written = name.mid(std::max<qsizetype>(0, name.size() - 2));
            if (std::ranges::find(m_found, written) == m_found.end())
                m_found.push_back(written);
        }
        m_last = name.last();
        noteOwn();
    }

    /// WITH name AS (SELECT ...), WITH name (column, ...) AS (SELECT ...)
    void noteOwn()
    {
        const QString name = std::exchange(m_last, {});
        if (m_reader.atMark('(')) {
            m_last = name;
        } else if (!name.isEmpty() && m_reader.takeWord("AS")) {
            while (m_reader.atWord({"NOT", "MATERIALIZED"}))
                m_reader.take();
            if (m_reader.atMark('('))
                m_own.insert(name.toLower());
        }
    }

    TokenReader m_reader;
    std::vector<Level> m_levels{{}};
    QString m_last; ///< the name before the parenthesis that comes
    std::vector<QStringList> m_found;
    QSet<QString> m_own;
};

} // namespace

std::vector<QStringList> viewSources(const SchemaObject &view, const QString &engine)
{
    return SourceReader(view.definition.toUtf8(), dialectOf(engine)).run();
}

} // namespace lk
