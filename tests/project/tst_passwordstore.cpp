// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The desktop's keyring, for real: a session bus and a keyring of the test's own, in a home of its own.
#include "models/base/cancelscope.h"
#include "models/base/runcontrol.h"
#include "models/project/passwordstore.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <thread>

#include <csignal>
#include <sys/prctl.h>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

constexpr int StopMs = 5000;

void endWithParent()
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/// Ends with the test, however that ends.
class Program
{
public:
    Program() { m_process.setChildProcessModifier(endWithParent); }
    ~Program() { stop(); }
    qint64 pid() const { return m_process.processId(); }
    bool start(const QString &program, const QStringList &arguments, const QByteArray &input = {})
    {
        m_process.start(program, arguments);
        if (!m_process.waitForStarted())
            return false;
        m_process.write(input);
        m_process.closeWriteChannel();
        return true;
    }
    void stop()
    {
        m_process.terminate();
        if (!m_process.waitForFinished(StopMs))
            m_process.kill();
        m_process.waitForFinished(StopMs);
    }
private:
    QProcess m_process;
};

/// A bus on which only what we start ourselves answers.
constexpr auto BusConfiguration = "<busconfig><type>session</type><listen>unix:dir=%1</listen>"
                                  "<policy context='default'><allow send_destination='*'/><allow receive_sender='*'/><allow own='*'/></policy></busconfig>";

/// The bus ends with this process, not before it: who loses the session's bus is ended by its client library. Gives its address.
QByteArray startBus(const QString &configuration)
{
    static auto *const bus = new QProcess; // never destroyed, and not lost either
    bus->setChildProcessModifier(endWithParent);
    bus->start(u"dbus-daemon"_s, {u"--nofork"_s, u"--print-address"_s, u"--config-file"_s, configuration});
    while (!bus->canReadLine() && bus->waitForReadyRead(StopMs)) { }
    return bus->readLine().trimmed();
}

} // namespace

class TestPasswordStore : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void keepsReadsAndForgets();
    void passwords_data();
    void passwords();
    void everyRoleHasItsOwn();
    void fromTheWorkersThread();
    void silentOneIsLeftWhenCancelled();
    void lockedOneTellsNothing();
    void withoutAKeyring();
    void cleanupTestCase();

private:
    bool startKeyring(bool unlocked);

    QTemporaryDir m_home;
    Program m_keyring;
};

bool TestPasswordStore::startKeyring(bool unlocked)
{
    QStringList arguments{u"--foreground"_s, u"--components=secrets"_s};
    if (unlocked)
        arguments << u"--unlock"_s;
    return m_keyring.start(u"gnome-keyring-daemon"_s, arguments, unlocked ? "of the test" : "");
}

