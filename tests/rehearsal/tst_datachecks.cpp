// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engineregistry.h"
#include "models/rehearsal/datachecks.h"
#include "models/schema/definitionparts.h"
#include "tests/support/testserver.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace lk;

/// What a change of the schema asks of the rows that are there, on each engine, against rows that answer yes and rows that answer no.
class TestDataChecks : public QObject
{
    Q_OBJECT

private slots:
    void cleanup();
    void definitions_data();
    void definitions();
    void asksTheRows_data();
    void asksTheRows();
    void renamesAreNoNewColumns();
    void sampleHoldsKeysOnly();
    void longQuestionIsUnknown_data();
    void longQuestionIsUnknown();
    void cancelEndsAtOnce();

private:
    bool use(const QString &engine);
    std::unique_ptr<Session> session(Access access) const { return std::move(*m_engine->open(m_target, access, true)); }
    Result<std::vector<DataCheckAnswer>> answersTo(const QByteArrayList &change);

    const Engine *m_engine = nullptr;
    TestServer *m_server = nullptr;
    QString m_database;
    Target m_target;
    std::unique_ptr<QTemporaryDir> m_folder;
};

bool TestDataChecks::use(const QString &engine)
{
    m_engine = engineByName(engine);
    m_folder = std::make_unique<QTemporaryDir>();
    QString url = QStringLiteral("sqlite:shop.db");
    if (engine != QLatin1String("sqlite")) {
        m_server = TestServer::forEngine(engine);
        if (!m_server)
            return false;
        m_database = m_server->newDatabase();
        url = m_server->url(m_database);
    }
    m_target = m_engine->target(url, m_folder->path()).value();
    const auto made = session(Access::ReadWrite);
    const bool lite = engine == QLatin1String("sqlite");
    for (const QByteArray &sql : QByteArrayList{
             "CREATE TABLE countries (code VARCHAR(2) PRIMARY KEY)", "INSERT INTO countries VALUES ('de'), ('fr')",
             "CREATE TABLE users (id INT PRIMARY KEY, email VARCHAR(60), country VARCHAR(40), age BIGINT, paid DECIMAL(10, 2), state VARCHAR(10))",
             "INSERT INTO users VALUES (1, 'a', 'de', 20, 1.25, 'on'), (2, 'a', 'xx', 300, 12345.5, 'on'), (3, NULL, NULL, -5, NULL, 'off'), (4, 'd', 'fr', 3000000000, 2, 'off')",
             lite ? "CREATE TABLE pairs (a INT NOT NULL, b INT NOT NULL, x INT, PRIMARY KEY (a, b))" : "CREATE TABLE pairs (a INT, b INT, x INT, PRIMARY KEY (a, b))",
             "INSERT INTO pairs VALUES (1, 1, 7), (1, 2, 7), (2, 1, 8)"}) {
        if (auto done = made->execute(sql); !done)
            qFatal("%s: %s", sql.constData(), qPrintable(done.error().text()));
    }
    return true;
}

#define USE(engine) \
    if (!use(engine)) { \
        if (!qEnvironmentVariableIsSet("CI")) \
            QSKIP(qPrintable(TestServer::problem(engine))); \
        QFAIL(qPrintable(TestServer::problem(engine))); \
    }

void TestDataChecks::cleanup()
{
    if (m_server && !m_database.isEmpty())
        m_server->dropDatabase(m_database);
    m_database.clear();
    m_server = nullptr;
}

/// The schema after @p change as a scratch without rows shows it, asked of the database.
Result<std::vector<DataCheckAnswer>> TestDataChecks::answersTo(const QByteArrayList &change)
{
    RunControl control;
    auto scratch = m_engine->scratch(m_target, ScratchData::None, control, {});
    if (!scratch)
        return failure(std::move(scratch));
    for (const QByteArray &sql : change) {
        if (auto done = (*scratch)->session().execute(sql); !done)
            return Failure(done.error());
    }
    const auto after = m_engine->snapshot((*scratch)->session());
    const auto reader = session(Access::ReadOnly);
    const auto before = m_engine->snapshot(*reader);
    if (!after || !before)
        return Failure(after ? before.error() : after.error());
    return askData(*reader, dataChecks(*before, *after, m_engine->traits().dialect), std::chrono::seconds(10), control);
}

