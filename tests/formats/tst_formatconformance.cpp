// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engineregistry.h"
#include "models/formats/formatregistry.h"
#include "models/formats/trackingtable.h"
#include "models/history/history.h"
#include "models/run/formatlocks.h"
#include "tests/formats/programsamples.h"
#include "tests/support/foreigntools.h"
#include "tests/support/opendesk.h"
#include "tests/support/testserver.h"

#include <QFile>
#include <QFileInfo>
#include <QTest>

#include <set>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

/// Every engine that can be had for tests; a format runs on those that it knows.
const QStringList &testEngines()
{
    static const QStringList names{u"sqlite"_s, u"postgresql"_s, u"mariadb"_s};
    return names;
}

SampleMigration table(int number, const QString &name)
{
    const QByteArray word = name.toUtf8();
    return {number, name, "CREATE TABLE " + word + " (x INT);\n", "DROP TABLE " + word + ";\n"};
}

QByteArray error(const Error &error)
{
    return error.text().toUtf8();
}

} // namespace

/// What every format has to keep, on every database that it knows, through the desk as both front ends use it. A new format is a row
/// more in formatsamples.cpp.
class tst_FormatConformance : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void traits();
    void registry();
    void nothingToDetect();

    void recognises_data() { everySample(); }
    void recognises();
    void loadsInOrder_data() { everyDatabase(); }
    void loadsInOrder();
    void manyFiles_data() { everySample(); }
    void manyFiles();
    void duplicatesBlock_data() { everySample(); }
    void duplicatesBlock();
    void unreadableFilesBlock_data() { everyDatabase(); }
    void unreadableFilesBlock();
    void newMigrationIsNext_data() { everySample(); }
    void newMigrationIsNext();
    void linksInCircles_data() { everySample(); }
    void linksInCircles();
    void hugeJson_data() { everySample(); }
    void hugeJson();

    void lookingWritesNothing_data() { everyDatabase(); }
    void lookingWritesNothing();
    void appliesAll_data() { everyDatabase(); }
    void appliesAll();
    void appliesTo_data() { everyDatabase(); }
    void appliesTo();
    void reverts_data() { everyDatabase(); }
    void reverts();
    void changedFiles_data() { everyDatabase(); }
    void changedFiles();
    void missingFiles_data() { everyDatabase(); }
    void missingFiles();
    void outOfOrder_data() { everyDatabase(); }
    void outOfOrder();
    void failsHalfWay_data() { everyDatabase(); }
    void failsHalfWay();
    void failsAtOnce_data() { everyDatabase(); }
    void failsAtOnce();
    void marks_data() { everyDatabase(); }
    void marks();
    void baselines_data() { everyDatabase(); }
    void baselines();
    void acceptsChanges_data() { everyDatabase(); }
    void acceptsChanges();
    void foreignTableIsRefused_data() { everyDatabase(); }
    void foreignTableIsRefused();
    void lockKeepsOthersOut_data() { everyDatabase(); }
    void lockKeepsOthersOut();

private:
    static const std::vector<FormatSample> &samples();
    static void everySample();
    static void everyDatabase();
    const Format &format() const { return *formatByName(m_sample->format); }
    const Engine &engine() const { return *engineByName(m_engine); }
    void write(std::vector<SampleMigration> migrations) const { writeSample(*m_project, *m_sample, {m_engine, std::move(migrations)}); }
    void writeThree() const { write({table(1, u"a"_s), table(2, u"b"_s), table(3, u"c"_s)}); }
    std::unique_ptr<Desk> desk() const { return openDesk(*m_project); }
    /// Writes what @p request comes to; ends the test program on a refusal.
    static void change(Desk &desk, const RecordRequest &request);
    std::vector<Migration> load() const;
    std::unique_ptr<Session> session() const;
    /// Which of the tables a, b, c are there.
    QString tables() const;
    static QStringList states(const History &history);

    std::unique_ptr<TemporaryProject> m_project;
    const FormatSample *m_sample = nullptr;
    TestServer *m_server = nullptr;
    QString m_engine;
    QString m_database;
};

/// Those with scripts and those with programs; ctest runs them apart, side by side.
const std::vector<FormatSample> &tst_FormatConformance::samples()
{
    static const std::vector<FormatSample> all = [] {
        const QByteArray only = qgetenv("LK_TEST_SAMPLES");
        std::vector<FormatSample> list;
        if (only != "programs")
            list = formatSamples();
        if (only != "scripts")
            list.insert(list.end(), programSamples().begin(), programSamples().end());
        return list;
    }();
    return all;
}

