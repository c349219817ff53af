// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engineregistry.h"
#include "models/formats/formatregistry.h"
#include "models/history/history.h"
#include "tests/support/temporaryproject.h"

#include <QFile>
#include <QTest>

#include <set>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

/// A project of three reversible migrations in one style of one format.
struct Sample {
    QString format;
    QList<std::pair<QString, QByteArray>> files; ///< all but the migrations' own: what makes a folder this tool's
    QStringList ups;                             ///< of the three migrations, oldest first
    QStringList downs;                           ///< beside them; empty: in the same file
};

const QByteArray UpScripts[] = {"CREATE TABLE a (x);\n", "CREATE TABLE b (x);\n", "CREATE TABLE c (x);\n"};
const QByteArray DownScripts[] = {"DROP TABLE a;\n", "DROP TABLE b;\n", "DROP TABLE c;\n"};

Sample sample(const QString &format, const QStringList &ups, const QStringList &downs,
              const QList<std::pair<QString, QByteArray>> &files = {})
{
    return {format, files, ups, downs};
}

} // namespace

Q_DECLARE_METATYPE(Sample)

/// What every format has to keep, on a real database. A new format is a row more.
class tst_FormatConformance : public QObject
{
    Q_OBJECT

private slots:
    void traits();
    void registry();
    void nothingToDetect();

    void recognises_data() { everyRow_data(); }
    void recognises();
    void loadsInOrder_data() { everyRow_data(); }
    void loadsInOrder();
    void lookingWritesNothing_data() { everyRow_data(); }
    void lookingWritesNothing();
    void recordsWhatItReads_data() { everyRow_data(); }
    void recordsWhatItReads();
    void prepareTwiceIsHarmless_data() { everyRow_data(); }
    void prepareTwiceIsHarmless();
    void revertTakesTheRowAway_data() { everyRow_data(); }
    void revertTakesTheRowAway();
    void changedFiles_data() { everyRow_data(); }
    void changedFiles();
    void missingFiles_data() { everyRow_data(); }
    void missingFiles();
    void outOfOrder_data() { everyRow_data(); }
    void outOfOrder();
    void duplicatesBlock_data() { everyRow_data(); }
    void duplicatesBlock();
    void unreadableFilesBlock_data() { everyRow_data(); }
    void unreadableFilesBlock();
    void foreignTableIsRefused_data() { everyRow_data(); }
    void foreignTableIsRefused();
    void newMigrationIsNext_data() { everyRow_data(); }
    void newMigrationIsNext();
    void manyFiles_data() { everyRow_data(); }
    void manyFiles();

private:
    static void everyRow_data();
    static void write(const TemporaryProject &project, const Sample &sample);
    static std::vector<Migration> load(const TemporaryProject &project, const Sample &sample);
    static std::unique_ptr<Session> session(const TemporaryProject &project, Access access = Access::ReadWrite);
    static void run(Session &session, const std::vector<RecordStatement> &statements);
    static void apply(Session &session, const Format &format, const std::vector<Migration> &migrations, size_t first,
                      size_t last);
    static QStringList states(const History &history);
    static const Engine &engine() { return *engineByName(u"sqlite"_s); }
};

void tst_FormatConformance::traits()
{
    std::set<QString> names;
    std::set<QString> tables;
    for (const Format *format : formats()) {
        const FormatTraits &traits = format->traits();
        QVERIFY(names.insert(traits.name).second);
        QVERIFY(tables.insert(traits.trackingTable).second);
        QVERIFY(!traits.title.isEmpty() && !traits.defaultFolder.isEmpty());
        for (const QString &name : traits.engines)
            QVERIFY2(engineByName(name), qPrintable(name));
        QCOMPARE(formatByName(traits.name), format);
    }
}

void tst_FormatConformance::registry()
{
    QVERIFY(!formatByName(u"no such format"_s));
    QCOMPARE(formats().back()->traits().name, u"plain"_s); // it would take other tools' files
    QStringList names;
    for (const Format *format : formats())
        names += format->traits().name;
    QCOMPARE(names, (QStringList{u"sqlx"_s, u"plain"_s})); // each of them has its rows below
}

