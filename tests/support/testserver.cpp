// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testserver.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QThread>

#include <csignal>

#include <arpa/inet.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lk {

namespace {

QString newestPostgresql()
{
    const QDir versions(QStringLiteral("/usr/lib/postgresql"));
    QString newest;
    int best = 0;
    for (const QString &name : versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QString programs = versions.filePath(name + QStringLiteral("/bin"));
        if (name.toInt() > best && QFile::exists(programs + QStringLiteral("/initdb"))) {
            best = name.toInt();
            newest = programs;
        }
    }
    return newest;
}

QString folderOf(const QString &program)
{
    const QString found = QStandardPaths::findExecutable(program, {QStringLiteral("/usr/sbin"), QStringLiteral("/usr/bin"), QStringLiteral("/usr/local/sbin"), QStringLiteral("/usr/local/bin")});
    return found.section(u'/', 0, -2);
}

/// A port that nobody listens on now; the system does not give it out again soon.
int freePort()
{
    const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    ::bind(probe, reinterpret_cast<sockaddr *>(&address), length);
    ::getsockname(probe, reinterpret_cast<sockaddr *>(&address), &length);
    ::close(probe);
    return ntohs(address.sin_port);
}

/// Whom the server runs as; nobody else where this program is not root.
const passwd *serverUser(const char *name)
{
    if (::getuid() != 0)
        return nullptr;
    const passwd *user = ::getpwnam(name);
    return user ? user : ::getpwnam("nobody");
}

bool handOver(const QString &path, const passwd *user)
{
    return !user || ::chown(QFile::encodeName(path).constData(), user->pw_uid, user->pw_gid) == 0;
}

void write(const QString &path, const QByteArray &text, const passwd *user)
{
    QFile out(path);
    if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size())
        qFatal("cannot write %s", qPrintable(path));
    out.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    if (!handOver(path, user))
        qFatal("cannot hand over %s", qPrintable(path));
}

/// Removes the folders of programs that were killed; their servers died with them.
void removeLeftovers()
{
    const QDir temporary(QDir::tempPath());
    for (const QString &name : temporary.entryList({QStringLiteral("lockkeeper-server-*")}, QDir::Dirs)) {
        QFile owner(temporary.filePath(name + QStringLiteral("/owner")));
        if (owner.open(QIODevice::ReadOnly) && ::kill(pid_t(owner.readAll().toLongLong()), 0) != 0 && errno == ESRCH)
            QDir(temporary.filePath(name)).removeRecursively();
    }
}

} // namespace

TestServer::TestServer(Kind kind) : m_kind(kind), m_folder(QDir::tempPath() + QStringLiteral("/lockkeeper-server-XXXXXX"))
{
    m_password = QString::number(QRandomGenerator::system()->generate64(), 36);
    m_port = freePort();
}