void tst_FormatConformance::everySample()
{
    QTest::addColumn<int>("sample");
    QTest::addColumn<QString>("engine");
    for (int i = 0; i < int(samples().size()); ++i) {
        const QStringList known = formatByName(samples()[size_t(i)].format)->traits().engines;
        const auto first = std::ranges::find_if(testEngines(), [&](const QString &name) { return known.contains(name); });
        QVERIFY(first != testEngines().end());
        QTest::newRow(qPrintable(samples()[size_t(i)].name)) << i << *first;
    }
}

void tst_FormatConformance::everyDatabase()
{
    const QString only = qEnvironmentVariable("LK_TEST_ENGINE"); // ctest runs the suite once for each, side by side
    QTest::addColumn<int>("sample");
    QTest::addColumn<QString>("engine");
    for (int i = 0; i < int(samples().size()); ++i) {
        const FormatSample &sample = samples()[size_t(i)];
        const bool programs = std::ranges::any_of(programSamples(), [&](const FormatSample &program) { return program.name == sample.name; });
        if (programs && !sample.isProgram())
            continue; // its files are read only
        const QStringList known = formatByName(sample.format)->traits().engines;
        for (const QString &engine : testEngines()) {
            if (known.contains(engine) && (only.isEmpty() || only == engine))
                QTest::newRow(qPrintable(sample.name + u"; "_s + engine)) << i << engine;
        }
    }
}

void tst_FormatConformance::init()
{
    m_project = std::make_unique<TemporaryProject>();
    m_server = nullptr;
    if (!QTest::currentDataTag())
        return;
    QFETCH(int, sample);
    QFETCH(QString, engine);
    m_sample = &samples()[size_t(sample)];
    m_engine = engine;
    QByteArray url = "sqlite:test.db";
    if (engine != u"sqlite") {
        m_server = TestServer::forEngine(engine);
        if (!m_server && !qEnvironmentVariableIsSet("CI"))
            QSKIP(qPrintable(TestServer::problem(engine)));
        QVERIFY2(m_server, qPrintable(TestServer::problem(engine)));
        m_database = m_server->newDatabase();
        url = "${LK_TEST_URL}";
        qputenv("LK_TEST_URL", m_server->url(m_database).toUtf8());
    }
    if (m_sample->isProgram()) {
        const Result<void> equipped = m_sample->equip(*m_project);
        LK_NEEDS_TOOL(equipped);
    }
    m_project->write(u"lockkeeper.toml"_s, "[project]\nformat = \"" + m_sample->format.toUtf8() + "\"\n\n[environments.development]\nurl = \"" + url
                                               + "\"\nlock_timeout = \"400ms\"\n");
}

void tst_FormatConformance::cleanup()
{
    if (m_server)
        m_server->dropDatabase(m_database);
    if (m_server && m_sample->format == u"sqitch" && m_engine == u"mariadb")
        m_server->dropDatabase(u"sqitch"_s); // one registry for all databases of a server: the next test would find this one's
    qunsetenv("LK_TEST_URL");
    m_project.reset();
}

std::vector<Migration> tst_FormatConformance::load() const
{
    const auto setup = format().setup(m_project->folder(), {});
    if (!setup)
        qFatal("%s", qPrintable(setup.error().text()));
    auto migrations = format().load(*setup, engine().traits().dialect);
    if (!migrations)
        qFatal("%s", qPrintable(migrations.error().text()));
    return *migrations;
}

std::unique_ptr<Session> tst_FormatConformance::session() const
{
    auto opened = engine().open(*engine().target(m_server ? m_server->url(m_database) : u"sqlite:test.db"_s, m_project->folder()), Access::ReadWrite);
    if (!opened)
        qFatal("%s", qPrintable(opened.error().text()));
    return std::move(*opened);
}

QString tst_FormatConformance::tables() const
{
    if (!m_server && !QFile::exists(m_project->path(u"test.db"_s)))
        return {};
    const auto open = session();
    QString there;
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s}) {
        if (open->hasTable(name).value_or(false))
            there += name;
    }
    return there;
}

QStringList tst_FormatConformance::states(const History &history)
{
    QStringList states;
    for (const HistoryEntry &entry : history.entries)
        states += word(entry.state);
    return states;
}

void tst_FormatConformance::traits()
{
    std::set<QString> names;
    for (const Format *format : formats()) {
        const FormatTraits &traits = format->traits();
        QVERIFY(names.insert(traits.name).second);
        QVERIFY(!traits.title.isEmpty() && !traits.defaultFolder.isEmpty() && !traits.trackingTable.isEmpty());
        for (const QString &name : traits.engines)
            QVERIFY2(engineByName(name), qPrintable(name));
        QCOMPARE(formatByName(traits.name), format);
    }
}

