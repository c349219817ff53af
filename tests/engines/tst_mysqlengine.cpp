// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/backuptool.h"
#include "models/engines/mysql/copymask.h"
#include "models/engines/mysql/dumptool.h"
#include "models/engines/mysql/engine.h"
#include "models/engines/mysql/mysqlerror.h"
#include "models/engines/mysql/optionfile.h"
#include "models/engines/mysql/values.h"
#include "models/schema/schemadiff.h"
#include "tests/support/testserver.h"

#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <thread>

using namespace lk;

namespace {

/// Hands bytes on between a client and the server, and swallows the server's answers from when it is told to.
class AnswerEater
{
public:
    explicit AnswerEater(int serverPort)
    {
        m_listener = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        ::bind(m_listener, reinterpret_cast<sockaddr *>(&address), length);
        ::listen(m_listener, 1);
        ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &length);
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this, serverPort] { run(serverPort); });
    }
    ~AnswerEater()
    {
        m_stop = true;
        m_thread.join();
        ::close(m_listener);
    }
    int port() const { return m_port; }
    /// The next answer is not handed on: the connection is closed in its place.
    void eat() { m_eats = true; }

private:
    void run(int serverPort)
    {
        pollfd waiting{m_listener, POLLIN, 0};
        while (!m_stop && ::poll(&waiting, 1, 50) <= 0) {}
        if (m_stop)
            return;
        const int client = ::accept(m_listener, nullptr, nullptr);
        const int server = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(quint16(serverPort));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::connect(server, reinterpret_cast<sockaddr *>(&address), sizeof address);
        while (!m_stop && pass(client, server)) {}
        ::close(client);
        ::close(server);
    }
    bool pass(int client, int server)
    {
        pollfd both[2] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
        if (::poll(both, 2, 50) <= 0)
            return true;
        char bytes[65536];
        for (int i = 0; i < 2; ++i) {
            if (!both[i].revents)
                continue;
            const ssize_t read = ::recv(both[i].fd, bytes, sizeof bytes, 0);
            if (read <= 0 || (i == 1 && m_eats))
                return false;
            if (::send(i == 0 ? server : client, bytes, size_t(read), MSG_NOSIGNAL) != read)
                return false;
        }
        return true;
    }

    int m_listener = -1;
    int m_port = 0;
    std::atomic<bool> m_eats = false;
    std::atomic<bool> m_stop = false;
    std::thread m_thread;
};

/// Command lines of all processes now.
QByteArray commandLines()
{
    QByteArray all;
    for (const QString &pid : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        QFile file(QStringLiteral("/proc/%1/cmdline").arg(pid));
        if (file.open(QIODevice::ReadOnly))
            all += file.readAll().replace('\0', ' ') + '\n';
    }
    return all;
}

} // namespace

/// What only MySQL and MariaDB have; what every engine promises is in tst_engineconformance.
class TstMysqlEngine : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void readsAddresses_data();
    void readsAddresses();
    void refusesAddresses_data();
    void refusesAddresses();
    void readsTheOptionFileAsData();
    void refusesAnOptionFileThatOthersRead();
    void completesFromTheOptionFile();
    void saysWhatIsWrongWithAConnection_data();
    void saysWhatIsWrongWithAConnection();
    void encryptsAsAsked();
    void refusesServersThatAreNone();
    void tellsTheOtherProduct();
    void refusesModesThatReadScriptsInAnotherWay();
    void findsTheNearText_data();
    void findsTheNearText();
    void readsEveryKindOfValue();
    void bindsBytesAndMoments();
    void runsOneStatementOnly();
    void refusesLocalFiles();
    void readsAllResultsOfACall();
    void tellsWarnings();
    void refusesStatementsLargerThanThePacket();
    void modeChangesAreTakenBack();
    void readOnlyRefusesEverything_data();
    void readOnlyRefusesEverything();
    void waitsForLocksOnlySoLong();
    void deadlockEndsTheTransaction();
    void definitionsCommit();
    void lostWhileIdle();
    void lostInAStatement();
    void lostInACommit();
    void cancelsASleepWithinASecond();
    void cancelsALongUpdateWithNothingLeft();
    void lateCancelDoesNotHitTheNextStatement();
    void resetPutsEverythingBack();
    void framesWhatCommits();
    void findsOrphans();
    void lockEndsWithItsConnection();
    void statementsStayInTheCopy();
    void scratchKeepsNamesAndEvents();
    void scratchKnowsWhichIndexesTheServerMade();
    void leftScratchesAreSwept();
    void passwordIsInNoCommandLine();
    void cutDumpIsRefused();
    void dumpNamesTablesWithoutTransactions();
    void restoreThatFailsLeavesTheDatabase();
    void restoreOverWhatIsThere();
    void restoreUnderAnotherName();
    void toolsVersionIsChecked();
    void optionFileQuotesThePassword();
    void namesMissingPrivileges();
    void diagnoses();

private:
    Target targetOf(const QString &url) const { return m_engine.target(url, m_folder->path()).value(); }
    std::unique_ptr<Session> session(Access access = Access::ReadWrite) const { return openOrDie(m_target, access); }
    std::unique_ptr<Session> openOrDie(const Target &target, Access access = Access::ReadWrite) const
    {
        auto opened = m_engine.open(target, access);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().text()));
        return *std::move(opened);
    }
    QString sql(const QByteArray &text) const { return m_server->run(m_database, text); }
    QStringList scratches() const
    {
        return m_server->run(QStringLiteral("mysql"), "SHOW DATABASES LIKE 'lockkeeper\\_scratch\\_%'").split(u'\n', Qt::SkipEmptyParts);
    }
    void fillRich() const;

    MariadbEngine m_engine;
    TestServer *m_server = nullptr;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_database;
    Target m_target;
};

void TstMysqlEngine::initTestCase()
{
    m_server = TestServer::mariadb();
    QVERIFY2(m_server, qPrintable(TestServer::problem(QStringLiteral("mariadb"))));
    qunsetenv("MYSQL_PWD");
}

void TstMysqlEngine::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    qputenv("HOME", m_folder->path().toUtf8());
    m_database = m_server->newDatabase();
    m_target = targetOf(m_server->url(m_database));
}

void TstMysqlEngine::cleanup()
{
    m_server->dropDatabase(m_database);
    QCOMPARE(scratches(), QStringList());
}

void TstMysqlEngine::readsAddresses_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("shown");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("mode");
    const auto row = [](const char *name, const char *url, const char *shown, const char *host, int port, const char *mode) {
        QTest::newRow(name) << QString::fromLatin1(url) << QString::fromLatin1(shown) << QString::fromLatin1(host) << port << QString::fromLatin1(mode);
    };
    row("whole", "mariadb://me:secret@db.example.org:3307/shop", "mariadb://me@db.example.org:3307/shop", "db.example.org", 3307, "VERIFY_IDENTITY");
    row("port left out", "mariadb://me@db.example.org/shop", "mariadb://me@db.example.org:3306/shop", "db.example.org", 3306, "VERIFY_IDENTITY");
    row("here, by port", "mariadb://me@localhost:3306/shop", "mariadb://me@localhost:3306/shop", "localhost", 3306, "PREFERRED");
    row("here", "mariadb://me@localhost/shop", "mariadb://me@/shop", "", 0, "PREFERRED");
    row("socket", "mariadb://me:secret@/shop?socket=/run/m.sock", "mariadb://me@/shop?socket=/run/m.sock", "/run/m.sock", 0, "PREFERRED");
    row("mode", "mariadb://me@db.example.org/shop?ssl-mode=required", "mariadb://me@db.example.org:3306/shop?ssl-mode=REQUIRED", "db.example.org", 3306,
        "REQUIRED");
    row("written in percents", "mariadb://m%40e:a%2Fb@db.example.org/my%20shop", "mariadb://m%40e@db.example.org:3306/my%20shop", "db.example.org", 3306,
        "VERIFY_IDENTITY");
}

