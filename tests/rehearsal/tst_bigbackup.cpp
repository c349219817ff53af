// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/clirunner.h"
#include "tests/support/opendesk.h"
#include "tests/support/testserver.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

#include <csignal>
#include <thread>

using namespace lk;
using namespace Qt::StringLiterals;

/// A large backup restored, rehearsed and compared; cancelled and killed at many moments, after which nothing of it may be left: no
/// database, file, process or connection. LK_TEST_BACKUP_MB says how large it is to be.
class TestBigBackup : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void rehearsedWithProgress_data() { everyEngine(); }
    void rehearsedWithProgress();
    void cancelledAtAnyMoment_data() { everyEngine(); }
    void cancelledAtAnyMoment();
    void cancelledAtEveryStage_data() { everyEngine(); }
    void cancelledAtEveryStage();
    void backupCancelledAtEveryStage_data() { everyEngine(); }
    void backupCancelledAtEveryStage();
    void backupCancelledAtAnyMoment_data() { everyEngine(); }
    void backupCancelledAtAnyMoment();
    void killedIsFoundAndRemoved_data() { everyEngine(); }
    void killedIsFoundAndRemoved();
    void cleanupTestCase();

private:
    /// The project of one engine with its large database and a backup of it, made when first asked for.
    struct Shop {
        std::unique_ptr<TemporaryProject> project;
        std::unique_ptr<Desk> desk;
        QString database;
        double rehearsalMs = 0; ///< how long a whole one took
        double backupMs = 0;
    };

    static void everyEngine();
    void use();
    void make();
    QByteArray fill() const;
    Desk &desk() const { return *m_shop->desk; }
    Result<Rehearsal> rehearse(RunControl &control, const ProgressSink &progress = {}) const;
    template <class Work>
    void cancelWithin(double wholeMs, Work work);
    template <class Work>
    void cancelAtEachStage(Work work);
    QString left() const;
    static QStringList children();
    QString ask(const QByteArray &sql) const { return m_server->run({}, sql + ";\n"); }

    QTemporaryDir m_temporary;
    std::map<QString, Shop> m_shops;
    Shop *m_shop = nullptr;
    TestServer *m_server = nullptr;
    QString m_engine;
    int m_megabytes = 8;
};

void TestBigBackup::everyEngine()
{
    QTest::addColumn<QString>("engine");
    for (const char *engine : {"sqlite", "postgresql", "mariadb"})
        QTest::newRow(engine) << QString::fromLatin1(engine);
}

void TestBigBackup::initTestCase()
{
    // A place of our own: what other programs leave in the system's is theirs.
    qputenv("TMPDIR", m_temporary.path().toLocal8Bit());
    QFile::setPermissions(m_temporary.path(), QFile::permissions(m_temporary.path()) | QFile::ReadOther | QFile::ExeOther | QFile::ReadGroup | QFile::ExeGroup);
    if (const int wanted = qEnvironmentVariableIntValue("LK_TEST_BACKUP_MB"); wanted > 0)
        m_megabytes = wanted;
}

void TestBigBackup::cleanupTestCase()
{
    m_shops.clear();
}

/// Rows of a kilobyte that no compression makes much smaller.
QByteArray TestBigBackup::fill() const
{
    const QByteArray rows = QByteArray::number(qint64(m_megabytes * 1e6 / 960 * (m_engine == u"postgresql" ? 1.75 : 1)));
    if (m_engine == u"postgresql")
        return "INSERT INTO big SELECT g, (SELECT string_agg(md5(random()::text || g || i), '') FROM generate_series(1, 30) i) FROM generate_series(1, " + rows + ") g";
    if (m_engine == u"mariadb")
        return "INSERT INTO big SELECT seq, CONCAT(" + QByteArrayList(30, "MD5(RAND())").join(", ") + ") FROM seq_1_to_" + rows;
    return "INSERT INTO big WITH RECURSIVE c(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM c WHERE n < " + rows + ") SELECT n, hex(randomblob(480)) FROM c";
}