void tst_FormatConformance::registry()
{
    QVERIFY(!formatByName(u"no such format"_s));
    QCOMPARE(formats().back()->traits().name, u"plain"_s); // it would take other tools' files
    for (const Format *format : formats()) {
        const QString name = format->traits().name;
        const auto isItsOwn = [&](const FormatSample &sample) { return sample.format == name; };
        QVERIFY2(std::ranges::any_of(formatSamples(), isItsOwn) || std::ranges::any_of(programSamples(), isItsOwn),
                 qPrintable(u"%1 has no sample in formatsamples.cpp or programsamples.cpp"_s.arg(name)));
    }
}

void tst_FormatConformance::nothingToDetect()
{
    TemporaryProject project;
    const auto none = detectFormat(project.folder());
    QVERIFY(!none);
    QCOMPARE(none.error().code, ErrorCode::Usage);
    QVERIFY2(none.error().text().contains(u"migrations/"_s), error(none.error()));
    QVERIFY(!detectFormat(project.path(u"gone"_s)));
}

/// By the folder alone: nobody says which format it is.
void tst_FormatConformance::recognises()
{
    writeThree();
    const auto detected = detectFormat(m_project->folder());
    QVERIFY2(detected, detected ? "" : error(detected.error()));
    QCOMPARE(detected->format->traits().name, m_sample->format);
    QVERIFY(detected->recognition.matches && !detected->recognition.because.isEmpty());
    QVERIFY(QFile::exists(m_project->path(detected->recognition.migrations)));
    const auto setup = format().setup(m_project->folder(), {});
    QVERIFY2(setup, setup ? "" : error(setup.error()));
    QVERIFY(!format().trackingTable(*setup).isEmpty());
    QVERIFY(format().ownTables(*setup).contains(format().trackingTable(*setup)));
}

void tst_FormatConformance::loadsInOrder()
{
    writeThree();
    const auto all = load();
    QCOMPARE(all.size(), 3u);
    std::set<QString> keys;
    for (size_t i = 0; i < 3; ++i) {
        const Migration &migration = all[i];
        const QByteArray name(1, char('a' + i));
        QVERIFY2(!migration.blocked() && migration.up, migration.problems.empty() ? "" : qPrintable(migration.problems.front().message));
        QVERIFY(keys.insert(migration.key).second);
        QVERIFY(!migration.version.isEmpty());
        QVERIFY2(QFile::exists(m_project->path(migration.upFile)), qPrintable(migration.upFile));
        QCOMPARE(migration.up->file, migration.upFile);
        QCOMPARE(migration.up->fileBytes(), m_project->read(migration.upFile));
        QCOMPARE(migration.reversible(), m_sample->reversible);
        if (!m_sample->isProgram())
            QCOMPARE(migration.checksum.isEmpty(), !format().traits().checksums);
        QCOMPARE(migration.language.isEmpty(), !m_sample->isProgram());
        if (m_sample->isProgram()) { // no SQL to cut: the file is run as it is
            QVERIFY2(migration.up->view().toByteArray().contains("CREATE TABLE " + name), migration.up->view().toByteArray());
            continue;
        }
        const auto statements = format().split(migration.up->view(), engine().traits().dialect);
        QVERIFY2(statements, statements ? "" : error(statements.error()));
        QCOMPARE(statements->size(), 1u);
        const StatementSpan &span = statements->front();
        QCOMPARE(migration.up->view().sliced(span.offset, span.length).toByteArray(), "CREATE TABLE " + name + " (x INT)");
        const qint64 line = span.line + migration.up->firstLine - 1;
        QVERIFY2(m_project->read(migration.upFile).split('\n').value(qsizetype(line) - 1).contains("CREATE TABLE " + name), QByteArray::number(line));
        if (migration.down)
            QVERIFY(migration.down->view().toByteArray().contains("DROP TABLE " + name + ";"));
    }
    QVERIFY(load() == all);
}

void tst_FormatConformance::manyFiles()
{
    constexpr int Many = 1000;
    std::vector<SampleMigration> migrations;
    for (int i = 1; i <= Many; ++i)
        migrations.push_back({i, u"many"_s, "INSERT INTO t VALUES (" + QByteArray::number(i) + ");\n"});
    write(migrations);
    const auto all = load();
    QCOMPARE(all.size(), size_t(Many));
    for (int i = 0; i < Many; ++i)
        QVERIFY2(all[size_t(i)].up && all[size_t(i)].up->view().toByteArray().contains(migrations[size_t(i)].up.chopped(2)), qPrintable(all[size_t(i)].upFile));
}