void TstMysqlEngine::readsAddresses()
{
    QFETCH(QString, url);
    const Target target = targetOf(url);
    QTEST(target.url, "shown");
    QTEST(target.host, "host");
    QTEST(target.port, "port");
    QTEST(sslModeOf(target), "mode");
    QCOMPARE(targetOf(target.url).url, target.url); // what is shown can be typed again
    QVERIFY(!target.url.contains(QLatin1String("secret")));
}

void TstMysqlEngine::refusesAddresses_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("word");
    QTest::newRow("scheme") << QStringLiteral("mysql://me@h/shop") << QStringLiteral("mariadb://");
    QTest::newRow("no database") << QStringLiteral("mariadb://me:hidden@h") << QStringLiteral("no database");
    QTest::newRow("option") << QStringLiteral("mariadb://me:hidden@h/shop?sslmode=require") << QStringLiteral("sslmode");
    QTest::newRow("mode") << QStringLiteral("mariadb://me:hidden@h/shop?ssl-mode=maybe") << QStringLiteral("VERIFY_CA");
    QTest::newRow("authority") << QStringLiteral("mariadb://me:hidden@h/shop?ssl-mode=VERIFY_CA") << QStringLiteral("ssl-ca");
    QTest::newRow("two places") << QStringLiteral("mariadb://me:hidden@h/shop?socket=/run/x") << QStringLiteral("socket");
    QTest::newRow("slash") << QStringLiteral("mariadb://me:hidden@h/a%2Fb") << QStringLiteral("slash");
    QTest::newRow("long name") << QStringLiteral("mariadb://me:hidden@h/") + QString(65, u'x') << QStringLiteral("64");
    QTest::newRow("time-out") << QStringLiteral("mariadb://me:hidden@h/shop?connect-timeout=soon") << QStringLiteral("connect-timeout");
}

void TstMysqlEngine::refusesAddresses()
{
    QFETCH(QString, url);
    QFETCH(QString, word);
    const auto target = m_engine.target(url, m_folder->path());
    QVERIFY(!target);
    QCOMPARE(target.error().code, ErrorCode::Usage);
    QVERIFY2(target.error().text().contains(word), qPrintable(target.error().text()));
    QVERIFY(!target.error().text().contains(QLatin1String("hidden")));
}

void TstMysqlEngine::readsTheOptionFileAsData()
{
    QFile file(m_folder->filePath(QStringLiteral(".my.cnf")));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner));
    file.write("!include /etc/passwd\n[mysqld]\nuser=daemon\n[client]\nuser = me # that's me\npassword=\"a#b\\\\c\\\"d e\"\nhost=h\nport=3333\n"
               "socket='/run/a.sock'\ninit-command=DROP DATABASE x\n[other]\nuser=other");
    file.close();
    const ClientOptions options = readClientOptions(file.fileName()).value();
    QCOMPARE(options.user, QStringLiteral("me"));
    QCOMPARE(options.password.reveal(), QStringLiteral("a#b\\c\"d e"));
    QCOMPARE(options.host, QStringLiteral("h"));
    QCOMPARE(options.port, 3333);
    QCOMPARE(options.socket, QStringLiteral("/run/a.sock"));
    QVERIFY(readClientOptions(m_folder->filePath(QStringLiteral("none")))->user.isEmpty());
}

void TstMysqlEngine::refusesAnOptionFileThatOthersRead()
{
    QFile file(m_folder->filePath(QStringLiteral(".my.cnf")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[client]\npassword=x");
    file.close();
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup));
    const auto options = readClientOptions(file.fileName());
    QVERIFY(!options);
    QVERIFY(options.error().nextStep.contains(QLatin1String("chmod 600")));
}

void TstMysqlEngine::completesFromTheOptionFile()
{
    QFile file(m_folder->filePath(QStringLiteral(".my.cnf")));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner));
    file.write("[client]\nuser=" + m_server->user().toUtf8() + "\npassword=" + m_server->password().toUtf8() + "\nsocket=" + m_server->socket().toUtf8() + "\n");
    file.close();
    const Target target = targetOf(QStringLiteral("mariadb:///") + m_database);
    QCOMPARE(target.user, m_server->user());
    QCOMPARE(target.host, m_server->socket());
    QVERIFY(target.password.isEmpty());
    QCOMPARE(openOrDie(target)->info().database, m_database);
    // The password is that user's alone.
    QVERIFY(passwordFor(targetOf(QStringLiteral("mariadb://somebody@h/shop")))->isEmpty());
    // An address that names its server is not turned elsewhere.
    QCOMPARE(targetOf(QStringLiteral("mariadb://h/shop")).host, QStringLiteral("h"));
}

void TstMysqlEngine::saysWhatIsWrongWithAConnection_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("word");
    QTest::newRow("password") << QStringLiteral("password") << QStringLiteral("refuses the user");
    QTest::newRow("database") << QStringLiteral("database") << QStringLiteral("there is no database");
    QTest::newRow("rights") << QStringLiteral("rights") << QStringLiteral("may not use the database");
    QTest::newRow("host") << QStringLiteral("host") << QStringLiteral("there is no host");
    QTest::newRow("port") << QStringLiteral("port") << QStringLiteral("no server answers");
    QTest::newRow("socket") << QStringLiteral("socket") << QStringLiteral("no server answers at /nowhere");
    QTest::newRow("authority") << QStringLiteral("authority") << QStringLiteral("certificate is not trusted");
    QTest::newRow("name") << QStringLiteral("name") << QStringLiteral("host name that the certificate is for");
}

void TstMysqlEngine::saysWhatIsWrongWithAConnection()
{
    QFETCH(QString, kind);
    QFETCH(QString, word);
    sql("CREATE USER IF NOT EXISTS nobody@'%' IDENTIFIED BY 'x'");
    const QMap<QString, QString> urls{
        {QStringLiteral("password"), m_server->urlAs(m_server->user(), QStringLiteral("wrong"), m_database)},
        {QStringLiteral("database"), m_server->url(QStringLiteral("nosuch"))},
        {QStringLiteral("rights"), m_server->urlAs(QStringLiteral("nobody"), QStringLiteral("x"), m_database)},
        {QStringLiteral("host"), QStringLiteral("mariadb://me@no-such-host.invalid/shop")},
        {QStringLiteral("port"), QStringLiteral("mariadb://me@127.0.0.1:1/shop")},
        {QStringLiteral("socket"), QStringLiteral("mariadb://me@/shop?socket=/nowhere")},
        // Without an authority newer client libraries let the password vouch for the server, so a wrong one is given.
        {QStringLiteral("authority"), m_server->url(m_database, QStringLiteral("ssl-mode=VERIFY_IDENTITY&ssl-ca=") + m_server->authorityFile())
                                          .replace(QLatin1String("ca.crt"), QLatin1String("server.crt"))},
        {QStringLiteral("name"), m_server->url(m_database, QStringLiteral("ssl-mode=VERIFY_IDENTITY&ssl-ca=") + m_server->authorityFile())
                                     .replace(QLatin1String("127.0.0.1"), QLatin1String("127.0.0.2"))}}; // 127.0.0.1 is taken for localhost by newer ones
    const auto opened = m_engine.open(targetOf(urls.value(kind)), Access::ReadWrite);
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, kind == u"password" ? ErrorCode::Password : ErrorCode::Connection);
    QVERIFY2(opened.error().text().contains(word), qPrintable(opened.error().text()));
    QVERIFY(!opened.error().nextStep.isEmpty());
    QVERIFY(!opened.error().text().contains(m_server->password()));
}