void tst_FormatConformance::nothingToDetect()
{
    TemporaryProject project;
    const auto none = detectFormat(project.folder());
    QVERIFY(!none);
    QCOMPARE(none.error().code, ErrorCode::Usage);
    for (const QString &said : {u"NUMBER_name.sql"_s, u"Cargo.toml"_s, u"migrations/"_s})
        QVERIFY2(none.error().text().contains(said), qPrintable(said));

    project.write(u"migrations/1_x.sql"_s, "-- migrate:up\nSELECT 1;\n");
    const auto other = detectFormat(project.folder());
    QVERIFY(!other);
    QVERIFY(other.error().text().contains(u"dbmate"));
    QVERIFY(!detectFormat(project.path(u"gone"_s)));
}

void tst_FormatConformance::everyRow_data()
{
    QTest::addColumn<Sample>("sample");
    QTest::newRow("plain, sections") << sample(u"plain"_s, {u"9_a.sql"_s, u"10_b.sql"_s, u"11_c.sql"_s}, {});
    QTest::newRow("plain, twins") << sample(u"plain"_s, {u"0001-a.sql"_s, u"0002-b.sql"_s, u"0003-c.sql"_s},
                                            {u"0001-a.down.sql"_s, u"0002-b.down.sql"_s, u"0003-c.down.sql"_s});
    QTest::newRow("plain, times") << sample(
        u"plain"_s, {u"20250101000000_a.up.sql"_s, u"20250201000000_b.up.sql"_s, u"20250301000000_c.up.sql"_s},
        {u"20250101000000_a.down.sql"_s, u"20250201000000_b.down.sql"_s, u"20250301000000_c.down.sql"_s});
    QTest::newRow("sqlx") << sample(u"sqlx"_s, {u"9_a.up.sql"_s, u"10_b.up.sql"_s, u"11_c.up.sql"_s},
                                    {u"9_a.down.sql"_s, u"10_b.down.sql"_s, u"11_c.down.sql"_s},
                                    {{u"Cargo.toml"_s, "[dependencies]\nsqlx = \"0.8\"\n"}});
    QTest::newRow("sqlx, times") << sample(
        u"sqlx"_s, {u"20250101000000_a.up.sql"_s, u"20250201000000_b.up.sql"_s, u"20250301000000_c.up.sql"_s},
        {u"20250101000000_a.down.sql"_s, u"20250201000000_b.down.sql"_s, u"20250301000000_c.down.sql"_s},
        {{u"sqlx.toml"_s, ""}});
}

void tst_FormatConformance::write(const TemporaryProject &project, const Sample &sample)
{
    for (const auto &[name, content] : sample.files)
        project.write(name, content);
    for (int i = 0; i < 3; ++i) {
        const bool sections = sample.downs.isEmpty();
        project.write(u"migrations/"_s + sample.ups[i],
                      sections ? "-- Up\n" + UpScripts[i] + "-- Down\n" + DownScripts[i] : UpScripts[i]);
        if (!sample.downs.isEmpty())
            project.write(u"migrations/"_s + sample.downs[i], DownScripts[i]);
    }
}

std::vector<Migration> tst_FormatConformance::load(const TemporaryProject &project, const Sample &sample)
{
    auto migrations = formatByName(sample.format)->load({project.folder(), u"migrations"_s}, sqliteDialect());
    if (!migrations)
        qFatal("%s", qPrintable(migrations.error().text()));
    return *migrations;
}

std::unique_ptr<Session> tst_FormatConformance::session(const TemporaryProject &project, Access access)
{
    auto opened = engine().open(*engine().target(u"sqlite:test.db"_s, project.folder()), access,
                                access == Access::ReadWrite);
    if (!opened)
        qFatal("%s", qPrintable(opened.error().text()));
    return std::move(*opened);
}

void tst_FormatConformance::run(Session &session, const std::vector<RecordStatement> &statements)
{
    for (const RecordStatement &statement : statements) {
        QVariantList values;
        for (const BoundValue &value : statement.values) {
            if (const auto *known = std::get_if<QVariant>(&value))
                values += *known;
            else if (std::get<RunValue>(value) == RunValue::NowUtcText)
                values += u"2025-06-30 12:15:30"_s;
            else if (std::get<RunValue>(value) == RunValue::User)
                values += u"ada"_s;
            else
                values += QVariant(qlonglong(std::get<RunValue>(value) == RunValue::ElapsedMs ? 7 : 7'000'000));
        }
        const auto done = session.execute(statement.sql, values);
        if (!done)
            qFatal("%s", qPrintable(done.error().text()));
    }
}