void TestBigBackup::make()
{
    m_shop->project = std::make_unique<TemporaryProject>();
    const TemporaryProject &project = *m_shop->project;
    m_shop->database = m_server ? m_server->newDatabase() : project.path(u"shop.db"_s);
    qputenv("LK_SHOP_" + m_engine.toLatin1(), (m_server ? m_server->url(m_shop->database) : u"sqlite:shop.db"_s).toUtf8());
    project.write(u"lockkeeper.toml"_s, "[project]\nformat = \"plain\"\n[environments.development]\nrehearsal = { on = \"backup\" }\nurl = \"${LK_SHOP_" + m_engine.toUtf8() + "}\"\n");
    project.write(u"migrations/0001_big.sql"_s, "CREATE TABLE big (id INTEGER PRIMARY KEY, body TEXT);\n");
    project.write(u"migrations/0001_big.down.sql"_s, "DROP TABLE big;\n");
    m_shop->desk = openDesk(project);
    QVERIFY(!applyAll(desk()).error);
    {
        auto session = desk().engine().open(desk().target(), Access::ReadWrite);
        QVERIFY(session);
        const auto filled = (*session)->execute(fill());
        QVERIFY2(filled, qPrintable(filled ? QString() : filled.error().text()));
    }
    project.write(u"migrations/0002_more.sql"_s, "ALTER TABLE big ADD COLUMN more INTEGER;\nCREATE INDEX big_more ON big (more);\nUPDATE big SET more = id;\n");
    project.write(u"migrations/0002_more.down.sql"_s, "DROP INDEX big_more" + QByteArray(m_engine == u"mariadb" ? " ON big" : "") + ";\nALTER TABLE big DROP COLUMN more;\n");
    QVERIFY(desk().refresh());
    RunControl control;
    QElapsedTimer timer;
    timer.start();
    const auto taken = desk().backUp(Verified::No, control, {});
    QVERIFY2(taken, qPrintable(taken ? QString() : taken.error().text()));
    m_shop->backupMs = double(timer.elapsed());
    qInfo("%s: backup of %.1f MB taken in %.1f s", qPrintable(m_engine), double(taken->bytes) / 1e6, m_shop->backupMs / 1000);
    QVERIFY2(taken->bytes > qint64(m_megabytes * 0.8e6), qPrintable(QString::number(taken->bytes)));
}

void TestBigBackup::use()
{
    QFETCH(QString, engine);
    m_engine = engine;
    m_server = TestServer::forEngine(engine);
    QVERIFY2(m_server || engine == u"sqlite", qPrintable(TestServer::problem(engine)));
    const bool isNew = !m_shops.contains(engine);
    m_shop = &m_shops[engine];
    if (isNew)
        make();
}

Result<Rehearsal> TestBigBackup::rehearse(RunControl &control, const ProgressSink &progress) const
{
    return desk().rehearse(desk().plan({}).value(), desk().rehearseOptions().value(), control, {}, progress);
}

