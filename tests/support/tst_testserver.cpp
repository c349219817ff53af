// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testserver.h"

#include <QFile>
#include <QTest>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace lk;

/// The servers that all other tests stand on: they run as nobody special, answer, and die with the program.
class TstTestServer : public QObject
{
    Q_OBJECT

private slots:
    void answers_data() { rows(); }
    void answers();
    void doesNotRunAsRoot_data() { rows(); }
    void doesNotRunAsRoot();
    void diesWithItsProgram_data() { rows(); }
    void diesWithItsProgram();

private:
    void rows();
};

void TstTestServer::rows()
{
    QTest::addColumn<QString>("engine");
    QTest::newRow("postgresql") << QStringLiteral("postgresql");
    QTest::newRow("mariadb") << QStringLiteral("mariadb");
}

void TstTestServer::answers()
{
    QFETCH(QString, engine);
    TestServer *server = TestServer::forEngine(engine);
    QVERIFY2(server, qPrintable(TestServer::problem(engine)));
    const QString database = server->newDatabase();
    server->run(database, "CREATE TABLE t (x INT); INSERT INTO t VALUES (1), (2);");
    QCOMPARE(server->run(database, "SELECT count(*), sum(x) FROM t;"), QStringLiteral("2\t3"));
    server->dropDatabase(database);
}

void TstTestServer::doesNotRunAsRoot()
{
    QFETCH(QString, engine);
    TestServer *server = TestServer::forEngine(engine);
    QVERIFY2(server, qPrintable(TestServer::problem(engine)));
    QFile status(QStringLiteral("/proc/%1/status").arg(server->pid()));
    QVERIFY(status.open(QIODevice::ReadOnly));
    const QByteArray text = status.readAll();
    QVERIFY(text.contains("\nUid:\t"));
    QVERIFY(!text.contains("\nUid:\t0\t"));
}

void TstTestServer::diesWithItsProgram()
{
    QFETCH(QString, engine);
    // This program again, which starts a server, prints its number and is killed.
    QProcess other;
    other.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--hold"), engine});
    QVERIFY(other.waitForStarted());
    while (!other.canReadLine() && other.waitForReadyRead(60'000)) {}
    const qint64 pid = other.readLine().trimmed().toLongLong();
    QVERIFY(pid > 1);
    QCOMPARE(::kill(pid_t(pid), 0), 0);
    other.kill();
    QVERIFY(other.waitForFinished());
    QTRY_COMPARE_WITH_TIMEOUT(::kill(pid_t(pid), 0), -1, 30'000);
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 3 && QByteArray(argv[1]) == "--hold") {
        TestServer *server = TestServer::forEngine(QString::fromLatin1(argv[2]));
        QTextStream(stdout) << (server ? server->pid() : 0) << Qt::endl;
        ::pause();
        return 0;
    }
    TstTestServer test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_testserver.moc"