void TestDataChecks::definitions_data()
{
    QTest::addColumn<QString>("definition");
    QTest::addColumn<QStringList>("parts");
    const auto row = [](const char *definition, const QStringList &parts) { QTest::newRow(definition) << QString::fromLatin1(definition) << parts; };
    row("UNIQUE (a, b)", {QStringLiteral("a"), QStringLiteral("b")});
    row("UNIQUE (\"odd, \"\"name)\", b)", {QStringLiteral("\"odd, \"\"name)\""), QStringLiteral("b")});
    row("KEY `x(y` (`a`(10),`b` DESC)", {QStringLiteral("`a`(10)"), QStringLiteral("`b` DESC")});
    row("CHECK ((state = ANY (ARRAY['a)'::text, 'b'])))", {QStringLiteral("(state = ANY (ARRAY['a)'::text, 'b']))")});
    row("nothing here", {});
}

void TestDataChecks::definitions()
{
    QFETCH(QString, definition);
    QFETCH(QStringList, parts);
    QCOMPARE(topLevelParts(firstParentheses(definition)), parts);
}

void TestDataChecks::asksTheRows_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<QByteArrayList>("change");
    QTest::addColumn<QStringList>("answers");
    const QString pg = QStringLiteral("postgresql");
    const QString my = QStringLiteral("mariadb");
    const QString lite = QStringLiteral("sqlite");
    const auto row = [](const char *title, const QString &engine, const QByteArrayList &change, const QStringList &answers) {
        QTest::newRow(qPrintable(engine + QStringLiteral(", ") + QString::fromLatin1(title))) << engine << change << answers;
    };
    row("unique", pg, {"ALTER TABLE users ADD CONSTRAINT one UNIQUE (email)"}, {QStringLiteral("users, constraint one: rows that share their values of (email): 2; keys 1, 2")});
    row("unique index", pg, {"CREATE UNIQUE INDEX one ON users (email) WHERE state = 'off'"}, {QStringLiteral("users, index one: rows that share their values of (email): 0")});
    row("unique expression", pg, {"CREATE UNIQUE INDEX one ON users (lower(email))"},
        {QStringLiteral("users, index one: not known (the values of an expression or of a part of a column are not compared)")});
    row("not null", pg, {"ALTER TABLE users ALTER email SET NOT NULL"}, {QStringLiteral("users, column email: rows that have no value: 1; keys 3")});
    row("required column", pg, {"ALTER TABLE users ADD z int NOT NULL"}, {QStringLiteral("users, column z: rows that would need a value for the new column: 4; keys 1, 2, 3, 4")});
    row("required column with default", pg, {"ALTER TABLE users ADD z int NOT NULL DEFAULT 1"}, {});
    row("foreign key", pg, {"ALTER TABLE users ADD CONSTRAINT lives FOREIGN KEY (country) REFERENCES countries"},
        {QStringLiteral("users, constraint lives: rows that refer by (country) to nothing in public.countries: 1; keys 2")});
    row("foreign key, not valid", pg, {"ALTER TABLE users ADD CONSTRAINT lives FOREIGN KEY (country) REFERENCES countries NOT VALID"}, {});
    row("check", pg, {"ALTER TABLE users ADD CONSTRAINT grown CHECK (age > 0)"}, {QStringLiteral("users, constraint grown: rows that break CONSTRAINT grown CHECK ((age > 0)): 1; keys 3")});
    row("shorter text", pg, {"ALTER TABLE users ALTER state TYPE varchar(2)"},
        {QStringLiteral("users, column state: rows that are longer than character varying(2): 2; keys 3, 4")});
    row("smaller number", pg, {"ALTER TABLE users ALTER age TYPE int"}, {QStringLiteral("users, column age: rows that do not fit into integer: 1; keys 4")});
    row("fewer digits", pg, {"ALTER TABLE users ALTER paid TYPE numeric(5, 1)"},
        {QStringLiteral("users, column paid: rows that do not fit into numeric(5,1): 1; keys 2"), QStringLiteral("users, column paid: rows that lose digits in numeric(5,1): 1; keys 1")});
    row("wider types", pg, {"ALTER TABLE users ALTER state TYPE text", "ALTER TABLE users ALTER paid TYPE numeric(20, 4)"}, {});
    row("a table of its own", pg, {"CREATE TABLE fresh (id int PRIMARY KEY, x int NOT NULL UNIQUE)"}, {});
    row("key of two", pg, {"ALTER TABLE pairs ADD CONSTRAINT one UNIQUE (x)"}, {QStringLiteral("pairs, constraint one: rows that share their values of (x): 2; keys (1, 1), (1, 2)")});
    row("unique", my, {"ALTER TABLE users ADD UNIQUE KEY one (email)"}, {QStringLiteral("users, index one: rows that share their values of (`email`): 2; keys 1, 2")});
    row("unique prefix", my, {"ALTER TABLE users ADD UNIQUE KEY one (email(3))"},
        {QStringLiteral("users, index one: not known (the values of an expression or of a part of a column are not compared)")});
    row("not null", my, {"ALTER TABLE users MODIFY email VARCHAR(60) NOT NULL"}, {QStringLiteral("users, column email: rows that have no value: 1; keys 3")});
    row("required column", my, {"ALTER TABLE users ADD z INT NOT NULL"}, {});
    row("foreign key", my, {"ALTER TABLE users MODIFY country VARCHAR(2)", "ALTER TABLE users ADD CONSTRAINT lives FOREIGN KEY (country) REFERENCES countries (code)"},
        {QStringLiteral("users, constraint lives: rows that refer by (`country`) to nothing in `countries`: 1; keys 2"), QStringLiteral("users, column country: rows that are longer than varchar(2): 0")});
    row("check", my, {"ALTER TABLE users ADD CONSTRAINT grown CHECK (age > 0)"}, {QStringLiteral("users, constraint grown: rows that break CONSTRAINT `grown` CHECK (`age` > 0): 1; keys 3")});
    row("smaller number", my, {"ALTER TABLE users MODIFY age TINYINT UNSIGNED"}, {QStringLiteral("users, column age: rows that do not fit into tinyint(3) unsigned: 3; keys 2, 3, 4")});
    row("unique", lite, {"CREATE UNIQUE INDEX one ON users (email)"}, {QStringLiteral("users, index one: rows that share their values of (email): 2; keys 1, 2")});
    row("unique partial index", lite, {"CREATE UNIQUE INDEX one ON users (email) WHERE state = 'off'"}, {QStringLiteral("users, index one: rows that share their values of (email): 0")});
    row("rebuild", lite,
        {"CREATE TABLE n (id INT PRIMARY KEY, email TEXT NOT NULL, country TEXT REFERENCES countries, age INT CHECK (age > 0), paid, state)", "DROP TABLE users",
         "ALTER TABLE n RENAME TO users"},
        {QStringLiteral("users, constraint CHECK of age: rows that break CHECK (age > 0): 1; keys 3"), QStringLiteral("users, column email: rows that have no value: 1; keys 3"),
         QStringLiteral("users, constraint FOREIGN KEY (country): rows that refer by (\"country\") to nothing in countries: 1; keys 2")});
}