/// Processes that this one started and that still are, but for the servers.
QStringList TestBigBackup::children()
{
    QStringList found;
    for (const QString &task : QDir(u"/proc/self/task"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile list(u"/proc/self/task/%1/children"_s.arg(task));
        if (!list.open(QIODevice::ReadOnly))
            continue;
        for (const QByteArray &pid : list.readAll().split(' ')) {
            QFile name(u"/proc/%1/comm"_s.arg(QString::fromLatin1(pid.trimmed())));
            if (!pid.trimmed().isEmpty() && name.open(QIODevice::ReadOnly))
                found << QString::fromLatin1(name.readAll().trimmed());
        }
    }
    found.removeAll(u"postgres"_s);
    found.removeAll(u"mariadbd"_s);
    return found;
}

/// What is left of ours on the server, in folders, as processes and connections; empty is good.
QString TestBigBackup::left() const
{
    QStringList found = QDir(m_temporary.path()).entryList({u"lockkeeper-scratch-*"_s}, QDir::Dirs);
    found += QDir(m_shop->project->path(u"backups"_s)).entryList({u"*.partial*"_s});
    if (m_engine == u"postgresql")
        found << ask("SELECT datname FROM pg_database WHERE datname LIKE 'lockkeeper%' UNION ALL SELECT 'connection ' || application_name FROM pg_stat_activity WHERE application_name ILIKE '%lockkeeper%'").split(u'\n', Qt::SkipEmptyParts);
    else if (m_engine == u"mariadb")
        found << ask("SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE 'lockkeeper%' UNION ALL SELECT CONCAT('connection ', COALESCE(info, command)) FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND user = 'lockkeeper'").split(u'\n', Qt::SkipEmptyParts);
    return (found + children()).join(u", "_s);
}

void TestBigBackup::rehearsedWithProgress()
{
    use();
    QMap<QString, QList<qint64>> told;
    QElapsedTimer timer;
    timer.start();
    RunControl control;
    QFile peak(u"/proc/self/clear_refs"_s);
    QVERIFY(peak.open(QIODevice::WriteOnly) && peak.write("5") == 1); // counted from here (proc(5), VmHWM)
    peak.close();
    const auto seen = rehearse(control, [&](const Progress &progress) { told[progress.total > 0 ? progress.what + u'/' + QString::number(progress.total) : progress.what] << progress.done; });
    m_shop->rehearsalMs = double(timer.elapsed());
    QVERIFY2(seen && seen->ok, qPrintable(seen ? QString() : seen.error().text()));
    QVERIFY2(seen->roundTripProven(), qPrintable(seen->steps.front().roundTrip.differences.join(u'\n')));
    QVERIFY(!seen->backup.isEmpty());
    QCOMPARE(desk().backups().front().verified, Verified::Restored);
    QVERIFY(!told.isEmpty());
    for (const QList<qint64> &amounts : std::as_const(told))
        QVERIFY(std::ranges::is_sorted(amounts));
    QFile status(u"/proc/self/status"_s);
    QVERIFY(status.open(QIODevice::ReadOnly));
    const QByteArray text = status.readAll();
    const qint64 peakKb = text.mid(text.indexOf("VmHWM:") + 6, 16).trimmed().split(' ').front().toLongLong();
    qInfo("%s: restored, rehearsed and compared in %.1f s, peak memory %lld MB", qPrintable(m_engine), m_shop->rehearsalMs / 1000, peakKb / 1000);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    QVERIFY2(peakKb < 400'000, "a table was loaded into memory"); // sanitizers keep what was freed
#endif
    QCOMPARE(left(), QString());
}

/// Does @p work again and again, cancelled later each time.
template <class Work>
void TestBigBackup::cancelWithin(double wholeMs, Work work)
{
    int cancelled = 0;
    for (const double part : {0.02, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9}) {
        RunControl control;
        QElapsedTimer since;
        QElapsedTimer timer;
        timer.start();
        std::jthread canceller([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(qint64(wholeMs * part)));
            since.start();
            control.cancel();
        });
        const std::optional<Error> error = work(control);
        const double ms = double(timer.elapsed());
        canceller.join();
        QVERIFY2(since.elapsed() < 20'000, qPrintable(u"it went on for %1 ms after the cancel at %2"_s.arg(since.elapsed()).arg(part)));
        if (!error) {
            wholeMs = std::min(wholeMs, ms); // it was faster than the first time
        } else {
            ++cancelled;
            QVERIFY2(error->code == ErrorCode::Cancelled, qPrintable(u"at %1: %2"_s.arg(part).arg(error->text())));
        }
        QTRY_COMPARE_WITH_TIMEOUT(left(), QString(), 20'000);
    }
    QVERIFY2(cancelled >= 4, qPrintable(QString::number(cancelled)));
}

void TestBigBackup::cancelledAtAnyMoment()
{
    use();
    cancelWithin(m_shop->rehearsalMs, [&](RunControl &control) {
        const auto result = rehearse(control);
        return result ? std::nullopt : std::optional(result.error());
    });
    QCOMPARE(desk().backups().front().verified, Verified::Restored);
}

/// Does @p work once whole, and then again for each stage that it told of, cancelled as soon as that is told for the first time.
template <class Work>
void TestBigBackup::cancelAtEachStage(Work work)
{
    QStringList stages;
    RunControl whole;
    QVERIFY(!work(whole, [&](const Progress &progress) {
        if (!stages.contains(progress.what))
            stages << progress.what;
    }));
    QVERIFY(!stages.isEmpty());
    for (const QString &stage : std::as_const(stages)) {
        RunControl control;
        QElapsedTimer since;
        const std::optional<Error> error = work(control, [&](const Progress &progress) {
            if (progress.what == stage && !control.cancelled()) {
                since.start();
                control.cancel();
            }
        });
        QVERIFY2(control.cancelled(), qPrintable(stage + u" was not told of again"_s));
        QVERIFY2(since.elapsed() < 20'000, qPrintable(u"it went on for %1 ms after the cancel at: %2"_s.arg(since.elapsed()).arg(stage)));
        // What was told of when it was over already is done.
        QVERIFY2(!error || error->code == ErrorCode::Cancelled, qPrintable(stage + u": "_s + (error ? error->text() : QString())));
        QVERIFY2(error || stage == stages.last(), qPrintable(stage));
        QTRY_COMPARE_WITH_TIMEOUT(left(), QString(), 20'000);
    }
    qInfo("%s: cancelled at %s", qPrintable(m_engine), qPrintable(stages.join(u"; ")));
}

void TestBigBackup::cancelledAtEveryStage()
{
    use();
    cancelAtEachStage([&](RunControl &control, const ProgressSink &progress) {
        const auto result = rehearse(control, progress);
        return result ? std::nullopt : std::optional(result.error());
    });
}

void TestBigBackup::backupCancelledAtEveryStage()
{
    use();
    cancelAtEachStage([&](RunControl &control, const ProgressSink &progress) {
        const auto result = desk().backUp(Verified::Restored, control, progress);
        return result ? std::nullopt : std::optional(result.error());
    });
}

void TestBigBackup::backupCancelledAtAnyMoment()
{
    use();
    const size_t before = desk().backups().size();
    size_t taken = 0;
    cancelWithin(m_shop->backupMs, [&](RunControl &control) {
        const auto result = desk().backUp(Verified::Restored, control, {});
        taken += result.has_value();
        return result ? std::nullopt : std::optional(result.error());
    });
    QCOMPARE(desk().backups().size(), before + taken);
}

void TestBigBackup::killedIsFoundAndRemoved()
{
    use();
    const QStringList where{u"-C"_s, m_shop->project->folder()};
    int killed = 0;
    for (const double part : {0.05, 0.3, 0.6}) {
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(cliProgram(), where + QStringList{u"rehearse"_s});
        QVERIFY(process.waitForStarted());
        // From the moment on at which there is something that it could leave.
        static const QRegularExpression scratch(u"lockkeeper.scratch"_s);
        while (process.state() == QProcess::Running && !left().contains(scratch))
            process.waitForFinished(5);
        process.waitForFinished(std::max(1, int(m_shop->rehearsalMs * part)));
        if (process.state() == QProcess::NotRunning)
            continue; // faster than the whole one before
        ::kill(pid_t(process.processId()), SIGKILL);
        QVERIFY(process.waitForFinished());
        if (!left().contains(scratch))
            continue; // it had made none yet, or had just removed it
        ++killed;
        // The next start finds it, as soon as the server has noticed that nobody is there any more.
        QTRY_VERIFY_WITH_TIMEOUT(!desk().abandonedScratches().value().empty(), 30'000);
        const CliResult doctor = runInProcess(where + QStringList{u"doctor"_s});
        QVERIFY2(doctor.out.contains(desk().abandonedScratches()->front().name), qPrintable(doctor.out));
        const CliResult removed = runInProcess(where + QStringList{u"doctor"_s, u"--remove-scratches"_s});
        QVERIFY2(removed.err.contains(u"removed: "_s), qPrintable(removed.err));
        QTRY_COMPARE_WITH_TIMEOUT(left(), QString(), 30'000);
    }
    QVERIFY(killed > 0);
    // What is left is no hindrance either: the next rehearsal sweeps it.
    RunControl control;
    const auto seen = rehearse(control);
    QVERIFY2(seen && seen->ok, qPrintable(seen ? QString() : seen.error().text()));
}

QTEST_GUILESS_MAIN(TestBigBackup)
#include "tst_bigbackup.moc"
