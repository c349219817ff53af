// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatregistry.h"
#include "models/formats/golangmigrate/golangmigrateformat.h"
#include "models/formats/golangmigrate/golangmigratefolder.h"
#include "tests/formats/formatsession.h"

#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

class tst_GolangMigrate : public QObject
{
    Q_OBJECT

private slots:
    void names_data();
    void names();
    void pairsAndOrder();
    void unpaired();
    void duplicates();
    void locks_data();
    void locks();
    void tableIsTheTools_data() { everyTestEngine(); }
    void tableIsTheTools();
    void cursorMoves_data() { everyTestEngine(); }
    void cursorMoves();
    void oneStatement();
    void lateFileIsTakenForApplied();
    void versionWithoutFile();
    void tablesOfOthers();
    void recognition();
    void newFiles();

private:
    using Files = QList<std::pair<QString, QByteArray>>;

    std::vector<Migration> load(const Files &files) const
    {
        TemporaryProject project;
        for (const auto &[name, content] : files)
            project.write(u"migrations/"_s + name, content);
        auto migrations = m_format.load({project.folder(), u"migrations"_s}, sqliteDialect());
        if (!migrations)
            qFatal("%s", qPrintable(migrations.error().text()));
        return *migrations;
    }
    std::vector<Migration> three() const
    {
        return load({{u"1_a.up.sql"_s, "A;"}, {u"1_a.down.sql"_s, "B;"}, {u"2_b.up.sql"_s, "A;"}, {u"2_b.down.sql"_s, "B;"}, {u"3_c.up.sql"_s, "A;"}, {u"3_c.down.sql"_s, "B;"}});
    }

    GolangMigrateFormat m_format;
};

void tst_GolangMigrate::names_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("number"); // empty: passed over
    QTest::addColumn<QString>("title");
    QTest::addColumn<bool>("up");
    QTest::newRow("up") << u"0012_add_users.up.sql"_s << u"12"_s << u"add_users"_s << true;
    QTest::newRow("down") << u"12_x.down.sql"_s << u"12"_s << u"x"_s << false;
    QTest::newRow("largest") << u"18446744073709551615_x.up.sql"_s << u"18446744073709551615"_s << u"x"_s << true;
    QTest::newRow("other extension") << u"1_x.up.json"_s << u"1"_s << u"x"_s << true;
    QTest::newRow("both words") << u"1_x.up.down.sql"_s << u"1"_s << u"x.up"_s << false;
    QTest::newRow("no direction") << u"123_x.sql"_s << QString() << QString() << true;
    QTest::newRow("no underscore") << u"123.up.sql"_s << QString() << QString() << true;
    QTest::newRow("no number") << u"x_y.up.sql"_s << QString() << QString() << true;
}

void tst_GolangMigrate::names()
{
    QFETCH(QString, file);
    QFETCH(QString, number);
    QFETCH(QString, title);
    QFETCH(bool, up);
    const auto name = readGolangMigrateName(file);
    QCOMPARE(name.has_value(), !number.isEmpty());
    if (!name)
        return;
    QCOMPARE(name->number, number);
    QCOMPARE(name->title, title);
    QCOMPARE(name->direction == Direction::Up, up);
}

void tst_GolangMigrate::pairsAndOrder()
{
    const auto all = load({{u"10_c.up.sql"_s, "C;"}, {u"10_c.down.sql"_s, "D;"}, {u"09_b.up.sql"_s, "B;"}, {u"9_b.down.sql"_s, "U;"}, {u"3_x.sql"_s, "X;"}});
    QCOMPARE(all.size(), 3u);
    QCOMPARE(all[0].key, u"9"_s);
    QCOMPARE(all[0].version, u"09"_s);
    QVERIFY(all[0].dependsOn.isEmpty());
    QCOMPARE(all[0].down->view().toByteArray(), "U;"_ba);
    QCOMPARE(all[1].key, u"10"_s);
    QCOMPARE(all[1].dependsOn, QStringList{u"9"_s});
    QVERIFY(problemOf(all[2], u"bad-file-name") && !all[2].blocked());
}