void tst_FormatConformance::apply(Session &session, const Format &format, const std::vector<Migration> &migrations,
                                  size_t first, size_t last)
{
    QVERIFY(session.begin());
    run(session, format.prepare(engine().traits(), {}));
    for (size_t i = first; i <= last; ++i) {
        QVERIFY(session.execute(UpScripts[i]));
        run(session, format.record(migrations[i], Direction::Up, engine().traits(), true, {}).after);
    }
    QVERIFY(session.commit());
}

QStringList tst_FormatConformance::states(const History &history)
{
    QStringList states;
    for (const HistoryEntry &entry : history.entries)
        states += word(entry.state);
    return states;
}

void tst_FormatConformance::recognises()
{
    QFETCH(Sample, sample);
    TemporaryProject project;
    write(project, sample);
    const auto detected = detectFormat(project.folder());
    QVERIFY(detected);
    QCOMPARE(detected->format->traits().name, sample.format);
    QCOMPARE(detected->recognition.migrations, u"migrations"_s);
    QVERIFY(!detected->recognition.because.isEmpty());
}

void tst_FormatConformance::loadsInOrder()
{
    QFETCH(Sample, sample);
    TemporaryProject project;
    write(project, sample);
    const auto all = load(project, sample);
    QCOMPARE(all.size(), 3u);
    for (size_t i = 0; i < 3; ++i) {
        const Migration &migration = all[i];
        QCOMPARE(migration.upFile, u"migrations/"_s + sample.ups[int(i)]);
        QVERIFY(migration.problems.empty());
        QVERIFY(migration.up->view().toByteArray().contains(UpScripts[i]));
        QVERIFY(!migration.up->view().toByteArray().contains(DownScripts[i]));
        QCOMPARE(migration.down->view().toByteArray(), DownScripts[i]);
        QCOMPARE(migration.up->file, migration.upFile);
        QCOMPARE(migration.down->file, migration.downFile);
        QCOMPARE(migration.description, QString(QChar(u'a' + char16_t(i))));
        QCOMPARE(migration.up->bytes, project.read(migration.upFile));
        QVERIFY(migration.transaction && migration.downTransaction);
    }
    QVERIFY(load(project, sample) == all);
}

void tst_FormatConformance::lookingWritesNothing()
{
    QFETCH(Sample, sample);
    TemporaryProject project;
    write(project, sample);
    const Format &format = *formatByName(sample.format);
    const QStringList before = project.files();
    const auto migrations = load(project, sample);
    {
        const auto open = session(project, Access::ReadOnly);
        const auto applied = format.applied(*open, {}, {});
        QVERIFY(applied);
        QCOMPARE(states(joinHistory(migrations, *applied, format)),
                 (QStringList{u"pending"_s, u"pending"_s, u"pending"_s}));
    }
    QCOMPARE(project.files(), before); // no database was made either
}

void tst_FormatConformance::recordsWhatItReads()
{
    QFETCH(Sample, sample);
    TemporaryProject project;
    write(project, sample);
    const Format &format = *formatByName(sample.format);
    const auto migrations = load(project, sample);
    const auto open = session(project);
    apply(*open, format, migrations, 0, 1);
    const auto applied = format.applied(*open, {}, {});
    QVERIFY(applied);
    QCOMPARE(applied->size(), 2u);
    for (size_t i = 0; i < 2; ++i) {
        const AppliedMigration &row = applied->at(i);
        QCOMPARE(row.key, migrations[i].key);
        QCOMPARE(row.description, migrations[i].description);
        QCOMPARE(row.checksum, migrations[i].checksum);
        QCOMPARE(row.durationMs, 7);
        QVERIFY(row.success && !row.baseline);
        QVERIFY(row.appliedAt.isValid());
        QCOMPARE(row.appliedAt.timeSpec(), Qt::UTC);
        if (row.downScript)
            QCOMPARE(*row.downScript, DownScripts[i]);
    }
    const History history = joinHistory(migrations, *applied, format);
    QCOMPARE(states(history), (QStringList{u"applied"_s, u"applied"_s, u"pending"_s}));
    QVERIFY(!history.disagrees());
}