void TstMysqlEngine::encryptsAsAsked()
{
    const auto cipher = [&](const QString &options) {
        return openOrDie(targetOf(m_server->url(m_database, options).replace(QLatin1String("127.0.0.1"), QLatin1String("localhost"))), Access::ReadOnly)
            ->info()
            .cipher;
    };
    QVERIFY(cipher(QStringLiteral("ssl-mode=DISABLED")).isEmpty());
    QVERIFY(!cipher(QStringLiteral("ssl-mode=PREFERRED")).isEmpty());
    QVERIFY(!cipher(QStringLiteral("ssl-mode=REQUIRED")).isEmpty());
    QVERIFY(!cipher(QStringLiteral("ssl-mode=VERIFY_CA&ssl-ca=") + m_server->authorityFile()).isEmpty());
    QVERIFY(!cipher(QStringLiteral("ssl-mode=VERIFY_IDENTITY&ssl-ca=") + m_server->authorityFile()).isEmpty());

    // A server without encryption, as a man in the middle would show it: nothing of the password goes out.
    QTcpServer plain;
    QVERIFY(plain.listen(QHostAddress::LocalHost));
    QByteArray heard;
    std::atomic<bool> stop = false;
    const qintptr descriptor = plain.socketDescriptor();
    std::thread server([&] {
        pollfd waiting{int(descriptor), POLLIN, 0};
        while (!stop) {
            if (::poll(&waiting, 1, 50) <= 0)
                continue;
            const int client = ::accept(int(descriptor), nullptr, nullptr);
            static const QByteArray body = QByteArray("\x0a" "10.11.0-MariaDB\0" "\x01\0\0\0" "12345678\0" "\xfe\xf7" "\x2d\x02\0" "\xff\x81\x15\0\0\0\0\0\0\x07\0\0\0"
                                                      "123456789012\0mysql_native_password\0", 16 + 1 + 4 + 9 + 2 + 3 + 13 + 13 + 22);
            const QByteArray greeting = QByteArray(1, char(body.size())) + QByteArray(3, '\0') + body;
            ::send(client, greeting.constData(), size_t(greeting.size()), MSG_NOSIGNAL);
            char bytes[4096];
            pollfd answer{client, POLLIN, 0};
            if (::poll(&answer, 1, 500) > 0) {
                const ssize_t read = ::recv(client, bytes, sizeof bytes, 0);
                heard += QByteArray(bytes, std::max<ssize_t>(read, 0));
            }
            ::close(client);
        }
    });
    QStringList said;
    for (const char *mode : {"REQUIRED", "VERIFY_IDENTITY"}) {
        const auto opened = m_engine.open(targetOf(QStringLiteral("mariadb://me:secret@127.0.0.1:%1/shop?ssl-mode=%2").arg(plain.serverPort()).arg(QLatin1String(mode))),
                                          Access::ReadOnly);
        said << (opened ? QString() : opened.error().what);
    }
    stop = true;
    server.join();
    QCOMPARE(said, QStringList({QStringLiteral("the server does not encrypt"), QStringLiteral("the server does not encrypt")}));
    QCOMPARE(heard, QByteArray());
}

void TstMysqlEngine::refusesServersThatAreNone()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    const qintptr descriptor = other.socketDescriptor();
    std::thread server([descriptor] {
        const int client = ::accept(int(descriptor), nullptr, nullptr);
        ::send(client, "220 mail.example.org ESMTP\r\n", 28, MSG_NOSIGNAL);
        ::close(client);
    });
    const auto opened = m_engine.open(targetOf(QStringLiteral("mariadb://me:secret@127.0.0.1:%1/shop?ssl-mode=DISABLED").arg(other.serverPort())), Access::ReadOnly);
    server.join();
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::Connection);
    QVERIFY2(opened.error().text().contains(QLatin1String("no MySQL")), qPrintable(opened.error().text()));
}

void TstMysqlEngine::tellsTheOtherProduct()
{
    const MysqlEngine mysql;
    const auto opened = mysql.open(mysql.target(m_server->url(m_database).replace(QLatin1String("mariadb:"), QLatin1String("mysql:")), {}).value(), Access::ReadOnly);
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text()));
    QCOMPARE((*opened)->info().engine, QStringLiteral("mysql"));
    QCOMPARE((*opened)->info().product, QStringLiteral("MariaDB"));
    QVERIFY((*opened)->info().remark.contains(QLatin1String("mariadb://")));
    QCOMPARE(session(Access::ReadOnly)->info().remark, QString());
    QVERIFY(session(Access::ReadOnly)->info().versionNumber >= 100600);
    // One database, whatever the address calls it.
    QCOMPARE(mysql.identity(mysql.target(m_server->url(m_database).replace(QLatin1String("mariadb:"), QLatin1String("mysql:")), {}).value()),
             m_engine.identity(m_target));
}

void TstMysqlEngine::refusesModesThatReadScriptsInAnotherWay()
{
    for (const char *mode : {"ANSI_QUOTES", "NO_BACKSLASH_ESCAPES", "ORACLE"}) {
        const Target target = targetOf(m_server->url(m_database, QStringLiteral("sql-mode=") + QLatin1String(mode)));
        const auto opened = m_engine.open(target, Access::ReadWrite);
        QVERIFY(!opened);
        QVERIFY2(opened.error().nextStep.contains(QLatin1String("sql-mode=")), qPrintable(opened.error().text()));
        QVERIFY(openOrDie(target, Access::ReadOnly)->info().remark.contains(QLatin1String(mode)));
    }
    const auto strict = openOrDie(targetOf(m_server->url(m_database, QStringLiteral("sql-mode=STRICT_ALL_TABLES"))));
    QCOMPARE(strict->query(QStringLiteral("SELECT @@sql_mode"))->rows[0][0].toString(), QStringLiteral("STRICT_ALL_TABLES"));
    QVERIFY(openOrDie(targetOf(m_server->url(m_database, QStringLiteral("sql-mode="))), Access::ReadOnly)->info().remark.contains(QLatin1String("not strict")));
}

void TstMysqlEngine::findsTheNearText_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");
    QTest::newRow("first word") << QByteArray("SELEC 1") << 1 << 1;
    QTest::newRow("second line, after wide letters") << QByteArray("SELECT 'ä',\n'öü' FRO t WHERE") << 2 << 10;
    QTest::newRow("same text before") << QByteArray("SELECT 1 FROM t,\nWHERE 1 FROM t") << 2 << 1;
    QTest::newRow("at the end") << QByteArray("CREATE TABLE t (a INT") << 1 << 22;
    QTest::newRow("long rest") << QByteArray("SELECT 1\nFROM t x y ") + QByteArray(500, 'z') << 2 << 10;
}

void TstMysqlEngine::findsTheNearText()
{
    QFETCH(QByteArray, statement);
    const auto failed = session()->execute(statement);
    QVERIFY(!failed);
    QVERIFY2(failed.error().why.contains(QLatin1String("(MariaDB 1064, 42000)")), qPrintable(failed.error().why));
    QTEST(int(failed.error().where.line), "line");
    QTEST(int(failed.error().where.column), "column");
}

