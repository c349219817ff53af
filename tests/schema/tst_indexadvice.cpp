// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engineregistry.h"
#include "models/schema/indexadvice.h"
#include "tests/support/testserver.h"

#include <QTemporaryDir>
#include <QTest>

using namespace lk;

/// Advice from the schemas of real databases.
class TestIndexAdvice : public QObject
{
    Q_OBJECT

private slots:
    void advises_data();
    void advises();
};

void TestIndexAdvice::advises_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<QStringList>("advice");
    QTest::newRow("sqlite") << QStringLiteral("sqlite")
                            << QStringList{QStringLiteral("c: index c_two_b has the columns of c_two"), QStringLiteral("c: index c_one is covered by c_two, which begins with its columns"),
                                           QStringLiteral("c: index c_again has the columns of UNIQUE (u)"),
                                           QStringLiteral("c: no index begins with the columns of foreign key FOREIGN KEY (p): deleting a parent row reads the whole table")};
    QTest::newRow("postgresql") << QStringLiteral("postgresql")
                                << QStringList{QStringLiteral("c: index c_two_b has the columns of c_two"),
                                               QStringLiteral("c: index c_one is covered by c_two, which begins with its columns"), QStringLiteral("c: index c_again has the columns of c_u_key"),
                                               QStringLiteral("c: no index begins with the columns of foreign key c_p_fkey: deleting a parent row reads the whole table")};
    // The server makes an index for each foreign key.
    QTest::newRow("mariadb") << QStringLiteral("mariadb")
                             << QStringList{QStringLiteral("c: index c_two_b has the columns of c_two"), QStringLiteral("c: index c_one is covered by c_two, which begins with its columns"),
                                            QStringLiteral("c: index u has the columns of c_again")};
}

void TestIndexAdvice::advises()
{
    QFETCH(QString, engine);
    QFETCH(QStringList, advice);
    const QTemporaryDir folder;
    TestServer *server = nullptr;
    QString database;
    QString url = QStringLiteral("sqlite:a.db");
    if (engine != QLatin1String("sqlite")) {
        server = TestServer::forEngine(engine);
        if (!server && !qEnvironmentVariableIsSet("CI"))
            QSKIP(qPrintable(TestServer::problem(engine)));
        QVERIFY2(server, qPrintable(TestServer::problem(engine)));
        database = server->newDatabase();
        url = server->url(database);
    }
    const Engine &under = *engineByName(engine);
    {
        const auto session = std::move(*under.open(under.target(url, folder.path()).value(), Access::ReadWrite, true));
        QByteArrayList schema{"CREATE TABLE p (id INT PRIMARY KEY)",
                              "CREATE TABLE c (id INT PRIMARY KEY, p INT, q INT, u INT UNIQUE, a INT, b INT, FOREIGN KEY (p) REFERENCES p (id), FOREIGN KEY (q) REFERENCES p (id))",
                              "CREATE INDEX c_q ON c (q, a)", "CREATE INDEX c_one ON c (a)", "CREATE INDEX c_two ON c (a, b DESC)", "CREATE INDEX c_two_b ON c (a, b)",
                              "CREATE UNIQUE INDEX c_again ON c (u)", "CREATE UNIQUE INDEX c_unique ON c (b)"};
        if (engine != QLatin1String("mariadb"))
            schema << "CREATE INDEX c_part ON c (b) WHERE a > 0" << "CREATE INDEX c_expression ON c (abs(b))";
        for (const QByteArray &sql : std::as_const(schema)) {
            const auto done = session->execute(sql);
            QVERIFY2(done, done ? "" : qPrintable(done.error().text()));
        }
        QStringList said;
        for (const IndexAdvice &one : indexAdvice(under.snapshot(*session).value()))
            said << text(one);
        said.sort();
        advice.sort();
        QCOMPARE(said.join(u'\n'), advice.join(u'\n'));
    }
    if (server)
        server->dropDatabase(database);
}

QTEST_GUILESS_MAIN(TestIndexAdvice)
#include "tst_indexadvice.moc"