void tst_FormatConformance::prepareTwiceIsHarmless()
{
    QFETCH(Sample, sample);
    TemporaryProject project;
    write(project, sample);
    const Format &format = *formatByName(sample.format);
    const auto open = session(project);
    apply(*open, format, load(project, sample), 0, 0);
    run(*open, format.prepare(engine().traits(), {}));
    QCOMPARE(format.applied(*open, {}, {})->size(), 1u);
    QVERIFY(*open->hasTable(format.traits().trackingTable));
}

void tst_FormatConformance::revertTakesTheRowAway()
{
    QFETCH(Sample, sample);
    TemporaryProject project;
    write(project, sample);
    const Format &format = *formatByName(sample.format);
    const auto migrations = load(project, sample);
    const auto open = session(project);
    apply(*open, format, migrations, 0, 2);
    run(*open, format.record(migrations[2], Direction::Down, engine().traits(), true, {}).after);
    QCOMPARE(states(joinHistory(migrations, *format.applied(*open, {}, {}), format)),
             (QStringList{u"applied"_s, u"applied"_s, u"pending"_s}));
    // And up again.
    run(*open, format.record(migrations[2], Direction::Up, engine().traits(), true, {}).after);
    QCOMPARE(format.applied(*open, {}, {})->size(), 3u);
}

void tst_FormatConformance::changedFiles()
{
    QFETCH(Sample, sample);
    TemporaryProject project;
    write(project, sample);
    const Format &format = *formatByName(sample.format);
    const auto open = session(project);
    apply(*open, format, load(project, sample), 0, 2);
    project.write(u"migrations/"_s + sample.ups[0], project.read(u"migrations/"_s + sample.ups[0]) + "-- edited\n");
    project.write(u"migrations/"_s + sample.ups[1],
                  project.read(u"migrations/"_s + sample.ups[1]).replace("\n", "\r\n"));
    const History history = joinHistory(load(project, sample), *format.applied(*open, {}, {}), format);
    QCOMPARE(states(history), (QStringList{u"changed"_s, u"changed"_s, u"applied"_s}));
    QVERIFY(history.disagrees());
    QVERIFY(history.entries[0].note.contains(u"edited"));
    QVERIFY(history.entries[1].note.contains(u"only line ends differ"));
}

void tst_FormatConformance::missingFiles()
{
    QFETCH(Sample, sample);
    TemporaryProject project;
    write(project, sample);
    const Format &format = *formatByName(sample.format);
    const auto open = session(project);
    const auto migrations = load(project, sample);
    apply(*open, format, migrations, 0, 2);
    project.remove(u"migrations/"_s + sample.ups[1]);
    if (!sample.downs.isEmpty())
        project.remove(u"migrations/"_s + sample.downs[1]);
    const History history = joinHistory(load(project, sample), *format.applied(*open, {}, {}), format);
    QCOMPARE(states(history), (QStringList{u"applied"_s, u"missing"_s, u"applied"_s}));
    QCOMPARE(history.entries[1].key(), migrations[1].key);
    QCOMPARE(history.find(migrations[1].version), &history.entries[1]);
    QCOMPARE(history.entries[1].description(), u"b"_s);
    QVERIFY(!history.entries[1].note.isEmpty());
    QVERIFY(history.disagrees());
}

void tst_FormatConformance::outOfOrder()
{
    QFETCH(Sample, sample);
    TemporaryProject project;
    write(project, sample);
    const Format &format = *formatByName(sample.format);
    const auto open = session(project);
    const auto migrations = load(project, sample);
    apply(*open, format, migrations, 0, 0);
    run(*open, format.record(migrations[2], Direction::Up, engine().traits(), true, {}).after);
    const History history = joinHistory(migrations, *format.applied(*open, {}, {}), format);
    QCOMPARE(states(history), (QStringList{u"applied"_s, u"out of order"_s, u"applied"_s}));
    QVERIFY(history.entries[1].note.contains(migrations[2].version));
    QVERIFY(!history.disagrees());
}