void TstMysqlEngine::readsEveryKindOfValue()
{
    const auto db = session();
    QVERIFY(db->execute("CREATE TABLE v (a TINYINT, b BIGINT UNSIGNED, c DECIMAL(20,5), d DOUBLE, e FLOAT, f BIT(9), g BLOB, h TEXT, i JSON, j TIME, "
                        "k DATE, l DATETIME(3), m YEAR, n ENUM('x'), o BINARY(2))"));
    QVERIFY(db->execute("SET sql_mode = ''"));
    QVERIFY(db->execute("INSERT INTO v VALUES (-1, 18446744073709551615, 123456789012345.12345, 0.1, 0.5, b'100000001', x'00ff', 'ä', '{\"a\": 1}', '-26:00:00', "
                        "'0000-00-00', '2024-02-30 10:00:00.125', 2024, 'x', 'ab')"));
    const QVariantList row = db->query(QStringLiteral("SELECT * FROM v"))->rows[0];
    QCOMPARE(row[0], QVariant(qint64(-1)));
    QCOMPARE(row[1], QVariant(std::numeric_limits<quint64>::max()));
    QCOMPARE(row[2], QVariant(QStringLiteral("123456789012345.12345")));
    QCOMPARE(row[3], QVariant(0.1));
    QCOMPARE(row[4], QVariant(0.5));
    QCOMPARE(row[5], QVariant(quint64(257)));
    QCOMPARE(row[6], QVariant(QByteArray("\0\xff", 2)));
    QCOMPARE(row[7], QVariant(QStringLiteral("ä")));
    QCOMPARE(row[8], QVariant(QStringLiteral("{\"a\": 1}")));
    QCOMPARE(row[9], QVariant(QStringLiteral("-26:00:00")));
    QCOMPARE(row[10], QVariant(QStringLiteral("0000-00-00")));
    QCOMPARE(row[11], QVariant(QStringLiteral("0000-00-00 00:00:00.000")));
    QCOMPARE(row[12], QVariant(qint64(2024)));
    QCOMPARE(row[13], QVariant(QStringLiteral("x")));
    QCOMPARE(row[14], QVariant(QByteArray("ab")));
}

void TstMysqlEngine::bindsBytesAndMoments()
{
    const auto db = session();
    QVERIFY(db->execute("CREATE TABLE v (a BLOB, b DATETIME(3), c BOOL, d TEXT)"));
    const QDateTime moment(QDate(2024, 5, 6), QTime(7, 8, 9, 10), QTimeZone(3600));
    const QString nasty = QStringLiteral("\\' OR 1=1 -- ?") + QChar(0) + QStringLiteral("ü\n");
    QVERIFY(db->execute("INSERT INTO v VALUES (?, /* ? */ ?, ?, ?) -- ?", {QByteArray("\0'\\\xff", 4), moment, true, nasty}));
    const QVariantList row = db->query(QStringLiteral("SELECT * FROM v WHERE d = ?"), {nasty})->rows.at(0);
    QCOMPARE(row[0].toByteArray(), QByteArray("\0'\\\xff", 4));
    QCOMPARE(row[1].toString(), QStringLiteral("2024-05-06 06:08:09.010"));
    QCOMPARE(row[2].toInt(), 1);
    QCOMPARE(row[3].toString(), nasty);
    QVERIFY(!db->execute("INSERT INTO v (c) VALUES (?)", {1, 2}));
    QVERIFY(!db->execute("INSERT INTO v (c, d) VALUES (?, ?)", {1}));
}

void TstMysqlEngine::runsOneStatementOnly()
{
    const auto db = session();
    const auto failed = db->execute("CREATE TABLE a (x INT); CREATE TABLE b (x INT)");
    QVERIFY(!failed);
    QVERIFY(!*db->hasTable(QStringLiteral("a")));
    QVERIFY(!db->execute("/* nothing */"));
}

void TstMysqlEngine::refusesLocalFiles()
{
    const auto db = session();
    QVERIFY(db->execute("CREATE TABLE a (x TEXT)"));
    const auto failed = db->execute("LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE a");
    QVERIFY(!failed);
    QVERIFY2(failed.error().why.contains(QLatin1String("infile"), Qt::CaseInsensitive), qPrintable(failed.error().why));
    QCOMPARE(db->execute("SELECT * FROM a")->rows, 0);
}

void TstMysqlEngine::readsAllResultsOfACall()
{
    const auto db = session();
    QVERIFY(db->execute("CREATE TABLE a (x INT)"));
    QVERIFY(db->execute("CREATE PROCEDURE p() BEGIN SELECT 1 UNION SELECT 2; INSERT INTO a VALUES (1); SELECT 3; END"));
    QCOMPARE(db->execute("CALL p()")->rows, 3);
    QCOMPARE(db->query(QStringLiteral("CALL p()"))->rows.size(), size_t(2));
    QCOMPARE(db->execute("SELECT * FROM a")->rows, 2); // in step with the server
    QVERIFY(db->execute("CREATE PROCEDURE q() BEGIN SELECT 1; SELECT nosuch FROM a; END"));
    const auto failed = db->execute("CALL q()");
    QVERIFY(!failed);
    QVERIFY(failed.error().why.contains(QLatin1String("1054")));
    QCOMPARE(db->execute("SELECT * FROM a")->rows, 2);
}

void TstMysqlEngine::tellsWarnings()
{
    const auto db = session();
    QVERIFY(db->execute("CREATE TABLE a (x VARCHAR(2))"));
    const StatementOutcome cut = db->execute("INSERT IGNORE INTO a VALUES ('abc')").value();
    QCOMPARE(cut.rows, 1);
    QCOMPARE(cut.notices, QStringList(QStringLiteral("Warning 1265: Data truncated for column 'x' at row 1")));
    QCOMPARE(db->execute("DROP TABLE IF EXISTS nosuch")->notices.size(), 1);
    QVERIFY(db->execute("SELECT 1")->notices.isEmpty());
    const StatementOutcome many = db->execute("INSERT IGNORE INTO a SELECT 'abc' FROM seq_1_to_1000").value();
    QCOMPARE(many.rows, 1000);
    QVERIFY2(many.notices.size() <= 65, qPrintable(QString::number(many.notices.size())));
}

void TstMysqlEngine::refusesStatementsLargerThanThePacket()
{
    const auto db = session();
    const qint64 most = db->query(QStringLiteral("SELECT @@max_allowed_packet"))->rows[0][0].toLongLong();
    const auto failed = db->execute("SELECT '" + QByteArray(most, 'x') + "'");
    QVERIFY(!failed);
    QVERIFY(failed.error().why.contains(QLatin1String("max_allowed_packet")));
    QVERIFY(db->execute("SELECT 1")); // the connection stands
    QCOMPARE(db->execute("SELECT '" + QByteArray(most - 100, 'x') + "'")->rows, 1);
}

void TstMysqlEngine::modeChangesAreTakenBack()
{
    const auto db = session();
    const auto failed = db->execute("SET SESSION sql_mode = 'ANSI_QUOTES'");
    QVERIFY(!failed);
    QVERIFY(failed.error().why.contains(QLatin1String("ANSI_QUOTES")));
    QCOMPARE(db->execute("SELECT \"text\"")->rows, 1);
    QVERIFY(db->execute("SET SESSION sql_mode = 'STRICT_ALL_TABLES'"));
}

void TstMysqlEngine::readOnlyRefusesEverything_data()
{
    QTest::addColumn<QByteArray>("sql");
    for (const char *sql :
         {"INSERT INTO t VALUES (2)", "REPLACE INTO t VALUES (1)", "DELETE FROM t", "TRUNCATE t", "DROP TABLE t", "CREATE TABLE u (x INT)",
          "ALTER TABLE t ADD y INT", "RENAME TABLE t TO u", "CREATE VIEW v AS SELECT 1", "CREATE PROCEDURE p() SELECT 1", "CREATE USER u9", "GRANT SELECT ON *.* TO u9",
          "SET GLOBAL max_connections = 200", "SET SESSION TRANSACTION READ WRITE", "START TRANSACTION READ WRITE", "DROP DATABASE mysql", "ANALYZE TABLE t",
          "CALL p()", "WITH x AS (SELECT 1) DELETE FROM t", "SELECT NEXTVAL(s)", "(DELETE FROM t)", "/*!40101 DELETE FROM t */", "EXPLAIN DELETE FROM t; DELETE FROM t",
          "LOCK TABLES t WRITE", "FLUSH TABLES", "DO RELEASE_ALL_LOCKS()", "KILL 1"})
        QTest::newRow(sql) << QByteArray(sql);
}