void tst_GolangMigrate::unpaired()
{
    const auto all = load({{u"1_a.up.sql"_s, "A;"}, {u"2_b.down.sql"_s, "B;"}, {u"3_c.up.sql"_s, ""}, {u"3_c.down.sql"_s, "C;"}});
    QVERIFY(problemOf(all[0], u"unpaired-script") && !all[0].blocked() && !all[0].reversible());
    QVERIFY(problemOf(all[1], u"unpaired-script") && !all[1].up);
    QVERIFY(problemOf(all[2], u"empty-script") && !all[2].blocked());
}

void tst_GolangMigrate::duplicates()
{
    const auto all = load({{u"1_a.up.sql"_s, "A;"}, {u"01_b.up.sql"_s, "B;"}, {u"1_a.down.sql"_s, "B;"}});
    QCOMPARE(all.size(), 2u);
    QVERIFY(all[0].blocked() && all[1].blocked());
}

void tst_GolangMigrate::locks_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<QString>("database");
    QTest::addColumn<QStringList>("ids");
    QTest::newRow("app") << u"postgresql"_s << u"app"_s << QStringList{u"1726534663"_s, u"1787120056"_s};
    QTest::newRow("postgres") << u"postgresql"_s << u"postgres"_s << QStringList{u"3280485947"_s, u"143310882"_s};
    QTest::newRow("app, MySQL") << u"mysql"_s << u"app"_s << QStringList{u"2938252834"_s};
    QTest::newRow("postgres, MariaDB") << u"mariadb"_s << u"postgres"_s << QStringList{u"4219100862"_s};
    QTest::newRow("SQLite") << u"sqlite"_s << u"app"_s << QStringList();
}

void tst_GolangMigrate::locks()
{
    QFETCH(QString, engine);
    QFETCH(QString, database);
    QFETCH(QStringList, ids);
    QStringList actual;
    for (const FormatLock &lock : m_format.locks(engineByName(engine)->traits(), database, {}))
        actual += std::get<QVariant>(lock.take.values[0]).toString();
    QCOMPARE(actual, ids);
}

void tst_GolangMigrate::tableIsTheTools()
{
    QFETCH(QString, engine);
    FormatDatabase ours(engine);
    FormatDatabase theirs(engine);
    ours.run(m_format.prepare(ours.traits(), {}));
    ours.run(m_format.prepare(ours.traits(), {}));
    // As the tool's drivers send it.
    if (engine == u"sqlite") {
        theirs.run("\n\tCREATE TABLE IF NOT EXISTS schema_migrations (version uint64,dirty bool)");
        theirs.run("CREATE UNIQUE INDEX IF NOT EXISTS version_unique ON schema_migrations (version)");
    } else {
        theirs.run(engine == u"postgresql" ? "CREATE TABLE IF NOT EXISTS \"public\".\"schema_migrations\" (version bigint not null primary key, dirty boolean not null)"_ba
                                           : "CREATE TABLE `schema_migrations` (version bigint not null primary key, dirty boolean not null)"_ba);
    }
    const QString look = engine == u"sqlite" ? u"SELECT name, sql FROM sqlite_schema ORDER BY name"_s
                                             : u"SELECT column_name, data_type, is_nullable, column_default FROM information_schema.columns"
                                               " WHERE table_name = 'schema_migrations' AND table_schema = "_s
                                                   + (engine == u"postgresql" ? u"current_schema()"_s : u"DATABASE()"_s) + u" ORDER BY ordinal_position"_s;
    QCOMPARE(ours.rows(look), theirs.rows(look));
    QCOMPARE(ours.rows(look).size(), 2);
}