TestServer::~TestServer()
{
    if (m_process.state() != QProcess::NotRunning) {
        // Fast shutdown: SIGINT for PostgreSQL, SIGTERM for MariaDB. setpriv has become the server itself.
        ::kill(pid_t(m_process.processId()), m_kind == Kind::Postgresql ? SIGINT : SIGTERM);
        if (!m_process.waitForFinished(15'000)) {
            m_process.kill();
            m_process.waitForFinished();
        }
    }
}

TestServer *TestServer::postgresql()
{
    return forEngine(QStringLiteral("postgresql"));
}

TestServer *TestServer::mariadb()
{
    return forEngine(QStringLiteral("mariadb"));
}

namespace {

struct Slot {
    std::unique_ptr<TestServer> server;
    QString problem;
    bool tried = false;
};

Slot slots_[2];

void stopServers()
{
    for (Slot &slot : slots_)
        slot.server.reset();
}

} // namespace

TestServer *TestServer::forEngine(const QString &engine)
{
    const bool postgresql = engine == u"postgresql";
    if (!postgresql && engine != u"mariadb" && engine != u"mysql")
        return nullptr;
    Slot &slot = slots_[postgresql ? 0 : 1];
    if (!slot.tried) {
        slot.tried = true;
        slot.server = started(postgresql ? Kind::Postgresql : Kind::Mariadb, slot.problem);
        static const bool registered = [] { qAddPostRoutine(stopServers); return true; }();
        Q_UNUSED(registered)
    }
    return slot.server.get();
}

QString TestServer::problem(const QString &engine)
{
    return slots_[engine == u"postgresql" ? 0 : 1].problem;
}

std::unique_ptr<TestServer> TestServer::started(Kind kind, QString &problem)
{
    std::unique_ptr<TestServer> server(new TestServer(kind));
    problem = server->prepare();
    if (problem.isEmpty())
        problem = server->start();
    if (!problem.isEmpty())
        server.reset();
    return server;
}

/// The command as an unprivileged user (database servers refuse root), ended by the kernel when this program dies.
QStringList TestServer::asServerUser(const QStringList &command, const char *deathSignal) const
{
    QStringList whole{QStringLiteral("setpriv"), QStringLiteral("--pdeathsig"), QLatin1String(deathSignal)};
    if (const passwd *user = serverUser(userName())) {
        whole << QStringLiteral("--reuid=%1").arg(user->pw_uid) << QStringLiteral("--regid=%1").arg(user->pw_gid) << QStringLiteral("--clear-groups");
    }
    return whole << QStringLiteral("--") << command;
}

QString TestServer::runAsServerUser(const QStringList &command) const
{
    QStringList whole = asServerUser(command, "KILL");
    const QString program = whole.takeFirst();
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setWorkingDirectory(m_folder.path());
    process.start(program, whole);
    if (!process.waitForFinished(120'000) || process.exitCode() != 0)
        return QStringLiteral("%1 failed: %2 %3").arg(command.first(), process.errorString(), QString::fromLocal8Bit(process.readAll()).right(2000));
    return {};
}

/// An authority, and the server's certificate for localhost signed by it.
QString TestServer::makeCertificate() const
{
    write(file(QStringLiteral("localhost.ext")), "subjectAltName=DNS:localhost\n", serverUser(userName()));
    const QString key = QStringLiteral("-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes");
    const QStringList calls{
        QStringLiteral("req -x509 %1 -keyout ca.key -out ca.crt -days 30 -subj /CN=lockkeeper-test-authority").arg(key),
        QStringLiteral("req %1 -keyout server.key -out server.csr -subj /CN=localhost").arg(key),
        QStringLiteral("x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -extfile localhost.ext -out server.crt")};
    for (const QString &call : calls) {
        const QString failed = runAsServerUser(QStringList(QStringLiteral("openssl")) + call.split(u' '));
        if (!failed.isEmpty())
            return failed;
    }
    ::chmod(qPrintable(authorityFile()), 0644);
    return {};
}

/// MariaDB's temporary files in a folder of its own: a server that starts removes every "#sql*" file of its temporary folder, also those
/// at which another server is, which crashes then (10.11.19, ha_maria::drop_table).
QString TestServer::temporaryFolder() const
{
    return QStringLiteral("--tmpdir=") + m_folder.path();
}

QString TestServer::prepare()
{
    const bool postgresql = m_kind == Kind::Postgresql;
    m_programs = postgresql ? newestPostgresql() : folderOf(QStringLiteral("mariadbd"));
    if (m_programs.isEmpty())
        return postgresql ? QStringLiteral("no PostgreSQL server here: install the package postgresql") : QStringLiteral("no MariaDB server here: install the package mariadb-server");
    if (!m_folder.isValid())
        return m_folder.errorString();
    const passwd *user = serverUser(userName());
    if (!handOver(m_folder.path(), user))
        return QStringLiteral("cannot give the data folder to an unprivileged user");
    ::chmod(qPrintable(m_folder.path()), 0711);
    write(file(QStringLiteral("owner")), QByteArray::number(QCoreApplication::applicationPid()), nullptr);
    removeLeftovers();
    if (const QString failed = makeCertificate(); !failed.isEmpty())
        return failed;
    if (postgresql) {
        write(file(QStringLiteral("password")), m_password.toLatin1(), user);
        return runAsServerUser({m_programs + QStringLiteral("/initdb"), QStringLiteral("--pgdata=") + file(QStringLiteral("data")),
                                QStringLiteral("--username=lockkeeper"), QStringLiteral("--auth-local=trust"), QStringLiteral("--auth-host=scram-sha-256"),
                                QStringLiteral("--pwfile=") + file(QStringLiteral("password")), QStringLiteral("--encoding=UTF8"),
                                QStringLiteral("--locale=C.UTF-8"), QStringLiteral("--no-sync")});
    }
    write(file(QStringLiteral("init.sql")),
          "CREATE USER lockkeeper@'%' IDENTIFIED BY '" + m_password.toLatin1() + "';\nGRANT ALL ON *.* TO lockkeeper@'%' WITH GRANT OPTION;\n",
          user);
    return runAsServerUser({QStringLiteral("mariadb-install-db"), QStringLiteral("--no-defaults"), QStringLiteral("--datadir=") + file(QStringLiteral("data")),
                            temporaryFolder(), QStringLiteral("--auth-root-authentication-method=normal"), QStringLiteral("--skip-test-db"), QStringLiteral("--skip-name-resolve"),
                            QStringLiteral("--innodb-log-file-size=16M"), QStringLiteral("--innodb-flush-log-at-trx-commit=0")});
}

QString TestServer::start()
{
    QStringList command;
    if (m_kind == Kind::Postgresql) {
        command = {m_programs + QStringLiteral("/postgres"), QStringLiteral("-D"), file(QStringLiteral("data"))};
        const QStringList settings{QStringLiteral("port=%1").arg(m_port), QStringLiteral("listen_addresses=127.0.0.1"), QStringLiteral("unix_socket_directories=") + m_folder.path(),
                                   QStringLiteral("ssl=on"), QStringLiteral("ssl_cert_file=") + file(QStringLiteral("server.crt")),
                                   QStringLiteral("ssl_key_file=") + file(QStringLiteral("server.key")), QStringLiteral("shared_buffers=64MB"), QStringLiteral("fsync=off"), // nobody mourns it
                                   QStringLiteral("max_locks_per_transaction=512"), QStringLiteral("max_prepared_transactions=8"), QStringLiteral("log_min_messages=fatal")};
        for (const QString &setting : settings)
            command << QStringLiteral("-c") << setting;
    } else {
        command = {m_programs + QStringLiteral("/mariadbd"), QStringLiteral("--no-defaults"), QStringLiteral("--datadir=") + file(QStringLiteral("data")), temporaryFolder(),
                   QStringLiteral("--socket=") + socket(), QStringLiteral("--port=%1").arg(m_port), QStringLiteral("--bind-address=127.0.0.1,127.0.0.2"),
                   QStringLiteral("--pid-file=") + file(QStringLiteral("pid")), QStringLiteral("--init-file=") + file(QStringLiteral("init.sql")),
                   QStringLiteral("--skip-name-resolve"), QStringLiteral("--innodb-flush-method=nosync"), QStringLiteral("--innodb-buffer-pool-size=64M"), QStringLiteral("--innodb-log-file-size=16M"),
                   QStringLiteral("--ssl-cert=") + file(QStringLiteral("server.crt")), QStringLiteral("--ssl-key=") + file(QStringLiteral("server.key")),
                   QStringLiteral("--ssl-ca=") + authorityFile()};
    }
    QStringList whole = asServerUser(command, m_kind == Kind::Postgresql ? "INT" : "TERM");
    const QString program = whole.takeFirst();
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardOutputFile(file(QStringLiteral("server.log")));
    m_process.setWorkingDirectory(m_folder.path());
    m_process.start(program, whole);
    QElapsedTimer waited;
    waited.start();
    while (!answers()) {
        if (m_process.state() == QProcess::NotRunning || waited.elapsed() > 60'000)
            return QStringLiteral("the server did not start: ") + logEnd();
        QThread::msleep(20);
        QCoreApplication::processEvents(QEventLoop::ExcludeUserInputEvents);
    }
    return {};
}

QProcess *TestServer::client(const QString &database) const
{
    auto *process = new QProcess;
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("PATH"), QStringLiteral("/usr/bin:/bin"));
    environment.insert(QStringLiteral("HOME"), m_folder.path());
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    if (m_kind == Kind::Postgresql) {
        environment.insert(QStringLiteral("PGPASSWORD"), m_password);
        process->setProgram(m_programs + QStringLiteral("/psql"));
        process->setArguments({QStringLiteral("-X"), QStringLiteral("-q"), QStringLiteral("-A"), QStringLiteral("-t"), QStringLiteral("-F"), QStringLiteral("\t"),
                               QStringLiteral("-v"), QStringLiteral("ON_ERROR_STOP=1"), QStringLiteral("-h"), m_folder.path(), QStringLiteral("-p"), QString::number(m_port),
                               QStringLiteral("-U"), user(), QStringLiteral("-d"), database.isEmpty() ? QStringLiteral("postgres") : database});
    } else {
        environment.insert(QStringLiteral("MYSQL_PWD"), m_password);
        QStringList arguments{QStringLiteral("--no-defaults"), QStringLiteral("--batch"), QStringLiteral("--skip-column-names"), QStringLiteral("--raw"),
                              QStringLiteral("--default-character-set=utf8mb4"), QStringLiteral("--socket=") + socket(), QStringLiteral("--user=") + user()};
        if (!database.isEmpty())
            arguments << database;
        process->setProgram(QStringLiteral("/usr/bin/mariadb"));
        process->setArguments(arguments);
    }
    process->setProcessEnvironment(environment);
    return process;
}

bool TestServer::answers() const
{
    const std::unique_ptr<QProcess> process(client({}));
    process->start();
    process->write("SELECT 1;\n");
    process->closeWriteChannel();
    return process->waitForFinished(10'000) && process->exitCode() == 0 && process->readAllStandardOutput().trimmed() == "1";
}

QString TestServer::run(const QString &database, const QByteArray &sql) const
{
    const std::unique_ptr<QProcess> process(client(database));
    process->start();
    process->write(sql);
    process->closeWriteChannel();
    if (!process->waitForFinished(300'000) || process->exitStatus() != QProcess::NormalExit || process->exitCode() != 0)
        qFatal("the client failed: %s\n%s\n%s", process->readAllStandardError().constData(), sql.left(1000).constData(), qPrintable(logEnd()));
    QString output = QString::fromUtf8(process->readAllStandardOutput());
    return output.endsWith(u'\n') ? output.chopped(1) : output;
}

QString TestServer::logEnd() const
{
    QFile log(file(QStringLiteral("server.log")));
    return log.open(QIODevice::ReadOnly) ? QString::fromLocal8Bit(log.readAll()).right(4000) : log.errorString();
}

QString TestServer::newDatabase(const QString &prefix)
{
    const QString name = QStringLiteral("%1_%2").arg(prefix).arg(++m_databases);
    run({}, "CREATE DATABASE " + name.toUtf8() + ";\n");
    return name;
}

void TestServer::dropDatabase(const QString &database) const
{
    const bool postgresql = m_kind == Kind::Postgresql;
    const QString name = postgresql ? u'"' + database + u'"' : u'`' + database + u'`';
    run({}, "DROP DATABASE IF EXISTS " + name.toUtf8() + (postgresql ? " WITH (FORCE);\n" : ";\n"));
}

QString TestServer::socket() const
{
    return m_kind == Kind::Postgresql ? m_folder.path() : file(QStringLiteral("socket"));
}

QString TestServer::urlAs(const QString &user, const QString &password, const QString &database, const QString &options) const
{
    const QString scheme = m_kind == Kind::Postgresql ? QStringLiteral("postgresql") : QStringLiteral("mariadb");
    const QString login = password == u"-" ? user : user + u':' + password;
    return QStringLiteral("%1://%2@127.0.0.1:%3/%4%5").arg(scheme, login).arg(m_port).arg(database, options.isEmpty() ? QString() : u'?' + options);
}

QString TestServer::url(const QString &database, const QString &options) const
{
    return urlAs(user(), m_password, database, options);
}

QString TestServer::socketUrl(const QString &database) const
{
    if (m_kind == Kind::Postgresql)
        return QStringLiteral("postgresql://%1@/%2?host=%3&port=%4").arg(user(), database, socket()).arg(m_port);
    return QStringLiteral("mariadb://%1:%2@localhost/%3?socket=%4").arg(user(), m_password, database, socket());
}

} // namespace lk