void TstMysqlEngine::readOnlyRefusesEverything()
{
    QFETCH(QByteArray, sql);
    this->sql("CREATE TABLE t (id INT PRIMARY KEY); INSERT INTO t VALUES (1); CREATE SEQUENCE s");
    const auto db = session(Access::ReadOnly);
    const auto failed = db->execute(sql);
    QVERIFY(!failed);
    QVERIFY(!failed.error().text().isEmpty());
    QCOMPARE(this->sql("SELECT GROUP_CONCAT(id) FROM t"), QStringLiteral("1"));
}

void TstMysqlEngine::waitsForLocksOnlySoLong()
{
    sql("CREATE TABLE t (id INT PRIMARY KEY); INSERT INTO t VALUES (1)");
    const auto first = session();
    QVERIFY(first->begin());
    QVERIFY(first->execute("UPDATE t SET id = 2"));
    Target hasty = m_target;
    hasty.lockTimeoutMs = 1000;
    const auto second = openOrDie(hasty);
    QElapsedTimer clock;
    clock.start();
    const auto row = second->execute("DELETE FROM t");
    const auto table = second->execute("ALTER TABLE t ADD x INT");
    QVERIFY(clock.elapsed() < 4000);
    for (const auto &failed : {row, table}) {
        QVERIFY(!failed);
        QCOMPARE(failed.error().code, ErrorCode::Locked);
        QVERIFY(failed.error().nextStep.contains(QLatin1String("SHOW PROCESSLIST")));
    }
}

void TstMysqlEngine::deadlockEndsTheTransaction()
{
    sql("CREATE TABLE t (id INT PRIMARY KEY, x INT); INSERT INTO t VALUES (1, 0), (2, 0)");
    const auto first = session();
    const auto second = session();
    QVERIFY(first->begin() && second->begin());
    QVERIFY(first->execute("UPDATE t SET x = 1 WHERE id = 1"));
    QVERIFY(second->execute("UPDATE t SET x = 2 WHERE id = 2"));
    Result<StatementOutcome> other;
    std::thread waiting([&] { other = first->execute("UPDATE t SET x = 1 WHERE id = 2"); });
    QTest::qSleep(300);
    const auto mine = second->execute("UPDATE t SET x = 2 WHERE id = 1");
    waiting.join();
    QVERIFY(mine.has_value() != other.has_value());
    QCOMPARE((mine ? other : mine).error().code, ErrorCode::Locked);
    QVERIFY(!(mine ? first : second)->inTransaction()); // the server has rolled it back
    QVERIFY((mine ? second : first)->inTransaction());
}

void TstMysqlEngine::definitionsCommit()
{
    const auto db = session();
    QVERIFY(db->execute("CREATE TABLE t (id INT)"));
    QVERIFY(db->begin());
    QVERIFY(!db->begin()); // the server would commit the first
    QVERIFY(db->execute("INSERT INTO t VALUES (1)"));
    QVERIFY(db->execute("CREATE TABLE u (id INT)"));
    QVERIFY(!db->inTransaction());
    QVERIFY(!db->rollback());
    QVERIFY(!db->commit());
    QCOMPARE(db->execute("SELECT * FROM t")->rows, 1);
}

void TstMysqlEngine::lostWhileIdle()
{
    const auto db = session();
    QVERIFY(db->begin());
    const QString connection = db->info().connection;
    const auto looking = session(Access::ReadOnly);
    QVERIFY(*m_engine.isConnected(*looking, connection));
    sql("KILL " + connection.toLatin1());
    QTRY_VERIFY(!*m_engine.isConnected(*looking, connection));
    for (int i = 0; i < 2; ++i) {
        const auto failed = db->execute("SELECT 1");
        QVERIFY(!failed);
        QCOMPARE(failed.error().code, ErrorCode::Connection);
    }
    QVERIFY(!db->inTransaction());
}

void TstMysqlEngine::lostInAStatement()
{
    const auto db = session();
    const QByteArray connection = db->info().connection.toLatin1();
    std::thread other([&] {
        QTest::qSleep(200);
        sql("KILL " + connection);
    });
    const auto failed = db->execute("SELECT SLEEP(60)");
    other.join();
    QVERIFY(!failed);
    QCOMPARE(failed.error().code, ErrorCode::Connection);
    QVERIFY(!failed.error().nextStep.isEmpty());
}

void TstMysqlEngine::lostInACommit()
{
    sql("CREATE TABLE t (id INT)");
    AnswerEater between(m_server->port());
    Target target = targetOf(m_server->url(m_database, QStringLiteral("ssl-mode=DISABLED")));
    target.host = QStringLiteral("127.0.0.1");
    target.port = between.port();
    const auto db = openOrDie(target);
    QVERIFY(db->begin());
    QVERIFY(db->execute("INSERT INTO t VALUES (1)"));
    QVERIFY(!db->transactionId()->isEmpty());
    between.eat();
    const auto committed = db->commit();
    QVERIFY(!committed);
    QCOMPARE(committed.error().code, ErrorCode::Unknown);
    QVERIFY(committed.error().nextStep.contains(QLatin1String("tracking table")));
    QCOMPARE(sql("SELECT COUNT(*) FROM t"), QStringLiteral("1")); // it did take effect
}

void TstMysqlEngine::cancelsASleepWithinASecond()
{
    const auto db = session();
    QElapsedTimer clock;
    std::thread other([&clock, cancel = db->canceller()] {
        QTest::qSleep(300);
        clock.start();
        cancel();
    });
    const auto outcome = db->execute("SELECT SLEEP(60)");
    const qint64 ms = clock.elapsed();
    other.join();
    QVERIFY2(ms < 1000, qPrintable(QString::number(ms)));
    // MariaDB answers a stopped SLEEP like a finished one or with an error; in both the session goes on.
    QVERIFY(outcome || outcome.error().code == ErrorCode::Cancelled);
    QCOMPARE(db->execute("SELECT 1")->rows, 1);
}

void TstMysqlEngine::cancelsALongUpdateWithNothingLeft()
{
    sql("CREATE TABLE t (id INT PRIMARY KEY, x INT) SELECT seq AS id, 0 AS x FROM seq_1_to_2000");
    const auto db = session();
    QVERIFY(db->begin());
    QVERIFY(db->execute("UPDATE t SET x = 1 WHERE id = 1"));
    QElapsedTimer clock;
    std::thread other([&clock, cancel = db->canceller()] {
        QTest::qSleep(300);
        clock.start();
        cancel();
    });
    const auto outcome = db->execute("UPDATE t SET x = x + 1 + SLEEP(0.05)");
    const qint64 ms = clock.elapsed();
    other.join();
    QVERIFY2(ms < 1000, qPrintable(QString::number(ms)));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Cancelled);
    QVERIFY(db->inTransaction()); // on MySQL the rows before it stay until somebody rolls back
    QVERIFY(db->rollback());
    QCOMPARE(sql("SELECT COUNT(*) FROM t WHERE x <> 0"), QStringLiteral("0"));
}

void TstMysqlEngine::lateCancelDoesNotHitTheNextStatement()
{
    const auto db = session();
    const std::function<void()> cancel = db->canceller();
    std::atomic<bool> stop = false;
    std::thread other([&] {
        while (!stop)
            cancel();
    });
    int ended = 0;
    for (int i = 0; i < 200; ++i)
        ended += db->execute("SELECT 1").has_value();
    stop = true;
    other.join();
    for (int i = 0; i < 200; ++i)
        QVERIFY(db->execute("SELECT 1"));
    QVERIFY(ended > 0);
}