void TestDataChecks::asksTheRows()
{
    QFETCH(QString, engine);
    QFETCH(QByteArrayList, change);
    QFETCH(QStringList, answers);
    USE(engine);
    const auto said = answersTo(change);
    QVERIFY2(said, said ? "" : qPrintable(said.error().text()));
    QStringList texts;
    for (const DataCheckAnswer &answer : *said)
        texts << text(answer);
    texts.sort();
    answers.sort();
    QCOMPARE(texts.join(u'\n'), answers.join(u'\n'));
}

/// Also where only the script can tell: of the last column of a table.
void TestDataChecks::renamesAreNoNewColumns()
{
    const auto schema = [](const QString &second, const QString &last) {
        Snapshot made;
        made.engine = QStringLiteral("postgresql");
        made.objects.push_back({QStringLiteral("table"), {}, {}, QStringLiteral("a"), 0, {}, {}, {}});
        int position = 0;
        for (const QString &name : {QStringLiteral("id"), second, last})
            made.objects.push_back({QStringLiteral("column"), {}, QStringLiteral("a"), name, ++position, name + QStringLiteral(" integer"), QByteArray("integer"),
                                    {{QStringLiteral("not null"), QStringLiteral("yes")}, {QStringLiteral("type"), QStringLiteral("integer")}}});
        sortObjects(made);
        return made;
    };
    const auto count = [&](const Snapshot &after, const std::vector<ScriptRename> &renames = {}) {
        return dataChecks(schema(QStringLiteral("x"), QStringLiteral("y")), after, postgresqlDialect(), renames).size();
    };
    QCOMPARE(count(schema(QStringLiteral("new"), QStringLiteral("y"))), size_t(0));
    QCOMPARE(count(schema(QStringLiteral("x"), QStringLiteral("new"))), size_t(1));
    QCOMPARE(count(schema(QStringLiteral("x"), QStringLiteral("new")), {{QStringLiteral("column"), QStringLiteral("a"), QStringLiteral("y"), QStringLiteral("new"), {}}}), size_t(0));
}