void tst_FormatConformance::duplicatesBlock()
{
    if (!m_sample->duplicates)
        return;
    write({table(1, u"a"_s), table(2, u"b"_s), table(2, u"z"_s), table(3, u"c"_s)});
    const auto all = load();
    QCOMPARE(all.size(), 4u);
    int blocked = 0;
    for (const Migration &migration : all) {
        if (!migration.blocked())
            continue;
        ++blocked;
        const auto problem = std::ranges::find_if(migration.problems, &FileProblem::blocks);
        QVERIFY(!problem->message.isEmpty() && !problem->rule.isEmpty());
    }
    QVERIFY(blocked >= 1);
    // Whatever the tool would do: nothing runs before the doubt is gone.
    const auto one = desk();
    const auto plan = one->plan({});
    QVERIFY(!plan);
    QVERIFY2(plan.error().text().contains(u"b"_s), error(plan.error()));
}

void tst_FormatConformance::unreadableFilesBlock()
{
    write({table(1, u"a"_s)});
    auto one = desk();
    QVERIFY(!applyAll(*one).error);
    SampleMigration bad = table(2, u"b"_s);
    bad.up = "-- gr\xfc\xdf" "e\n" + bad.up;
    write({table(1, u"a"_s), bad, table(3, u"c"_s)});
    const auto all = load();
    QCOMPARE(all.size(), 3u);
    one = desk();
    if (format().late(one->setup()) == LateRule::Graph) { // nobody knows where an unreadable file stands among the others
        QVERIFY(std::ranges::any_of(all, [](const Migration &migration) { return migration.blocked() && migration.upFile.contains(u"_b"); }));
        QVERIFY(!one->plan({}));
        QCOMPARE(tables(), u"a"_s);
        return;
    }
    QVERIFY2(!all[0].blocked() && all[1].blocked() && !all[1].up, qPrintable(all[1].upFile));
    QCOMPARE(states(one->history()), (QStringList{u"applied"_s, u"pending"_s, u"pending"_s}));
    QVERIFY(!one->history().entries[1].note.isEmpty());
    const auto plan = one->plan({}); // it has to stop at it, not step over it
    QVERIFY(!plan);
    QVERIFY2(plan.error().text().contains(all[1].upFile), error(plan.error()));
    QCOMPARE(tables(), u"a"_s);
}

void tst_FormatConformance::newMigrationIsNext()
{
    writeThree();
    for (const bool reversible : {true, false}) {
        auto one = desk();
        const auto before = one->history().files();
        const auto made = one->newMigration(reversible ? u"next step"_s : u"next leap"_s, reversible);
        QVERIFY2(made, made ? "" : error(made.error()));
        for (const NewFile &file : *made)
            QCOMPARE(QFile::exists(m_project->path(file.path)), !file.replaces.isEmpty());
        const auto written = one->writeNewMigration(*made);
        QVERIFY2(written, written ? "" : error(written.error()));
        QVERIFY(one->refresh());
        const auto all = one->history().files();
        QCOMPARE(all.size(), before.size() + 1);
        QVERIFY2((all.back().version + all.back().description + all.back().upFile).contains(u"next"_s), qPrintable(all.back().upFile));
        QVERIFY2(!all.back().blocked(), all.back().problems.empty() ? "" : qPrintable(all.back().problems.front().message));
        QVERIFY(written->contains(all.back().upFile));
        for (size_t i = 0; i < before.size(); ++i)
            QCOMPARE(all[i].key, before[i].key);
    }
    // A name with a path in it is refused, or leads nowhere else.
    auto one = desk();
    const auto usual = one->newMigration(u"usual"_s, true);
    if (const auto odd = one->newMigration(u"a/b"_s, true)) {
        for (size_t i = 0; i < odd->size(); ++i)
            QCOMPARE(QFileInfo(odd->at(i).path).path(), QFileInfo(usual->at(i).path).path());
    }
}

/// A folder that holds itself, and a file that is a link to itself: every file is read once or told, and nothing turns in circles.
void tst_FormatConformance::linksInCircles()
{
    writeThree();
    const auto setup = format().setup(m_project->folder(), {});
    QVERIFY2(setup, setup ? "" : error(setup.error()));
    const QString folder = m_project->path(setup->migrations);
    const auto whole = load();
    const QString name = QFileInfo(whole.back().upFile).fileName();
    QVERIFY(QFile::link(folder, folder + u"/loop"_s));
    QVERIFY(QFile::link(folder + u"/9"_s + name, folder + u"/9"_s + name));
    const auto all = format().load(*setup, engine().traits().dialect);
    if (!all) {
        QVERIFY(!all.error().text().isEmpty());
        return;
    }
    for (const Migration &migration : whole)
        QCOMPARE(std::ranges::count_if(*all, [&](const Migration &other) { return other.key == migration.key && other.upFile == migration.upFile; }), 1);
}