void TestPasswordStore::initTestCase()
{
    QStringList missing;
    for (const QString &program : {u"dbus-daemon"_s, u"gnome-keyring-daemon"_s}) {
        if (QStandardPaths::findExecutable(program).isEmpty())
            missing << program;
    }
    if (!missing.isEmpty() && !qEnvironmentVariableIsSet("CI"))
        QSKIP(qPrintable(u"%1 missing: install dbus-daemon and gnome-keyring (scripts/setup does)"_s.arg(missing.join(u", "_s))));
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u", "_s)));
    for (const char *name : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"})
        qputenv(name, QFile::encodeName(m_home.path()));
    for (const char *name : {"GNOME_KEYRING_CONTROL", "DISPLAY", "WAYLAND_DISPLAY"})
        qunsetenv(name);
    QFile configuration(m_home.filePath(u"bus.conf"_s));
    QVERIFY(configuration.open(QIODevice::WriteOnly));
    configuration.write(QString::fromLatin1(BusConfiguration).arg(m_home.path()).toUtf8());
    configuration.close();
    const QByteArray address = startBus(configuration.fileName());
    QVERIFY(!address.isEmpty());
    qputenv("DBUS_SESSION_BUS_ADDRESS", address);
    QVERIFY(startKeyring(true));
    QTRY_VERIFY_WITH_TIMEOUT(Keyring().read(u"nothing of the kind"_s), 15'000);
}

void TestPasswordStore::keepsReadsAndForgets()
{
    Keyring keyring;
    const QString endpoint = u"postgresql://migrator@db1:5432"_s;
    auto found = keyring.read(endpoint);
    QVERIFY2(found, found ? "" : qPrintable(found.error().text()));
    QVERIFY(!*found);
    const auto kept = keyring.keep(endpoint, Secret(u"one"_s));
    QVERIFY2(kept, kept ? "" : qPrintable(kept.error().text()));
    found = keyring.read(endpoint);
    QVERIFY(found && *found);
    QCOMPARE((*found)->reveal(), u"one"_s);
    QVERIFY(keyring.keep(endpoint, Secret(u"another"_s)));
    QCOMPARE((**keyring.read(endpoint)).reveal(), u"another"_s);
    // Another program asks the same service.
    QCOMPARE((**Keyring().read(endpoint)).reveal(), u"another"_s);
    QVERIFY(keyring.forget(endpoint));
    found = keyring.read(endpoint);
    QVERIFY(found && !*found);
    QVERIFY(keyring.forget(endpoint)); // forgotten already
}

void TestPasswordStore::passwords_data()
{
    QTest::addColumn<QString>("password");
    QTest::newRow("spaces") << u"  two words "_s;
    QTest::newRow("quotes") << u"a'b\"c\\d`e$f%20@:/?#"_s;
    QTest::newRow("letters") << u"pässwörd ключ 鍵 🔑"_s;
    QTest::newRow("line feed") << u"a\nb"_s;
    QTest::newRow("long") << QString(4000, u'x');
}

void TestPasswordStore::passwords()
{
    QFETCH(QString, password);
    Keyring keyring;
    const QString endpoint = u"mysql://anna@db2:3306"_s;
    QVERIFY(keyring.keep(endpoint, Secret(password)));
    const auto found = keyring.read(endpoint);
    QVERIFY(found && *found);
    QCOMPARE((*found)->reveal(), password);
    // On the disk it is not to be read.
    QDirIterator files(m_home.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    int looked = 0;
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        ++looked;
        QVERIFY2(!file.readAll().contains(password.toUtf8()), qPrintable(file.fileName()));
    }
    QVERIFY(looked > 0);
    QVERIFY(keyring.forget(endpoint));
}

void TestPasswordStore::everyRoleHasItsOwn()
{
    Keyring keyring;
    QVERIFY(keyring.keep(u"postgresql://looker@db1:5432"_s, Secret(u"l00k"_s)));
    QVERIFY(keyring.keep(u"postgresql://migrator@db1:5432"_s, Secret(u"m1grate"_s)));
    QCOMPARE((**keyring.read(u"postgresql://looker@db1:5432"_s)).reveal(), u"l00k"_s);
    QCOMPARE((**keyring.read(u"postgresql://migrator@db1:5432"_s)).reveal(), u"m1grate"_s);
    QVERIFY(keyring.forget(u"postgresql://looker@db1:5432"_s));
    QVERIFY(!*keyring.read(u"postgresql://looker@db1:5432"_s));
    QCOMPARE((**keyring.read(u"postgresql://migrator@db1:5432"_s)).reveal(), u"m1grate"_s);
}

void TestPasswordStore::fromTheWorkersThread()
{
    // The window asks from the thread that owns the desk.
    QString read;
    QString problem;
    for (int round = 0; round < 3; ++round) {
        const std::unique_ptr<QThread> worker(QThread::create([&] {
            Keyring keyring;
            const QString endpoint = u"postgresql://worker@db1:5432"_s;
            if (auto kept = keyring.keep(endpoint, Secret(u"from the worker"_s)); !kept)
                problem = kept.error().text();
            const auto found = keyring.read(endpoint);
            read = found && *found ? (*found)->reveal() : QString();
        }));
        worker->start();
        QVERIFY(worker->wait(20'000));
        QCOMPARE(problem, QString());
        QCOMPARE(read, u"from the worker"_s);
    }
}

void TestPasswordStore::silentOneIsLeftWhenCancelled()
{
    // As one that waits for a person to unlock it.
    Keyring keyring;
    const QString endpoint = u"postgresql://late@db1:5432"_s;
    QVERIFY(keyring.keep(endpoint, Secret(u"late"_s)));
    QCOMPARE(::kill(pid_t(m_keyring.pid()), SIGSTOP), 0);
    RunControl control;
    std::thread person([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(600));
        control.cancel();
    });
    QElapsedTimer waited;
    waited.start();
    Result<std::optional<Secret>> found = std::nullopt;
    {
        const CancelScope scope(control.token(), CancelScope::Covers::LaterWaitsToo);
        found = keyring.read(endpoint);
    }
    const qint64 ms = waited.elapsed();
    person.join();
    ::kill(pid_t(m_keyring.pid()), SIGCONT);
    QVERIFY(!found);
    QCOMPARE(found.error().code, ErrorCode::Cancelled);
    QVERIFY2(ms >= 500 && ms < 3000, qPrintable(QString::number(ms)));
    // Its late answer harms nobody.
    found = keyring.read(endpoint);
    QVERIFY(found && *found);
    QCOMPARE((*found)->reveal(), u"late"_s);
}

void TestPasswordStore::lockedOneTellsNothing()
{
    // The same keyring after a login that did not unlock it, where nobody can be asked for its password.
    m_keyring.stop();
    QVERIFY(startKeyring(false));
    QTRY_VERIFY_WITH_TIMEOUT(Keyring().read(u"nothing of the kind"_s), 15'000);
    Keyring keyring;
    const auto found = keyring.read(u"postgresql://migrator@db1:5432"_s);
    QVERIFY(!found || !*found);
}

void TestPasswordStore::withoutAKeyring()
{
    m_keyring.stop();
    Keyring keyring;
    const QString endpoint = u"postgresql://migrator@db1:5432"_s;
    const auto found = keyring.read(endpoint);
    QVERIFY(!found);
    QVERIFY(!found.error().nextStep.isEmpty());
    qInfo("%s", qPrintable(found.error().text()));
    const auto kept = keyring.keep(endpoint, Secret(u"not on the disk"_s));
    QVERIFY(!kept);
    QVERIFY(!kept.error().text().contains(u"not on the disk"_s));
    QDirIterator files(m_home.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY2(!file.open(QIODevice::ReadOnly) || !file.readAll().contains("not on the disk"), qPrintable(file.fileName()));
    }
}

void TestPasswordStore::cleanupTestCase()
{
    m_keyring.stop();
}

QTEST_GUILESS_MAIN(TestPasswordStore)
#include "tst_passwordstore.moc"
