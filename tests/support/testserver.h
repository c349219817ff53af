// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QString>
#include <QTemporaryDir>

#include <memory>

namespace lk {

/// A database server that a test program starts for itself, with a data folder of its own, and that dies with it however
/// the program ends. It listens on a Unix socket and on a port of 127.0.0.1, knows TLS, syncs to the disk like a real
/// one, and has one administrator.
class TestServer
{
public:
    /// The program's server of that kind, started when first asked for; nullptr where it can't be had, see problem().
    static TestServer *postgresql();
    static TestServer *mariadb();
    /// By an engine's name; nullptr also for engines without servers.
    static TestServer *forEngine(const QString &engine);
    /// Why there is none, and what to install.
    static QString problem(const QString &engine);

    ~TestServer();
    Q_DISABLE_COPY_MOVE(TestServer)

    /// Of a database, over TCP and with the administrator's password; @p options as in "sslmode=require".
    QString url(const QString &database, const QString &options = {}) const;
    /// The same over the Unix socket.
    QString socketUrl(const QString &database) const;
    /// As somebody else; "-" as password leaves it out.
    QString urlAs(const QString &user, const QString &password, const QString &database,
                  const QString &options = {}) const;

    QString user() const { return QStringLiteral("lockkeeper"); }
    QString password() const { return m_password; }
    int port() const { return m_port; }
    /// Folder (PostgreSQL) or file (MariaDB) of the socket.
    QString socket() const;
    /// The certificate authority that signed the server's certificate, which is for "localhost".
    QString authorityFile() const { return file(QStringLiteral("ca.crt")); }
    qint64 pid() const { return m_process.processId(); }

    /// Runs SQL through the database's own client as the administrator; gives its output, columns separated by tabs.
    /// Ends the test program on an error: it is the test that is wrong then.
    QString run(const QString &database, const QByteArray &sql) const;
    /// An empty database of a name that was not used before.
    QString newDatabase(const QString &prefix = QStringLiteral("t"));
    /// Removes it, whoever is connected.
    void dropDatabase(const QString &database) const;

private:
    enum class Kind { Postgresql, Mariadb };

    explicit TestServer(Kind kind);
    static std::unique_ptr<TestServer> started(Kind kind, QString &problem);
    const char *userName() const { return m_kind == Kind::Postgresql ? "postgres" : "mysql"; }
    QString prepare();
    QString start();
    bool answers() const;
    QString file(const QString &name) const { return m_folder.filePath(name); }
    QStringList asServerUser(const QStringList &command, const char *deathSignal) const;
    QString runAsServerUser(const QStringList &command) const;
    QString makeCertificate() const;
    QString temporaryFolder() const;
    QString logEnd() const; ///< of the server: why it ended
    QProcess *client(const QString &database) const;

    Kind m_kind;
    QTemporaryDir m_folder;
    QString m_programs; ///< folder of the server's programs
    QString m_password;
    int m_port = 0;
    int m_databases = 0;
    QProcess m_process;
};

} // namespace lk