/// A journal or configuration of 100 MB ends in a word, not in a stall or a crash.
void tst_FormatConformance::hugeJson()
{
    writeThree();
    for (const QString &file : m_project->files()) {
        if (!file.endsWith(u".json") || file.startsWith(u"node_modules"))
            continue;
        const QByteArray small = m_project->read(file);
        m_project->write(file, small.trimmed().chopped(1) + QByteArray(100 * 1024 * 1024, '['));
        const auto setup = format().setup(m_project->folder(), {});
        if (!setup) {
            QVERIFY2(setup.error().text().contains(QFileInfo(file).fileName()), error(setup.error()));
        } else {
            const auto all = format().load(*setup, engine().traits().dialect);
            const bool told = all ? std::ranges::any_of(*all, [](const Migration &migration) { return migration.blocked(); }) || all->size() == 3
                                  : all.error().text().contains(QFileInfo(file).fileName());
            QVERIFY2(told, all ? "" : error(all.error()));
        }
        m_project->write(file, small);
    }
    QCOMPARE(load().size(), 3u);
}

void tst_FormatConformance::lookingWritesNothing()
{
    writeThree();
    const QStringList before = m_project->files();
    const auto one = desk();
    QVERIFY2(!one->database().error, one->database().error ? error(*one->database().error) : "");
    QCOMPARE(states(one->history()), (QStringList{u"pending"_s, u"pending"_s, u"pending"_s}));
    QVERIFY(one->plan({}));
    QVERIFY(one->snapshot());
    QCOMPARE(m_project->files(), before); // no database was made either
    if (m_server) {
        const auto snapshot = engine().snapshot(*session());
        QVERIFY(snapshot);
        QVERIFY2(!engine().ddl(*snapshot).contains(u"CREATE TABLE"_s, Qt::CaseInsensitive), qPrintable(engine().ddl(*snapshot)));
    }
}

void tst_FormatConformance::appliesAll()
{
    writeThree();
    auto one = desk();
    const RunReport report = applyAll(*one);
    QVERIFY2(!report.error, report.error ? error(*report.error) : "");
    QCOMPARE(report.outcome, Outcome::Committed);
    QVERIFY(report.verification.passed());
    QCOMPARE(tables(), u"abc"_s);
    one = desk();
    QCOMPARE(states(one->history()), (QStringList{u"applied"_s, u"applied"_s, u"applied"_s}));
    QVERIFY(!one->history().disagrees());
    QVERIFY(one->plan({})->empty());
    for (const HistoryEntry &entry : one->history().entries) {
        QVERIFY(entry.applied && entry.applied->success && !entry.applied->baseline);
        QCOMPARE(entry.applied->key, entry.file->key);
        QVERIFY(!entry.applied->appliedAt.isValid() || entry.applied->appliedAt.timeSpec() == Qt::UTC);
    }
    // What the tool keeps for itself is no part of the schema.
    const auto schema = one->snapshot();
    QVERIFY(schema);
    const QString ddl = engine().ddl(*schema);
    for (const QString &own : format().ownTables(one->setup()))
        QVERIFY2(!ddl.contains(own.section(u'.', -1) == u"*" ? own.section(u'.', 0, 0) + u'.' : own.section(u'.', -1)), qPrintable(ddl));
}

void tst_FormatConformance::appliesTo()
{
    writeThree();
    auto one = desk();
    const QString second = one->history().entries[1].version();
    const RunReport report = applyAll(*one, {Direction::Up, second});
    QVERIFY2(!report.error, report.error ? error(*report.error) : "");
    QCOMPARE(tables(), u"ab"_s);
    one = desk();
    QCOMPARE(states(one->history()), (QStringList{u"applied"_s, u"applied"_s, u"pending"_s}));
    QVERIFY(!applyAll(*one).error);
    QCOMPARE(tables(), u"abc"_s);
}

void tst_FormatConformance::reverts()
{
    if (!m_sample->reversible)
        return;
    writeThree();
    auto one = desk();
    QVERIFY(!applyAll(*one).error);
    const RunReport last = applyAll(*one, {Direction::Down, {}, 1});
    QVERIFY2(!last.error, last.error ? error(*last.error) : "");
    QCOMPARE(tables(), u"ab"_s);
    one = desk();
    QCOMPARE(states(one->history()), (QStringList{u"applied"_s, u"applied"_s, u"pending"_s}));
    const RunReport rest = applyAll(*one, {Direction::Down, u"0"_s});
    QVERIFY2(!rest.error, rest.error ? error(*rest.error) : "");
    QCOMPARE(tables(), QString());
    one = desk();
    QCOMPARE(states(one->history()), (QStringList{u"pending"_s, u"pending"_s, u"pending"_s}));
    // And up again, on a tracking table that is there and empty.
    const RunReport again = applyAll(*one);
    QVERIFY2(!again.error, again.error ? error(*again.error) : "");
    QCOMPARE(states(desk()->history()), (QStringList{u"applied"_s, u"applied"_s, u"applied"_s}));
}

