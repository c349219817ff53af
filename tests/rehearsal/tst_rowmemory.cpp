// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rehearsal/rowmemory.h"

#include "models/engines/engineregistry.h"
#include "tests/support/testserver.h"

#include <QTemporaryDir>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

/// Which rows and columns are other than they were, on every engine.
class TestRowMemory : public QObject
{
    Q_OBJECT
private slots:
    void tells_data();
    void tells();

private:
    void open(const QString &name);
    Snapshot schema() { return m_engine->snapshot(*m_session).value(); }
    void run(const QList<QByteArray> &statements)
    {
        for (const QByteArray &statement : statements) {
            const auto done = m_session->execute(statement);
            QVERIFY2(done, done ? "" : qPrintable(done.error().text()));
        }
    }

    QTemporaryDir m_folder;
    const Engine *m_engine = nullptr;
    std::unique_ptr<Session> m_session;
};

void TestRowMemory::open(const QString &name)
{
    m_session.reset();
    m_engine = engineByName(name);
    QString url = u"sqlite:%1.db"_s.arg(QString::fromLatin1(QTest::currentDataTag()).remove(u' ').remove(u':'));
    if (name != u"sqlite"_s) {
        TestServer *server = TestServer::forEngine(name);
        QVERIFY2(server, qPrintable(TestServer::problem(name)));
        url = server->url(server->newDatabase());
    }
    auto session = m_engine->open(m_engine->target(url, m_folder.path()).value(), Access::ReadWrite, true);
    QVERIFY2(session, session ? "" : qPrintable(session.error().text()));
    m_session = *std::move(session);
    run({"CREATE TABLE orders (id INT NOT NULL PRIMARY KEY, note VARCHAR(40), amount INT)", "CREATE TABLE pairs (a INT NOT NULL, b INT NOT NULL, n INT, PRIMARY KEY (a, b))",
         "CREATE TABLE loose (n INT)", "INSERT INTO orders VALUES (1, 'tea', 5), (2, NULL, 6), (3, '', 7)", "INSERT INTO pairs VALUES (1, 1, 1), (1, 2, 2)", "INSERT INTO loose VALUES (1)"});
}

void TestRowMemory::tells_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<QList<QByteArray>>("statements");
    QTest::addColumn<QString>("table");
    QTest::addColumn<QStringList>("differences");
    for (const char *engine : {"sqlite", "postgresql", "mariadb"}) {
        const QString name = QString::fromLatin1(engine);
        const QString quote = name == u"mariadb" ? u"`"_s : u"\""_s;
        const auto row = [&](const char *title, const QList<QByteArray> &statements, const QString &table, const QStringList &differences) {
            QTest::addRow("%s: %s", engine, title) << name << statements << table << differences;
        };
        row("nothing", {}, u"orders"_s, {});
        row("rows gone", {"DELETE FROM orders WHERE id > 1"}, u"orders"_s, {u"orders: rows that are gone: 2 (keys 2, 3)"_s});
        row("rows added", {"INSERT INTO orders VALUES (9, 'cup', 1)"}, u"orders"_s, {u"orders: rows that were not there before: 1 (keys 9)"_s});
        row("values", {"UPDATE orders SET note = NULL WHERE id = 3", "UPDATE orders SET amount = amount + 1"}, u"orders"_s,
            {u"orders: rows with another value in %1amount%1: 3 (keys 1, 2, 3)"_s.arg(quote), u"orders: rows with another value in %1note%1: 1 (keys 3)"_s.arg(quote)});
        row("a column gone", {"ALTER TABLE orders DROP COLUMN note"}, u"orders"_s, {});
        row("a key of two", {"UPDATE pairs SET n = 7 WHERE b = 2"}, u"pairs"_s, {u"pairs: rows with another value in %1n%1: 1 (keys 1/2)"_s.arg(quote)});
        row("a table gone", {"DROP TABLE pairs"}, u"pairs"_s, {u"pairs: it is gone, with all of its rows"_s});
        row("no key", {"DELETE FROM loose"}, u"loose"_s, {u"loose: which rows is not told: it has no key, or too many rows to be compared one by one"_s});
    }
}

void TestRowMemory::tells()
{
    QFETCH(QString, engine);
    QFETCH(QList<QByteArray>, statements);
    QFETCH(QString, table);
    open(engine);
    RunControl control;
    const auto memory = RowMemory::of(*m_session, schema(), m_engine->contents(*m_session, ContentDepth::Counts, control).value(), m_engine->traits().dialect);
    QVERIFY2(memory, memory ? "" : qPrintable(memory.error().text()));
    run(statements);
    const auto lines = memory->differences(*m_session, schema(), {table});
    QVERIFY2(lines, lines ? "" : qPrintable(lines.error().text()));
    QTEST(*lines, "differences");
}

QTEST_GUILESS_MAIN(TestRowMemory)
#include "tst_rowmemory.moc"