void TstMysqlEngine::resetPutsEverythingBack()
{
    const auto db = session();
    const QString other = m_server->newDatabase();
    for (const QByteArray &statement : {QByteArray("SET SESSION foreign_key_checks = 0, sql_mode = '', autocommit = 0, time_zone = '+05:00', lock_wait_timeout = 77"),
                                        QByteArray("SET NAMES latin1"), QByteArray("SET @x = 1"), QByteArray("CREATE TEMPORARY TABLE tmp (x INT)"),
                                        "USE " + other.toLatin1()})
        QVERIFY(db->execute(statement));
    QVERIFY(db->begin());
    QVERIFY(!db->reset());
    QVERIFY(db->rollback());
    const auto done = db->reset();
    QVERIFY2(done, done ? "" : qPrintable(done.error().text()));
    const QString asked = QStringLiteral("SELECT DATABASE(), @@foreign_key_checks, @@sql_mode, @@autocommit, @@time_zone, @@lock_wait_timeout, "
                                         "@@character_set_client, @@character_set_results, @x");
    QCOMPARE(db->query(asked)->rows, session()->query(asked)->rows);
    QVERIFY(!db->execute("SELECT * FROM tmp"));
    QCOMPARE(db->query(QStringLiteral("SELECT 'ä'"))->rows[0][0].toString(), QStringLiteral("ä"));
    m_server->dropDatabase(other);
}

void TstMysqlEngine::framesWhatCommits()
{
    const auto framed = [&](const std::vector<QByteArray> &script) {
        std::vector<ScriptStatement> statements;
        for (const QByteArray &statement : script)
            statements.push_back({statement, readFacts(statement, mariadbDialect())});
        return m_engine.frame(statements);
    };
    QVERIFY(framed({"INSERT INTO t VALUES (1)", "UPDATE t SET x = 1"}).statements.empty());
    const StepFrame mixed = framed({"INSERT INTO t VALUES (1)", "ALTER TABLE t ADD y INT"});
    QCOMPARE(mixed.statements.size(), size_t(2));
    QVERIFY(!mixed.statements[0].alone);
    QVERIFY(mixed.statements[1].alone);
    QVERIFY(mixed.statements[1].cost.contains(QLatin1String("rollback can't undo")));
    QVERIFY(!mixed.checkReferences);
    const StepFrame unchecked = framed({"SET foreign_key_checks = 0", "DELETE FROM t"});
    QVERIFY(unchecked.checkReferences);
    QCOMPARE(unchecked.after.size(), 1);
    // What is broken before the step is known when it begins.
    sql("CREATE TABLE parent (a INT PRIMARY KEY); CREATE TABLE child (a INT PRIMARY KEY, FOREIGN KEY (a) REFERENCES parent (a)); "
        "SET foreign_key_checks = 0; INSERT INTO child VALUES (1)");
    const auto db = session();
    for (const QByteArray &statement : unchecked.before)
        QVERIFY(db->execute(statement));
    QCOMPARE(m_engine.referenceViolations(*db)->size(), 1);
    QVERIFY(!db->execute("INSERT INTO child VALUES (2)"));
    QVERIFY(!framed({"SET foreign_key_checks = 1"}).checkReferences);
    QVERIFY(!m_engine.traits().transactionalDdl);
}

void TstMysqlEngine::findsOrphans()
{
    sql("CREATE TABLE parent (a INT, b INT, PRIMARY KEY (a, b)); CREATE TABLE child (id INT PRIMARY KEY, x INT, y INT, FOREIGN KEY (x, y) REFERENCES parent (a, b)); "
        "INSERT INTO parent VALUES (1, 1); INSERT INTO child VALUES (1, 1, 1), (2, NULL, 5)");
    const auto db = session();
    QVERIFY(db->execute("SET foreign_key_checks = 0"));
    QVERIFY(db->execute("INSERT INTO child VALUES (8, 1, 2)"));
    const QStringList found = m_engine.referenceViolations(*db).value();
    QCOMPARE(found, QStringList(QStringLiteral("child: row 8 refers to a row of parent that is not there (x, y)")));
    // A session that changed no checks does not read every table.
    QCOMPARE(m_engine.referenceViolations(*session()).value(), QStringList());
}

void TstMysqlEngine::lockEndsWithItsConnection()
{
    auto lock = m_engine.lock(m_target);
    QVERIFY(lock);
    const auto second = m_engine.lock(m_target);
    QVERIFY(!second);
    QCOMPARE(second.error().code, ErrorCode::Locked);
    for (const QString &word : {m_server->user(), QStringLiteral("connection "), QStringLiteral("since 20")})
        QVERIFY2(second.error().why.contains(word), qPrintable(second.error().why));
    static const QRegularExpression number(QStringLiteral("connection (\\d+)"));
    sql("KILL " + number.match(second.error().why).captured(1).toLatin1());
    QTRY_VERIFY(m_engine.lock(m_target));
}

void TstMysqlEngine::fillRich() const
{
    const QByteArray name = m_database.toLatin1();
    QByteArray script = "CREATE TABLE log (id INT AUTO_INCREMENT PRIMARY KEY, w TEXT);"
                        "CREATE TABLE p (id INT PRIMARY KEY, v VARCHAR(20), g INT GENERATED ALWAYS AS (id * 2) STORED);"
                        "INSERT INTO p (id, v) VALUES (1, 'a'), (2, 'b\\'\\\\;');"
                        "CREATE VIEW v AS SELECT id FROM DB.p;"
                        "CREATE SEQUENCE numbers START WITH 5;"
                        "CREATE EVENT ev ON SCHEDULE EVERY 1 SECOND DO INSERT INTO DB.log (w) VALUES ('event');"
                        "CREATE EVENT off ON SCHEDULE EVERY 1 SECOND DISABLE DO INSERT INTO DB.log (w) VALUES ('off');\n"
                        "DELIMITER //\n"
                        "CREATE TRIGGER tr AFTER INSERT ON p FOR EACH ROW BEGIN INSERT INTO DB.log (w) VALUES ('trigger; of p'); END//\n"
                        "CREATE PROCEDURE pr() BEGIN INSERT INTO `DB`.`log` (w) VALUES ('procedure'); END//\n"
                        "CREATE FUNCTION fu() RETURNS INT READS SQL DATA RETURN (SELECT COUNT(*) FROM DB.log)//\n"
                        "DELIMITER ;\n";
    sql(script.replace("DB", name));
}

void TstMysqlEngine::statementsStayInTheCopy()
{
    fillRich();
    RunControl control;
    const auto log = [&] { return sql("SELECT COUNT(*) FROM log WHERE w <> 'event'") + sql("SELECT COUNT(*) FROM p"); };
    const QString before = log();
    auto scratch = m_engine.scratch(m_target, ScratchData::Full, control, {});
    QVERIFY2(scratch, scratch ? "" : qPrintable(scratch.error().text()));
    Session &copy = (*scratch)->session();
    const QByteArray name = m_database.toLatin1();
    for (const QByteArray &statement : {QByteArray("INSERT INTO p (id) VALUES (10)"), QByteArray("CALL pr()"), "INSERT INTO " + name + ".p (id) VALUES (11)",
                                        "DELETE `" + name + "`.p FROM " + name + ".p WHERE id = 1", "USE " + name, QByteArray("INSERT INTO p (id) VALUES (12)"),
                                        "ALTER DATABASE " + name + " CHARACTER SET latin1", "ALTER TABLE " + name + ".p ADD extra INT",
                                        QByteArray("CREATE EVENT late ON SCHEDULE EVERY 1 SECOND DO DELETE FROM p")}) {
        const auto done = copy.execute(statement);
        QVERIFY2(done, done ? "" : qPrintable(QString::fromLatin1(statement) + done.error().text()));
    }
    for (const QByteArray &statement : {QByteArray("DROP DATABASE ") + name, QByteArray("CREATE DATABASE another"), QByteArray("USE mysql"),
                                        QByteArray("DELETE FROM mysql.db"), "PREPARE s FROM 'DELETE FROM " + name + ".p'"})
        QVERIFY2(!copy.execute(statement), statement.constData());
    for (const char *statement : {"SET GLOBAL max_connections = 222", "CREATE USER somebody", "GRANT SELECT ON p TO somebody", "FLUSH TABLES"}) {
        const auto skipped = copy.execute(QByteArray(statement));
        QVERIFY(skipped);
        QVERIFY(skipped->notices.value(0).contains(QLatin1String("whole server")));
    }
    // A trigger, a procedure and a view of the copy see and change the copy alone.
    QCOMPARE(copy.query(QStringLiteral("SELECT COUNT(*) FROM log WHERE w LIKE 'trigger%'"))->rows[0][0].toInt(), 3);
    QCOMPARE(copy.query(QStringLiteral("SELECT COUNT(*) FROM log WHERE w = 'procedure'"))->rows[0][0].toInt(), 1);
    QCOMPARE(copy.query(QStringLiteral("SELECT COUNT(*) FROM v"))->rows[0][0].toInt(), 4);
    QCOMPARE(log(), before);
    QCOMPARE(sql("SELECT @@global.max_connections = 222"), QStringLiteral("0"));
    QCOMPARE(sql("SELECT COUNT(*) FROM mysql.user WHERE user = 'somebody'"), QStringLiteral("0"));
}