void tst_FormatConformance::changedFiles()
{
    writeThree();
    auto one = desk();
    QVERIFY(!applyAll(*one).error);
    SampleMigration edited = table(1, u"a"_s);
    edited.up = "CREATE TABLE a (x INT, y INT);\n";
    write({edited, table(2, u"b"_s), table(3, u"c"_s)});
    const QString second = one->history().entries[1].file->upFile;
    m_project->write(second, m_project->read(second).replace("\n", "\r\n"));
    one = desk();
    const bool sees = format().traits().checksums;
    QCOMPARE(word(one->history().entries[0].state), sees ? u"changed"_s : u"applied"_s);
    QCOMPARE(word(one->history().entries[2].state), u"applied"_s);
    if (!sees)
        return;
    QVERIFY2(one->history().entries[0].note.contains(u"edited"), qPrintable(one->history().entries[0].note));
    const HistoryEntry &lineEnds = one->history().entries[1]; // some tools don't mind them
    if (lineEnds.state != State::Applied) {
        QCOMPARE(word(lineEnds.state), u"changed"_s);
        if (m_sample->tellsLineEnds)
            QVERIFY2(lineEnds.note.contains(u"only line ends differ"), qPrintable(lineEnds.note));
    }
    const auto plan = one->plan({});
    QVERIFY(!plan);
    QCOMPARE(plan.error().code, ErrorCode::Disagreement);
}

void tst_FormatConformance::missingFiles()
{
    writeThree();
    auto one = desk();
    QVERIFY(!applyAll(*one).error);
    const QString key = one->history().entries[1].key();
    write({table(1, u"a"_s), table(3, u"c"_s)});
    one = desk();
    if (m_sample->chained) {
        QVERIFY(one->history().disagrees());
        QVERIFY(states(one->history()).contains(u"missing"_s));
        QVERIFY(!one->plan({}));
        return;
    }
    if (!m_sample->rowEach) { // one row says how far it came; nobody can know of the file between
        QCOMPARE(states(one->history()), (QStringList{u"applied"_s, u"applied"_s}));
        write({table(1, u"a"_s), table(2, u"b"_s)});
        one = desk();
        const bool graph = format().late(one->setup()) == LateRule::Graph; // then it says no more of what lies below
        const QString below = graph ? u"pending"_s : u"applied"_s;
        QCOMPARE(states(one->history()), (QStringList{below, below, u"missing"_s}));
        QVERIFY(!one->plan({}));
        return;
    }
    QCOMPARE(states(one->history()), (QStringList{u"applied"_s, u"missing"_s, u"applied"_s}));
    QCOMPARE(one->history().entries[1].key(), key);
    QVERIFY(!one->history().entries[1].note.isEmpty());
    QVERIFY(one->history().disagrees());
    QVERIFY(!one->plan({}));
}

void tst_FormatConformance::outOfOrder()
{
    write({table(1, u"a"_s), table(3, u"c"_s)});
    auto one = desk();
    QVERIFY(!applyAll(*one).error);
    writeThree();
    one = desk();
    if (m_sample->chained) {
        QVERIFY(one->history().disagrees());
        QVERIFY(!one->plan({}));
        return;
    }
    if (!m_sample->rowEach) {
        QCOMPARE(states(one->history()), (QStringList{u"applied"_s, u"applied"_s, u"applied"_s}));
        return;
    }
    const LateRule late = format().late(one->setup());
    QCOMPARE(states(one->history()), (QStringList{u"applied"_s, late == LateRule::Graph ? u"pending"_s : u"out of order"_s, u"applied"_s}));
    QVERIFY(!one->history().disagrees());
    const QString note = one->history().entries[1].note;
    if (late == LateRule::Refuses)
        QVERIFY2(note.contains(u"refuses"), qPrintable(note));
    if (late == LateRule::Skips)
        QVERIFY2(note.contains(u"passes over"), qPrintable(note));
    const auto report = applyAll(*one); // a person who saw the plan may
    QVERIFY2(!report.error, report.error ? error(*report.error) : "");
    QCOMPARE(tables(), u"abc"_s);
    QCOMPARE(states(desk()->history()), (QStringList{u"applied"_s, u"applied"_s, u"applied"_s}));
}