/// Up to 3: (3, false); failing: dirty; down from 3 to 2: (2, true), then (2, false); down from 1: (-1, true), then none.
void tst_GolangMigrate::cursorMoves()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    const auto all = three();
    const auto row = [&] { return database.rows(u"SELECT version, CASE WHEN dirty THEN 'dirty' ELSE 'clean' END FROM schema_migrations"_s).join(u';'); };
    const auto record = [&](size_t i, Direction direction) { return m_format.record(all[i], direction, database.traits(), false, {}); };
    database.run(m_format.prepare(database.traits(), {}));
    for (size_t i = 0; i < 3; ++i)
        database.run(record(i, Direction::Up));
    QCOMPARE(row(), u"3|clean"_s);
    QCOMPARE(m_format.applied(database.session(), {}, all)->size(), 3u);
    database.run(record(2, Direction::Down).before);
    QCOMPARE(row(), u"2|dirty"_s);
    const auto half = m_format.applied(database.session(), {}, all);
    QVERIFY(half->at(0).success && !half->at(1).success);
    database.run(record(2, Direction::Down).takeBack);
    QCOMPARE(row(), u"3|clean"_s);
    database.run(record(2, Direction::Down));
    QCOMPARE(row(), u"2|clean"_s);
    database.run(record(2, Direction::Up).before);
    QCOMPARE(row(), u"3|dirty"_s);
    database.run(record(2, Direction::Up).takeBack);
    QCOMPARE(row(), u"2|clean"_s);
    database.run(record(1, Direction::Down));
    database.run(record(0, Direction::Down).before);
    QCOMPARE(row(), u"-1|dirty"_s);
    QVERIFY(!m_format.applied(database.session(), {}, all)->at(0).success);
    database.run(record(0, Direction::Down).after);
    QCOMPARE(row(), QString());
    QVERIFY(m_format.applied(database.session(), {}, all)->empty());
    database.run(m_format.mark(all[1], Direction::Up, database.traits(), {}));
    QCOMPARE(row(), u"2|clean"_s);
}

/// Where script and row commit together the row is never seen dirty.
void tst_GolangMigrate::oneStatement()
{
    const Record record = m_format.record(three()[1], Direction::Up, engineByName(u"sqlite"_s)->traits(), true, {});
    QVERIFY(record.before.empty() && record.takeBack.empty());
    QCOMPARE(record.after.size(), 2u);
}

void tst_GolangMigrate::lateFileIsTakenForApplied()
{
    FormatDatabase database(u"sqlite"_s);
    database.run(m_format.prepare(database.traits(), {}));
    database.run("INSERT INTO schema_migrations VALUES (3, 0)");
    const auto applied = m_format.applied(database.session(), {}, three());
    QCOMPARE(applied->size(), 3u); // the tool goes by the number alone
    QCOMPARE(m_format.traits().late, LateRule::Skips);
}

void tst_GolangMigrate::versionWithoutFile()
{
    FormatDatabase database(u"sqlite"_s);
    database.run(m_format.prepare(database.traits(), {}));
    database.run("INSERT INTO schema_migrations VALUES (7, 0)");
    const auto applied = m_format.applied(database.session(), {}, three());
    QCOMPARE(applied->size(), 4u);
    QCOMPARE(applied->back().key, u"7"_s);
}

void tst_GolangMigrate::tablesOfOthers()
{
    FormatDatabase database(u"sqlite"_s);
    database.run("CREATE TABLE schema_migrations (version varchar(128) primary key)");
    const auto applied = m_format.applied(database.session(), {}, {});
    QVERIFY(!applied);
    QVERIFY2(applied.error().text().contains(u"dbmate or Rails"), qPrintable(applied.error().text()));
}

void tst_GolangMigrate::recognition()
{
    TemporaryProject project;
    project.write(u"db/migrations/1_x.up.sql"_s, "SELECT 1;");
    QVERIFY(!m_format.recognise(project.folder()).matches);
    project.write(u"go.mod"_s, "module x\n");
    QCOMPARE(m_format.recognise(project.folder()).because, u"db/migrations has .up and .down files beside a go.mod"_s);
    project.write(u"go.mod"_s, "require github.com/golang-migrate/migrate/v4 v4.18.1\n");
    QCOMPARE(m_format.recognise(project.folder()).because, u"go.mod requires golang-migrate"_s);
    QCOMPARE(detectFormat(project.folder())->format, formatByName(u"golang-migrate"_s));
}

void tst_GolangMigrate::newFiles()
{
    const QDateTime now({2025, 6, 30}, {12, 15, 30}, Qt::UTC);
    const auto first = m_format.create({u"add it"_s, true, now}, {{}, u"migrations"_s}, {});
    QCOMPARE(first->at(0).path, u"migrations/20250630121530_add_it.up.sql"_s);
    QCOMPARE(first->at(1).path, u"migrations/20250630121530_add_it.down.sql"_s);
    QVERIFY(first->at(0).content.isEmpty());
    const auto next = m_format.create({u"add it"_s, true, now}, {{}, u"migrations"_s}, load({{u"000009_a.up.sql"_s, "A;"}}));
    QCOMPARE(next->at(0).path, u"migrations/000010_add_it.up.sql"_s);
}

QTEST_GUILESS_MAIN(tst_GolangMigrate)
#include "tst_golangmigrate.moc"