void TstMysqlEngine::scratchKeepsNamesAndEvents()
{
    fillRich();
    sql("SET GLOBAL event_scheduler = ON");
    RunControl control;
    const auto db = session(Access::ReadOnly);
    {
        auto scratch = m_engine.scratch(m_target, ScratchData::Full, control, {});
        QVERIFY2(scratch, scratch ? "" : qPrintable(scratch.error().text()));
        // Events of the copy sleep, and the copy's schema reads like the database's all the same.
        const auto differs = [&] { return !diff(m_engine.snapshot(*db).value(), m_engine.snapshot((*scratch)->session()).value()).equal(); };
        QVERIFY(!differs());
        Session &copy = (*scratch)->session();
        QVERIFY(copy.execute("DELETE FROM log"));
        QTest::qWait(2500);
        QCOMPARE(copy.execute("SELECT * FROM log")->rows, 0);
        QVERIFY(copy.execute("ALTER EVENT ev DISABLE")); // what a migration does to it is seen
        QVERIFY(differs());
    }
    sql("SET GLOBAL event_scheduler = OFF");
    QVERIFY(sql("SELECT COUNT(*) FROM log").toInt() > 0); // the database's own did run
}

void TstMysqlEngine::scratchKnowsWhichIndexesTheServerMade()
{
    sql("CREATE TABLE parent (id INT PRIMARY KEY);"
        "CREATE TABLE made (id INT PRIMARY KEY, `par``ent` INT, CONSTRAINT `f``k` FOREIGN KEY (`par``ent`) REFERENCES parent (id) ON DELETE CASCADE);"
        "CREATE TABLE written (id INT PRIMARY KEY, parent INT, KEY fk_written (parent), CONSTRAINT fk_written FOREIGN KEY (parent) REFERENCES parent (id));"
        "INSERT INTO parent VALUES (1); INSERT INTO made VALUES (1, 1); INSERT INTO written VALUES (1, 1)");
    RunControl control;
    auto scratch = m_engine.scratch(m_target, ScratchData::Full, control, {});
    QVERIFY2(scratch, scratch ? "" : qPrintable(scratch.error().text()));
    const auto live = session(Access::ReadWrite);
    Session &copy = (*scratch)->session();
    const auto differences = [&] { return diff(m_engine.snapshot(*live).value(), m_engine.snapshot(copy).value()).changes.size(); };
    QCOMPARE(differences(), 0u);
    for (Session *session : {live.get(), &copy}) {
        QVERIFY(session->execute("ALTER TABLE made ADD INDEX covering (`par``ent`, id)"));
        QVERIFY(session->execute("ALTER TABLE written ADD INDEX covering (parent, id)"));
    }
    QCOMPARE(differences(), 0u);
    const auto names = copy.query(QStringLiteral("SHOW INDEX FROM made WHERE Key_name LIKE 'f%'"));
    QVERIFY(names && names->rows.empty()); // gone, in the copy as on the server
    QCOMPARE(copy.query(QStringLiteral("SHOW INDEX FROM written WHERE Key_name LIKE 'f%'"))->rows.size(), 1u);
}

void TstMysqlEngine::leftScratchesAreSwept()
{
    sql("CREATE DATABASE lockkeeper_scratch_left; CREATE TABLE lockkeeper_scratch_left.t (x INT)");
    RunControl control;
    auto first = m_engine.scratch(m_target, ScratchData::None, control, {});
    QVERIFY2(first, first ? "" : qPrintable(first.error().text()));
    QCOMPARE(scratches(), QStringList((*first)->target().database)); // the left one is gone
    auto second = m_engine.scratch(m_target, ScratchData::None, control, {});
    QVERIFY(second);
    QCOMPARE(scratches().size(), 2); // one in use is not
    QVERIFY((*first)->session().execute("SELECT 1"));
}

void TstMysqlEngine::passwordIsInNoCommandLine()
{
    sql("CREATE TABLE t (id INT PRIMARY KEY, words TEXT) SELECT seq AS id, REPEAT('x', 500) AS words FROM seq_1_to_60000");
    RunControl control;
    std::atomic<bool> stop = false;
    QByteArray seen;
    std::thread watch([&] {
        while (!stop)
            seen += commandLines();
    });
    const auto dumped = m_engine.dump(m_target, m_folder->filePath(QStringLiteral("dump.sql")), control, {});
    stop = true;
    watch.join();
    QVERIFY2(dumped, dumped ? "" : qPrintable(dumped.error().text()));
    QVERIFY(seen.contains("--defaults-file=")); // it was looked at in time
    QVERIFY(!seen.contains(m_server->password().toLatin1()));
}

void TstMysqlEngine::cutDumpIsRefused()
{
    sql("CREATE TABLE t (id INT); INSERT INTO t VALUES (1)");
    RunControl control;
    const QString file = m_folder->filePath(QStringLiteral("dump.sql"));
    QVERIFY(m_engine.dump(m_target, file, control, {}));
    QFile whole(file);
    QVERIFY(whole.open(QIODevice::ReadOnly));
    const QByteArray text = whole.readAll();
    const auto refused = [&](const QByteArray &bytes, const char *word) {
        QFile cut(m_folder->filePath(QStringLiteral("cut.sql")));
        if (!cut.open(QIODevice::WriteOnly | QIODevice::Truncate) || cut.write(bytes) != bytes.size())
            return false;
        cut.close();
        const auto loaded = m_engine.load(cut.fileName(), m_target, control, {});
        return !loaded && loaded.error().text().contains(QLatin1String(word));
    };
    QVERIFY(refused(text.left(text.indexOf("-- Dump completed")), "cut short"));
    QVERIFY(refused(text.left(text.size() / 2), "cut short"));
    QVERIFY(refused({}, "empty"));
    QVERIFY(refused("SELECT 1;\n", "no dump"));
    QVERIFY(!m_engine.scratchFrom(m_folder->filePath(QStringLiteral("none")), m_target, control, {}));
    QCOMPARE(sql("SELECT COUNT(*) FROM t"), QStringLiteral("1"));
}

void TstMysqlEngine::dumpNamesTablesWithoutTransactions()
{
    sql("CREATE TABLE loose (x INT) ENGINE = MyISAM; CREATE TABLE t (x INT)");
    RunControl control;
    QStringList said;
    QVERIFY(m_engine.dump(m_target, m_folder->filePath(QStringLiteral("dump.sql")), control, [&](const Progress &progress) { said << progress.what; }));
    QVERIFY(said.value(0).contains(QLatin1String("loose (MyISAM)")));
    QVERIFY(said.contains(QStringLiteral("dumping `t`")) || said.contains(QStringLiteral("dumping t")) || said.contains(QStringLiteral("dumped")));
}