void tst_FormatConformance::failsHalfWay()
{
    SampleMigration bad{2, u"b"_s, "CREATE TABLE b (x INT);\nINSERT INTO b VALUES (1);\nINSERT INTO nowhere VALUES (1);\n", "DROP TABLE b;\n"};
    write({table(1, u"a"_s), bad, table(3, u"c"_s)});
    auto one = desk();
    const auto plan = one->plan({});
    QVERIFY2(plan, plan ? "" : error(plan.error()));
    const bool atomic = plan->steps[1].atomic();
    const bool notes = !format().record(plan->steps[1].migration, Direction::Up, engine().traits(), atomic, one->setup()).before.empty();
    const RunReport report = applyAll(*one);
    QVERIFY(report.error);
    QCOMPARE(report.stepsDone, 1);
    QVERIFY2(report.error->why.contains(u"nowhere"_s), error(*report.error));
    QVERIFY2(report.error->where.file == plan->steps[1].script().file && report.error->where.line > 0, error(*report.error));
    one = desk();
    QCOMPARE(word(one->history().entries[0].state), u"applied"_s);
    QCOMPARE(word(one->history().entries[2].state), u"pending"_s);
    // A program's own transaction, or none, shows in what it left.
    if (m_sample->isProgram() ? tables() == u"a"_s : atomic) {
        QCOMPARE(report.outcome, Outcome::RolledBack);
        QCOMPARE(tables(), u"a"_s);
        QCOMPARE(word(one->history().entries[1].state), u"pending"_s);
        bad.up = "CREATE TABLE b (x INT);\n"; // mended: it goes on
        write({table(1, u"a"_s), bad, table(3, u"c"_s)});
        one = desk();
        QVERIFY(!applyAll(*one).error);
        QCOMPARE(tables(), u"abc"_s);
        return;
    }
    // What committed by itself stays, and the tracking table says so where the tool's has a place for it.
    QCOMPARE(report.outcome, Outcome::PartlyApplied);
    QCOMPARE(tables(), u"ab"_s);
    if (m_sample->isProgram())
        return; // what the row says then is the tool's own business
    QCOMPARE(word(one->history().entries[1].state), notes ? u"failed"_s : u"pending"_s);
    if (notes)
        QVERIFY(!one->plan({})); // nothing runs before a person has looked
}

void tst_FormatConformance::failsAtOnce()
{
    SampleMigration bad = table(2, u"b"_s);
    bad.up = "INSERT INTO nowhere VALUES (1);\n" + bad.up;
    write({table(1, u"a"_s), bad});
    auto one = desk();
    const RunReport report = applyAll(*one);
    QVERIFY(report.error);
    QCOMPARE(report.outcome, Outcome::RolledBack); // also where the begun row had been committed before
    QCOMPARE(tables(), u"a"_s);
    const QStringList now = states(desk()->history());
    const bool noted = m_sample->isProgram() && now == QStringList{u"applied"_s, u"failed"_s}; // the tool's own registry says so
    QVERIFY2(noted || now == (QStringList{u"applied"_s, u"pending"_s}), qPrintable(now.join(u' ')));
}

void tst_FormatConformance::change(Desk &desk, const RecordRequest &request)
{
    const auto plan = desk.planRecords(request);
    if (!plan)
        qFatal("plan: %s", qPrintable(plan.error().text()));
    RunControl control;
    if (const auto changed = desk.changeRecords(*plan, control); !changed)
        qFatal("change: %s", qPrintable(changed.error().text()));
    if (const auto history = desk.refresh(); !history)
        qFatal("refresh: %s", qPrintable(history.error().text()));
}

void tst_FormatConformance::marks()
{
    writeThree();
    auto one = desk();
    const QString first = one->history().entries[0].version();
    // Into a database without a tracking table; nothing of the script runs.
    change(*one, {RecordRequest::Kind::Mark, first, Direction::Up});
    QCOMPARE(states(one->history()), (QStringList{u"applied"_s, u"pending"_s, u"pending"_s}));
    QCOMPARE(tables(), QString());
    QVERIFY(!one->planRecords({RecordRequest::Kind::Mark, first, Direction::Up}));
    const RunReport report = applyAll(*one);
    QVERIFY2(!report.error, report.error ? error(*report.error) : "");
    QCOMPARE(tables(), u"bc"_s);

    const QString third = one->history().entries[2].version();
    change(*one, {RecordRequest::Kind::Mark, third, Direction::Down});
    QCOMPARE(states(one->history()), (QStringList{u"applied"_s, u"applied"_s, u"pending"_s}));
    QCOMPARE(tables(), u"bc"_s);
    change(*one, {RecordRequest::Kind::Mark, third, Direction::Up});
    QCOMPARE(states(desk()->history()), (QStringList{u"applied"_s, u"applied"_s, u"applied"_s}));
    QVERIFY(!one->planRecords({RecordRequest::Kind::Mark, u"no such"_s, Direction::Up}));
}