void TestDataChecks::sampleHoldsKeysOnly()
{
    USE(QStringLiteral("postgresql"));
    const auto said = answersTo({"ALTER TABLE users ADD CONSTRAINT one UNIQUE (email)"});
    QCOMPARE(said->front().keys, (QStringList{QStringLiteral("1"), QStringLiteral("2")}));
    QVERIFY(said->front().check.sample.startsWith(QLatin1String("SELECT id FROM")));
}

void TestDataChecks::longQuestionIsUnknown_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<QString>("question");
    QTest::newRow("sqlite") << QStringLiteral("sqlite") << QStringLiteral("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n");
    QTest::newRow("postgresql") << QStringLiteral("postgresql") << QStringLiteral("SELECT 1 FROM pg_sleep(60)");
    QTest::newRow("mariadb") << QStringLiteral("mariadb") << QStringLiteral("SELECT count(*) FROM seq_1_to_1000000 a, seq_1_to_1000000 b WHERE a.seq + b.seq < 0");
}

/// What takes too long is given up, and the next question is asked all the same.
void TestDataChecks::longQuestionIsUnknown()
{
    QFETCH(QString, engine);
    QFETCH(QString, question);
    USE(engine);
    const auto reader = session(Access::ReadOnly);
    RunControl control;
    const auto said = askData(*reader, {{QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c"), question, {}},
                                        {QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c"), QStringLiteral("SELECT count(*) FROM users"), {}}},
                              std::chrono::milliseconds(300), control);
    QVERIFY2(said, said ? "" : qPrintable(said.error().text()));
    QVERIFY(!said->at(0).rows);
    QCOMPARE(said->at(0).unknown, QStringLiteral("it took longer than 0.3 s"));
    QCOMPARE(said->at(1).rows, 4);
}

void TestDataChecks::cancelEndsAtOnce()
{
    USE(QStringLiteral("postgresql"));
    const auto reader = session(Access::ReadOnly);
    RunControl control;
    std::thread person([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        control.cancel();
    });
    const auto said = askData(*reader, {{QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c"), QStringLiteral("SELECT 1 FROM pg_sleep(60)"), {}}},
                              std::chrono::minutes(5), control);
    person.join();
    QVERIFY(!said);
    QCOMPARE(said.error().code, ErrorCode::Cancelled);
}

QTEST_GUILESS_MAIN(TestDataChecks)
#include "tst_datachecks.moc"