void TstMysqlEngine::restoreThatFailsLeavesTheDatabase()
{
    sql("CREATE TABLE t (id INT); INSERT INTO t VALUES (1)");
    RunControl control;
    const QString file = m_folder->filePath(QStringLiteral("dump.sql"));
    QVERIFY(m_engine.dump(m_target, file, control, {}));
    QFile dump(file);
    QVERIFY(dump.open(QIODevice::ReadWrite));
    const QByteArray text = dump.readAll();
    const qsizetype at = text.indexOf("-- Dump completed");
    dump.resize(0);
    dump.seek(0);
    dump.write(text.left(at) + "CREATE TABLE half (x INT);\nCREATE NONSENSE;\n" + text.mid(at));
    dump.close();
    const auto over = m_engine.load(file, m_target, control, {});
    QVERIFY(!over);
    QVERIFY2(over.error().what.contains(QLatin1String("the database is as it was")), qPrintable(over.error().text()));
    QVERIFY(over.error().where.line > 1);
    QCOMPARE(sql("SHOW TABLES"), QStringLiteral("t"));
    const QString fresh = m_database + QStringLiteral("_new");
    const auto made = m_engine.load(file, targetOf(m_server->url(fresh)), control, {});
    QVERIFY(!made);
    QVERIFY(made.error().what.contains(QLatin1String("the database was not made")));
    QVERIFY(!m_engine.open(targetOf(m_server->url(fresh)), Access::ReadOnly).value()->info().exists);
}

void TstMysqlEngine::restoreOverWhatIsThere()
{
    fillRich();
    RunControl control;
    const QString file = m_folder->filePath(QStringLiteral("dump.sql"));
    const Snapshot before = m_engine.snapshot(*session()).value();
    QVERIFY(m_engine.dump(m_target, file, control, {}));
    sql("DROP TABLE p; CREATE TABLE later (x INT); CREATE VIEW later_view AS SELECT 1; DROP PROCEDURE pr; CREATE EVENT later_event ON SCHEDULE EVERY 1 DAY DO DO 1; "
        "CREATE SEQUENCE later_numbers; CREATE FUNCTION later_f() RETURNS INT RETURN 1");
    const auto loaded = m_engine.load(file, m_target, control, {});
    QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().text()));
    const SchemaDiff difference = diff(before, m_engine.snapshot(*session()).value());
    QVERIFY2(difference.equal(), difference.equal() ? "" : qPrintable(summary(difference.changes.front())));
    QCOMPARE(sql("SELECT GROUP_CONCAT(v ORDER BY id SEPARATOR '|') FROM p"), QStringLiteral("a|b'\\;"));
    QCOMPARE(sql("SELECT status FROM information_schema.events WHERE event_schema = DATABASE() AND event_name = 'ev'"), QStringLiteral("ENABLED"));
}

void TstMysqlEngine::restoreUnderAnotherName()
{
    fillRich();
    sql("ALTER DATABASE CHARACTER SET latin1");
    RunControl control;
    const QString file = m_folder->filePath(QStringLiteral("dump.sql"));
    QVERIFY(m_engine.dump(m_target, file, control, {}));
    const QString name = m_database + QStringLiteral("_other");
    const Target other = targetOf(m_server->url(name));
    const auto loaded = m_engine.load(file, other, control, {});
    QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().text()));
    const auto db = openOrDie(other);
    QVERIFY(db->execute("INSERT INTO p (id) VALUES (50)"));
    QVERIFY(db->execute("CALL pr()"));
    QCOMPARE(db->query(QStringLiteral("SELECT @@character_set_database"))->rows[0][0].toString(), QStringLiteral("latin1"));
    QCOMPARE(db->query(QStringLiteral("SELECT COUNT(*) FROM log WHERE w <> 'event'"))->rows[0][0].toInt(), 2);
    QCOMPARE(sql("SELECT COUNT(*) FROM log WHERE w <> 'event'"), QStringLiteral("0"));
    m_server->dropDatabase(name);
}

void TstMysqlEngine::toolsVersionIsChecked()
{
    const DumpTool tool = findDumpTool(true, 100600).value();
    QVERIFY(tool.mariadb);
    QVERIFY(tool.path.endsWith(QLatin1String("mariadb-dump")));
    const auto newer = findDumpTool(true, 990000);
    QVERIFY(!newer);
    QVERIFY2(newer.error().text().contains(QLatin1String("older than the server")), qPrintable(newer.error().text()));
    QVERIFY(newer.error().text().contains(tool.version));
}

void TstMysqlEngine::optionFileQuotesThePassword()
{
    DumpTool tool;
    tool.mariadb = true;
    QFile file(m_folder->filePath(QStringLiteral("client.cnf")));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner));
    const QString password = QStringLiteral("a\"b'c\\d#e f;\\n");
    file.write(optionFile(m_target, password, tool));
    file.close();
    QCOMPARE(readClientOptions(file.fileName())->password.reveal(), password);
    QProcess client; // and as the database's own programs read it
    client.start(QStringLiteral("/usr/bin/mariadb"), {QStringLiteral("--defaults-file=") + file.fileName(), QStringLiteral("--print-defaults")});
    QVERIFY(client.waitForFinished());
    sql("CREATE USER IF NOT EXISTS odd@'%' IDENTIFIED BY 'a\\\"b\\'c\\\\d#e f;\\\\n'; GRANT ALL ON *.* TO odd@'%'");
    const Target odd = targetOf(m_server->urlAs(QStringLiteral("odd"), QStringLiteral("PASSWORD"), m_database)
                                    .replace(QLatin1String("PASSWORD"), QString::fromLatin1(QUrl::toPercentEncoding(password))));
    RunControl control;
    const auto dumped = m_engine.dump(odd, m_folder->filePath(QStringLiteral("dump.sql")), control, {});
    QVERIFY2(dumped, dumped ? "" : qPrintable(dumped.error().text()));
}

void TstMysqlEngine::namesMissingPrivileges()
{
    sql("CREATE USER IF NOT EXISTS reader@'%' IDENTIFIED BY 'x'; GRANT SELECT, INSERT ON `" + m_database.toLatin1() + "`.* TO reader@'%'");
    const QStringList missing = m_engine.missingPrivileges(targetOf(m_server->urlAs(QStringLiteral("reader"), QStringLiteral("x"), m_database)));
    QCOMPARE(missing.size(), 1);
    for (const char *word : {"reader", "CREATE", "ALTER", "DROP", "UPDATE"})
        QVERIFY2(missing[0].contains(QLatin1String(word)), qPrintable(missing[0]));
    QVERIFY(!missing[0].contains(QLatin1String("INSERT")));
    QCOMPARE(m_engine.missingPrivileges(m_target), QStringList());
}

void TstMysqlEngine::diagnoses()
{
    QMap<QString, EngineCheck> checks;
    for (const EngineCheck &check : m_engine.diagnose(m_target))
        checks.insert(check.title, check);
    for (const char *title : {"Encryption", "Rights", "Rehearsals", "Backup program", "Writable", "Transactions", "sql_mode", "lower_case_table_names", "event_scheduler"}) {
        QVERIFY2(checks.contains(QLatin1String(title)), title);
        QVERIFY2(!checks[QLatin1String(title)].detail.isEmpty(), title);
    }
    QCOMPARE(checks[QStringLiteral("Backup program")].ok, std::optional(true));
    QCOMPARE(checks[QStringLiteral("Rights")].ok, std::optional(true));
    sql("CREATE USER IF NOT EXISTS poor@'%' IDENTIFIED BY 'x'; GRANT SELECT ON `" + m_database.toLatin1() + "`.* TO poor@'%'");
    for (const EngineCheck &check : m_engine.diagnose(targetOf(m_server->urlAs(QStringLiteral("poor"), QStringLiteral("x"), m_database))))
        checks.insert(check.title, check);
    QCOMPARE(checks[QStringLiteral("Rehearsals")].ok, std::optional(false));
}

QTEST_GUILESS_MAIN(TstMysqlEngine)
#include "tst_mysqlengine.moc"