void tst_FormatConformance::duplicatesBlock()
{
    QFETCH(Sample, sample);
    TemporaryProject project;
    write(project, sample);
    QString other = sample.ups[1];
    other.replace(u'b', u'z');
    project.write(u"migrations/"_s + other, "CREATE TABLE z (x);\n");
    const auto all = load(project, sample);
    QCOMPARE(all.size(), 4u);
    QVERIFY(!all[0].blocked() && !all[3].blocked());
    for (size_t i : {size_t(1), size_t(2)}) {
        QVERIFY(all[i].blocked());
        const QString message = all[i].problems.front().message;
        QVERIFY2(message.contains(sample.ups[1]) && message.contains(other), qPrintable(message));
    }
}

void tst_FormatConformance::unreadableFilesBlock()
{
    QFETCH(Sample, sample);
    TemporaryProject project;
    write(project, sample);
    const Format &format = *formatByName(sample.format);
    const auto open = session(project);
    apply(*open, format, load(project, sample), 0, 0);
    for (int i : {0, 1})
        project.write(u"migrations/"_s + sample.ups[i], "-- gr\xfc\xdf\nSELECT 1;\n");
    const auto migrations = load(project, sample);
    QCOMPARE(migrations.size(), 3u);
    QVERIFY(migrations[0].blocked() && migrations[1].blocked() && !migrations[2].blocked());
    QVERIFY(!migrations[1].up);
    const History history = joinHistory(migrations, *format.applied(*open, {}, {}), format);
    QCOMPARE(states(history), (QStringList{u"changed"_s, u"pending"_s, u"pending"_s}));
    QVERIFY(history.entries[1].canApply()); // the plan has to stop at it, not step over it
    QVERIFY(!history.entries[1].note.isEmpty());
}

void tst_FormatConformance::foreignTableIsRefused()
{
    QFETCH(Sample, sample);
    TemporaryProject project;
    write(project, sample);
    const Format &format = *formatByName(sample.format);
    const auto open = session(project);
    apply(*open, format, load(project, sample), 0, 0);
    QVERIFY(open->execute("ALTER TABLE " + format.traits().trackingTable.toUtf8() + " ADD COLUMN tenant TEXT"));
    const auto applied = format.applied(*open, {}, {});
    QVERIFY(!applied);
    QVERIFY(applied.error().text().contains(u"tenant"));
    QCOMPARE(applied.error().code, ErrorCode::Disagreement);
}

void tst_FormatConformance::newMigrationIsNext()
{
    QFETCH(Sample, sample);
    TemporaryProject project;
    write(project, sample);
    const Format &format = *formatByName(sample.format);
    for (const bool reversible : {true, false}) {
        const auto existing = load(project, sample);
        const auto made = format.create({u"next step"_s, reversible, QDateTime::currentDateTimeUtc()}, {{}, u"migrations"_s},
                                        existing);
        QVERIFY(made);
        for (const NewFile &file : *made) {
            QVERIFY(!QFile::exists(project.path(file.path)));
            project.write(file.path, file.content);
        }
        const auto all = load(project, sample);
        QCOMPARE(all.size(), existing.size() + 1);
        QCOMPARE(all.back().description, u"next step"_s);
        QVERIFY(!all.back().blocked());
        QCOMPARE(all.back().upFile, made->front().path);
    }
    QVERIFY(!format.create({u"a/b"_s, true, QDateTime::currentDateTimeUtc()}, {{}, u"migrations"_s}, {}));
}

void tst_FormatConformance::manyFiles()
{
    QFETCH(Sample, sample);
    TemporaryProject project;
    write(project, sample);
    const QString suffix = sample.ups[2].endsWith(u".up.sql") ? u".up.sql"_s : u".sql"_s;
    for (int i = 0; i < 2000; ++i)
        project.write(u"migrations/%1_many"_s.arg(20300101000000ll + i) + suffix,
                      "SELECT %1;\n"_ba.replace("%1", QByteArray::number(i)));
    const auto all = load(project, sample);
    QCOMPARE(all.size(), 2003u);
    for (int i = 0; i < 2000; ++i)
        QCOMPARE(all[size_t(i) + 3].up->bytes, "SELECT " + QByteArray::number(i) + ";\n");
}

QTEST_GUILESS_MAIN(tst_FormatConformance)
#include "tst_formatconformance.moc"