void tst_FormatConformance::baselines()
{
    writeThree();
    auto one = desk();
    change(*one, {RecordRequest::Kind::Baseline, one->history().entries[1].version()});
    one = desk();
    const QStringList now = states(one->history());
    QVERIFY2(now.size() == 3 && now[1] != u"pending" && !one->history().disagrees(), qPrintable(now.join(u' ')));
    QCOMPARE(now[2], u"pending"_s);
    QCOMPARE(tables(), QString());
    const RunReport report = applyAll(*one);
    QVERIFY2(!report.error, report.error ? error(*report.error) : "");
    QCOMPARE(tables(), u"c"_s); // what the baseline stands for does not run
}

void tst_FormatConformance::acceptsChanges()
{
    if (!format().traits().checksums)
        return;
    writeThree();
    auto one = desk();
    QVERIFY(!applyAll(*one).error);
    SampleMigration edited = table(3, u"c"_s);
    edited.up = "CREATE TABLE c (x INT, y INT);\n";
    write({table(1, u"a"_s), table(2, u"b"_s), edited});
    one = desk();
    QCOMPARE(word(one->history().entries[2].state), u"changed"_s);
    const auto unasked = one->planRecords({RecordRequest::Kind::Repair});
    QVERIFY2(unasked, unasked ? "" : error(unasked.error()));
    QVERIFY(unasked->empty() && unasked->left.size() == 1); // an edit is never taken for granted
    RecordRequest request{RecordRequest::Kind::Repair};
    request.accepted = QStringList{one->history().entries[2].version()};
    change(*one, request);
    QCOMPARE(states(desk()->history()), (QStringList{u"applied"_s, u"applied"_s, u"applied"_s}));
    QCOMPARE(tables(), u"abc"_s);
}

void tst_FormatConformance::foreignTableIsRefused()
{
    writeThree();
    auto one = desk();
    QVERIFY(!applyAll(*one).error);
    const QString name = quotedTable(format().trackingTable(one->setup()), m_engine);
    const auto open = session();
    const QString registry = format().trackingTable(one->setup()).section(u'.', 0, -2);
    if (!m_server && !registry.isEmpty()) // a file beside the database
        QVERIFY(open->execute("ATTACH '" + m_project->path(registry + u".db"_s).toUtf8() + "' AS " + registry.toUtf8()));
    const auto altered = open->execute("ALTER TABLE " + name.toUtf8() + " ADD COLUMN tenant INT");
    QVERIFY2(altered, altered ? "" : error(altered.error()));
    one = desk();
    QVERIFY(one->database().error);
    QCOMPARE(one->database().error->code, ErrorCode::Disagreement);
    const QString said = one->database().error->text();
    QVERIFY2(said.contains(u"tenant") || said.contains(format().trackingTable(one->setup()).section(u'.', -1)), error(*one->database().error));
    QCOMPARE(states(one->history()), (QStringList{u"unknown"_s, u"unknown"_s, u"unknown"_s}));
    QVERIFY(!one->plan({}));
}

void tst_FormatConformance::lockKeepsOthersOut()
{
    write({table(1, u"a"_s)});
    auto one = desk();
    QVERIFY(!applyAll(*one).error);
    writeThree();
    one = desk();
    const auto locks = format().locks(engine().traits(), session()->info().database, one->setup());
    if (locks.empty())
        return;
    const auto plan = one->plan({});
    QVERIFY2(plan, plan ? "" : error(plan.error()));
    const auto permit = one->checklist(*plan).permit();
    QVERIFY(permit);
    RunControl control;
    Target target = one->target();
    target.lockTimeoutMs = 300;
    {
        const auto held = FormatLocks::take(engine(), target, locks, control);
        QVERIFY2(held, held ? "" : error(held.error()));
        const auto second = FormatLocks::take(engine(), target, locks, control);
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::Locked);
        const auto refused = one->apply(*plan, *permit, control, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Locked);
        QVERIFY2(refused.error().text().contains(locks.front().title), error(refused.error()));
        QVERIFY2(!refused.error().nextStep.isEmpty(), error(refused.error()));
        QCOMPARE(tables(), u"a"_s);
    }
    const RunReport report = applyAll(*one); // it was let go
    QVERIFY2(!report.error, report.error ? error(*report.error) : "");
    QCOMPARE(tables(), u"abc"_s);
    QVERIFY(FormatLocks::take(engine(), target, locks, control)); // and so was ours
}

QTEST_GUILESS_MAIN(tst_FormatConformance)
#include "tst_formatconformance.moc"
