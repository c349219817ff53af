// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/engineregistry.h"
#include "models/formats/format.h"
#include "tests/support/temporaryproject.h"
#include "tests/support/testserver.h"

#include <QTest>

namespace lk {

/// An empty database of one engine for a test of a format's statements, removed in the end. Every failure aborts the test.
class FormatDatabase
{
public:
    explicit FormatDatabase(const QString &engineName) : m_engine(*engineByName(engineName)), m_server(TestServer::forEngine(engineName))
    {
        if (m_server)
            m_name = m_server->newDatabase();
        const auto target = m_engine.target(url(), m_folder.folder());
        if (!target)
            qFatal("%s", qPrintable(target.error().text()));
        auto opened = m_engine.open(*target, Access::ReadWrite, !m_server);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().text()));
        m_session = std::move(*opened);
    }
    ~FormatDatabase()
    {
        m_session.reset();
        if (m_server)
            m_server->dropDatabase(m_name);
    }
    Q_DISABLE_COPY_MOVE(FormatDatabase)

    QString url() const { return m_server ? m_server->url(m_name) : QStringLiteral("sqlite:test.db"); }
    QString name() const { return m_name; }
    const TemporaryProject &project() const { return m_folder; }
    const EngineTraits &traits() const { return m_engine.traits(); }
    Session &session() { return *m_session; }

    void run(const std::vector<RecordStatement> &statements)
    {
        for (const RecordStatement &statement : statements) {
            QVariantList values;
            for (const BoundValue &value : statement.values)
                values += std::holds_alternative<QVariant>(value) ? std::get<QVariant>(value) : QVariant(qlonglong(7));
            if (const auto done = m_session->execute(statement.sql, values); !done)
                qFatal("%s: %s", statement.sql.constData(), qPrintable(done.error().text()));
        }
    }
    void run(const Record &record)
    {
        run(record.before);
        run(record.after);
    }
    void run(const QByteArray &sql) { run(std::vector{RecordStatement{sql, {}}}); }

    /// Rows with their cells joined by a bar, NULL as "NULL".
    QStringList rows(const QString &sql)
    {
        const auto rows = m_session->query(sql);
        if (!rows)
            qFatal("%s", qPrintable(rows.error().text()));
        QStringList lines;
        for (const QVariantList &row : rows->rows) {
            QStringList cells;
            for (const QVariant &cell : row)
                cells += cell.isNull() ? QStringLiteral("NULL") : cell.toString();
            lines += cells.join(u'|');
        }
        return lines;
    }

private:
    TemporaryProject m_folder;
    const Engine &m_engine;
    TestServer *m_server;
    QString m_name;
    std::unique_ptr<Session> m_session;
};

/// One row for each engine with a database to test on here; where a server is missing, a failure in CI.
inline void everyTestEngine()
{
    QTest::addColumn<QString>("engine");
    for (const char *name : {"sqlite", "postgresql", "mariadb"}) {
        const QString engine = QString::fromLatin1(name);
        if (engine != u"sqlite" && !TestServer::forEngine(engine)) {
            if (qEnvironmentVariableIsSet("CI"))
                qFatal("%s", qPrintable(TestServer::problem(engine)));
            continue;
        }
        QTest::newRow(name) << engine;
    }
}

/// The problem of the rule that a migration has, or nullptr.
inline const FileProblem *problemOf(const Migration &migration, QStringView rule)
{
    const auto found = std::ranges::find_if(migration.problems, [&](const FileProblem &problem) { return problem.rule == rule; });
    return found == migration.problems.end() ? nullptr : &*found;
}

} // namespace lk
