// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engineregistry.h"
#include "models/formats/drizzle/breakpoints.h"
#include "models/formats/drizzle/drizzleformat.h"
#include "models/formats/drizzle/drizzlejournal.h"
#include "models/formats/drizzle/drizzlesettings.h"
#include "models/formats/localecompare.h"
#include "models/formats/textvariants.h"
#include "models/history/history.h"
#include "models/sql/dialect.h"
#include "tests/support/temporaryproject.h"
#include "tests/support/testdatabase.h"

#include <QFile>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

const QByteArray ScriptA = "CREATE TABLE t (id INTEGER PRIMARY KEY);\n";

struct Entry {
    QByteArray tag;
    qint64 when;
};

/// As drizzle-kit writes it.
QByteArray journal(const QList<Entry> &entries)
{
    QByteArray text;
    for (qsizetype i = 0; i < entries.size(); ++i)
        text += QByteArray(i > 0 ? "," : "") + "\n    {\n      \"idx\": " + QByteArray::number(i) + ",\n      \"version\": \"6\",\n      \"when\": "
                + QByteArray::number(entries[i].when) + ",\n      \"tag\": \"" + entries[i].tag + "\",\n      \"breakpoints\": true\n    }";
    return "{\n  \"version\": \"7\",\n  \"dialect\": \"sqlite\",\n  \"entries\": [" + text + "\n  ]\n}";
}

/// The fixture that drizzle-orm 0.45.4 itself was run on.
void writeFixture(const TemporaryProject &project)
{
    project.write(u"drizzle/meta/_journal.json"_s, journal({{"0000_a", 1700000000000}, {"0001_b", 1700000100123}, {"0002_late", 1700000050000}}));
    project.write(u"drizzle/0000_a.sql"_s, "CREATE TABLE da (id integer);\n--> statement-breakpoint\nCREATE TABLE db1 (id integer);\n");
    project.write(u"drizzle/0001_b.sql"_s, "ALTER TABLE da ADD COLUMN x integer;");
    project.write(u"drizzle/0002_late.sql"_s, "SELECT 1;");
}

} // namespace

class tst_Drizzle : public QObject
{
    Q_OBJECT

private slots:
    void hashes_data();
    void hashes();
    void breakpoints();
    void pieces_data();
    void pieces();
    void fixtureRows();
    void whatDrizzlePassesOver();
    void tableTexts_data();
    void tableTexts();
    void folderRows();
    void otherGeneration();
    void journalErrors_data();
    void journalErrors();
    void entryProblems_data();
    void entryProblems();
    void filesOutsideOfTheJournal();
    void folderNames();
    void collation();
    void configurations_data();
    void configurations();
    void setups();
    void computedTableIsRefused();
    void addresses_data();
    void addresses();
    void recognition();
    void downScripts();
    void newInJournal();
    void newInFolders();
    void deepTextIsNoTrouble();

private:
    std::vector<Migration> load(const TemporaryProject &project) const
    {
        const auto setup = m_format.setup(project.folder(), {});
        auto all = setup ? m_format.load(*setup, sqliteDialect()) : Result<std::vector<Migration>>(Failure(setup.error()));
        if (!all)
            qFatal("%s", qPrintable(all.error().text()));
        return *all;
    }

    static QStringList rules(const Migration &migration)
    {
        QStringList rules;
        for (const FileProblem &problem : migration.problems)
            rules += problem.rule + (problem.blocks ? u"!"_s : QString());
        return rules;
    }

    static std::unique_ptr<Session> session(const TemporaryProject &project)
    {
        const Engine *engine = engineByName(u"sqlite"_s);
        auto opened = engine->open(*engine->target(u"sqlite:test.db"_s, project.folder()), Access::ReadWrite, true);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().text()));
        return std::move(*opened);
    }

    static void run(Session &session, const std::vector<RecordStatement> &statements)
    {
        for (const RecordStatement &statement : statements) {
            QVariantList values;
            for (const BoundValue &value : statement.values)
                values += std::get<QVariant>(value);
            const auto done = session.execute(statement.sql, values);
            if (!done)
                qFatal("%s", qPrintable(done.error().text()));
        }
    }

    const EngineTraits &engine(const QString &name = u"sqlite"_s) const { return engineByName(name)->traits(); }

    DrizzleFormat m_format;
};

void tst_Drizzle::hashes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("sha256");
    QTest::newRow("A") << ScriptA << "0884e3a1377e298c8b6932b7d78a5244a4e7fcf6066486be45fff155d85fd58b"_ba;
    QTest::newRow("A-CRLF") << "CREATE TABLE t (id INTEGER PRIMARY KEY);\r\n"_ba << "af780847d8c5f525569dd818c89b3123b08104973c395ea9dafe7081830f4e11"_ba;
    QTest::newRow("B") << "-- no-transaction\nCREATE INDEX CONCURRENTLY t_id_idx ON t (id);\n"_ba << "ca05c372fdf5fce23932a09c05a730c56133ba5ae4ff38fe5c584055d7319248"_ba;
    QTest::newRow("C") << "-- caf\xc3\xa9\nALTER TABLE t ADD COLUMN n TEXT;"_ba << "002445df9b60608fd48767f99a4e93a412b2138dcc8ec12d294b0c5ccd1c20e2"_ba;
    QTest::newRow("D, a BOM") << "\xef\xbb\xbf"_ba + ScriptA << "21eb1fc3adfef58236ce74f39832163375aa821afa61d27626d3e630f93fb5f8"_ba;
    QTest::newRow("E") << ""_ba << "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"_ba;
    QTest::newRow("not UTF-8") << "-- \xe9\n"_ba << "58c0b078b7d0a15c64701f178436095ff5d6ab15fb9ffa4ab9d765cf35c9a742"_ba;
    QTest::newRow("0000_a") << "CREATE TABLE da (id integer);\n--> statement-breakpoint\nCREATE TABLE db1 (id integer);\n"_ba
                            << "133314f3f5f57f605be0d912017e2722a7b3bd15e3b1d90634b69bd46c287abe"_ba;
    QTest::newRow("0001_b") << "ALTER TABLE da ADD COLUMN x integer;"_ba << "af164f7a23fc824c4e7ebbf03629e422b3e253f9bbafaee594456fea4fa65e52"_ba;
}

void tst_Drizzle::hashes()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, sha256);
    TemporaryProject project;
    project.write(u"drizzle/meta/_journal.json"_s, journal({{"0000_x", 1700000000000}}));
    project.write(u"drizzle/0000_x.sql"_s, text);
    QCOMPARE(load(project).front().checksum.toHex(), sha256);
    TemporaryProject folders;
    folders.write(u"drizzle/20250101000000_x/migration.sql"_s, text);
    QCOMPARE(load(folders).front().checksum.toHex(), sha256);
}

void tst_Drizzle::breakpoints()
{
    const QByteArray script = "CREATE TABLE a (x);\n--> statement-breakpoint\n\nCREATE TABLE b (x);--> statement-breakpoint CREATE TABLE c (x);CREATE TABLE d (x)";
    for (const Dialect &dialect : {sqliteDialect(), mysqlDialect(), postgresqlDialect()}) {
        const auto spans = m_format.split(script, dialect);
        QVERIFY(spans);
        QCOMPARE(spans->size(), 4u);
        QStringList found;
        for (const StatementSpan &span : *spans) {
            found += QString::fromUtf8(script.sliced(span.offset, span.length));
            const Place place = placeOf(script, span.offset);
            QCOMPARE(span.line, place.line);
            QCOMPARE(span.column, place.column);
        }
        QCOMPARE(found, (QStringList{u"CREATE TABLE a (x)"_s, u"CREATE TABLE b (x)"_s, u"CREATE TABLE c (x)"_s, u"CREATE TABLE d (x)"_s}));
    }
    // Drizzle cuts wherever the mark stands: the string is torn, and said to be at its line.
    const auto torn = m_format.split("SELECT 1;\n--> statement-breakpoint\nSELECT 'a --> statement-breakpoint b';", sqliteDialect());
    QVERIFY(!torn);
    QCOMPARE(torn.error().where.line, 3);
}

void tst_Drizzle::pieces_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("sqlite");
    QTest::addColumn<QString>("postgresql");
    QTest::newRow("one") << "SELECT 1;\n"_ba << u""_s << u""_s;
    QTest::newRow("two, parted") << "SELECT 1;\n--> statement-breakpoint\nSELECT 2;\n"_ba << u""_s << u""_s;
    QTest::newRow("two, not parted") << "SELECT 1;\nSELECT 2;\n"_ba << u"missing-breakpoint:1"_s << u""_s;
    QTest::newRow("second piece") << "SELECT 1;\n--> statement-breakpoint\nSELECT 2;\nSELECT 3;\n"_ba << u"missing-breakpoint:3"_s << u""_s;
    QTest::newRow("nothing behind the last") << "SELECT 1;\n--> statement-breakpoint\n"_ba << u"empty-piece:2"_s << u""_s;
    QTest::newRow("a trigger is one") << "CREATE TRIGGER a AFTER INSERT ON t BEGIN DELETE FROM t; DELETE FROM u; END;\n"_ba << u""_s << u""_s;
    QTest::newRow("comment behind") << "SELECT 1; -- done;\n"_ba << u""_s << u""_s;
}

void tst_Drizzle::pieces()
{
    QFETCH(QByteArray, script);
    const auto said = [&](const Dialect &dialect) {
        QStringList rules;
        for (const FileProblem &problem : pieceProblems(script, dialect))
            rules += u"%1:%2"_s.arg(problem.rule).arg(problem.line);
        return rules.join(u' ');
    };
    QTEST(said(sqliteDialect()), "sqlite");
    QTEST(said(postgresqlDialect()), "postgresql");
}

void tst_Drizzle::fixtureRows()
{
    TemporaryProject project;
    writeFixture(project);
    const auto all = load(project);
    const auto setup = *m_format.setup(project.folder(), {});
    {
        const auto open = session(project);
        run(*open, m_format.prepare(engine(), setup));
        run(*open, m_format.prepare(engine(), setup));
        run(*open, m_format.record(all[0], Direction::Up, engine(), true, setup).after);
        run(*open, m_format.record(all[1], Direction::Up, engine(), true, setup).after);
    }
    TestDatabase database(project.path(u"test.db"_s));
    QCOMPARE(database.rows("SELECT id, typeof(hash), hash, typeof(created_at), created_at FROM __drizzle_migrations ORDER BY rowid"),
             (QStringList{u"NULL|text|133314f3f5f57f605be0d912017e2722a7b3bd15e3b1d90634b69bd46c287abe|integer|1700000000000"_s,
                          u"NULL|text|af164f7a23fc824c4e7ebbf03629e422b3e253f9bbafaee594456fea4fa65e52|integer|1700000100123"_s}));
    // The text that drizzle-orm 0.45 leaves in SQLite's catalogue.
    QCOMPARE(database.value("SELECT sql FROM sqlite_master WHERE name = '__drizzle_migrations'"),
             u"CREATE TABLE \"__drizzle_migrations\" (\n\t\t\t\tid SERIAL PRIMARY KEY,\n\t\t\t\thash text NOT NULL,\n\t\t\t\tcreated_at numeric\n\t\t\t)"_s);
    const auto open = session(project);
    const auto applied = m_format.applied(*open, setup, all);
    QCOMPARE(applied->size(), 2u);
    QCOMPARE(applied->at(1).version, u"0001_b"_s);
    QVERIFY(!applied->at(0).appliedAt.isValid()); // created_at is not when it was applied
    run(*open, m_format.record(all[1], Direction::Down, engine(), true, setup).after);
    QCOMPARE(database.rows("SELECT created_at FROM __drizzle_migrations"), QStringList{u"1700000000000"_s});
}

void tst_Drizzle::whatDrizzlePassesOver()
{
    TemporaryProject project;
    writeFixture(project);
    const auto all = load(project);
    QCOMPARE(all.size(), 3u);
    QCOMPARE(rules(all[2]), QStringList{u"when-not-increasing"_s});
    QVERIFY2(all[2].problems.front().message.contains(u"drizzle/meta/_journal.json:19"), qPrintable(all[2].problems.front().message));
    AppliedMigration first;
    first.key = first.version = u"1700000000000"_s;
    first.checksum = all[0].checksum;
    AppliedMigration second = first;
    second.key = second.version = u"1700000100123"_s;
    second.checksum = all[1].checksum;
    const FormatSetup setup = *m_format.setup(project.folder(), {});
    const auto states = [&](const std::vector<AppliedMigration> &rows) {
        QStringList words;
        for (const HistoryEntry &entry : joinHistory(all, rows, m_format, setup).entries)
            words += word(entry.state);
        return words.join(u' ');
    };
    QCOMPARE(states({}), u"pending pending pending"_s); // drizzle looks once, before it runs anything
    QCOMPARE(states({first}), u"applied pending pending"_s);
    QCOMPARE(states({first, second}), u"applied applied out of order"_s);
    QVERIFY(joinHistory(all, {first, second}, m_format, setup).entries[2].note.contains(u"passes over"));
    QCOMPARE(states({second}), u"out of order applied out of order"_s);
}

void tst_Drizzle::tableTexts_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<bool>("folders");
    QTest::addColumn<QByteArrayList>("statements");
    QTest::addColumn<QByteArray>("insertion");
    QTest::newRow("PostgreSQL 0.x") << u"postgresql"_s << false
                                    << QByteArrayList{R"(CREATE SCHEMA IF NOT EXISTS "drizzle")",
                                                      R"(CREATE TABLE IF NOT EXISTS "drizzle"."__drizzle_migrations" (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint))"}
                                    << R"(INSERT INTO "drizzle"."__drizzle_migrations" ("hash", "created_at") VALUES (?, ?))"_ba;
    QTest::newRow("MySQL 1.0") << u"mysql"_s << true
                               << QByteArrayList{"CREATE TABLE IF NOT EXISTS `__drizzle_migrations` (id SERIAL PRIMARY KEY, hash TEXT NOT NULL, created_at BIGINT, name TEXT, "
                                                 "applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP)"}
                               << "INSERT INTO `__drizzle_migrations` (`hash`, `created_at`, `name`) VALUES (?, ?, ?)"_ba;
}

void tst_Drizzle::tableTexts()
{
    QFETCH(QString, engine);
    QFETCH(bool, folders);
    QFETCH(QByteArrayList, statements);
    TemporaryProject project;
    project.write(folders ? u"drizzle/20250101000000_x/migration.sql"_s : u"drizzle/0000_x.sql"_s, "SELECT 1;\n");
    if (!folders)
        project.write(u"drizzle/meta/_journal.json"_s, journal({{"0000_x", 1735689600000}}));
    const FormatSetup setup{project.folder(), u"drizzle"_s};
    QByteArrayList made;
    for (const RecordStatement &statement : m_format.prepare(this->engine(engine), setup))
        made += statement.sql;
    QCOMPARE(made, statements);
    const auto migration = m_format.load(setup, sqliteDialect())->front();
    const Record record = m_format.record(migration, Direction::Up, this->engine(engine), true, setup);
    QVERIFY(record.before.empty()); // a row of ours would make drizzle 1.0 refuse the table
    QTEST(record.after.front().sql, "insertion");
    QCOMPARE(std::get<QVariant>(record.after.front().values[1]).toLongLong(), 1735689600000);
}

void tst_Drizzle::folderRows()
{
    TemporaryProject project;
    project.write(u"drizzle/20250102030405_b/migration.sql"_s, "SELECT 2;");
    project.write(u"drizzle/20250101000000_a/migration.sql"_s, ScriptA);
    project.write(u"drizzle/notes/readme.md"_s, "x");
    const auto all = load(project);
    QCOMPARE(all.size(), 2u);
    QCOMPARE(all[0].version, u"20250101000000_a"_s);
    const auto setup = *m_format.setup(project.folder(), {});
    QCOMPARE(m_format.late(setup), LateRule::Runs);
    const auto open = session(project);
    run(*open, m_format.prepare(engine(), setup));
    run(*open, m_format.record(all[1], Direction::Up, engine(), true, setup).after);
    TestDatabase database(project.path(u"test.db"_s));
    QCOMPARE(database.rows("SELECT id, created_at, name, applied_at GLOB '20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z' FROM __drizzle_migrations"),
             QStringList{u"1|1735787045000|20250102030405_b|1"_s});
    const auto applied = m_format.applied(*open, setup, all);
    QCOMPARE(applied->front().key, all[1].key);
    QVERIFY(qAbs(applied->front().appliedAt.secsTo(QDateTime::currentDateTimeUtc())) < 120);
    QCOMPARE(word(joinHistory(all, *applied, m_format, setup).entries[0].state), u"out of order"_s);
    QVERIFY(!joinHistory(all, *applied, m_format, setup).entries[0].note.contains(u"passes over"));
    run(*open, m_format.record(all[1], Direction::Down, engine(), true, setup).after);
    QVERIFY(m_format.applied(*open, setup, all)->empty());
}

void tst_Drizzle::otherGeneration()
{
    TemporaryProject project;
    project.write(u"drizzle/20250101000000_a/migration.sql"_s, ScriptA);
    const auto setup = *m_format.setup(project.folder(), {});
    const auto open = session(project);
    QVERIFY(open->execute("CREATE TABLE __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)"));
    const auto old = m_format.applied(*open, setup, {});
    QVERIFY(!old);
    QCOMPARE(old.error().code, ErrorCode::Disagreement);
    QVERIFY2(old.error().text().contains(u"0.x"), qPrintable(old.error().text()));
}

void tst_Drizzle::journalErrors_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("line");
    QTest::newRow("broken") << "{\n  \"entries\": [\n    {\"tag\": }\n  ]\n}"_ba << 3ll;
    QTest::newRow("ends early") << "{\n  \"entries\": ["_ba << 2ll;
    QTest::newRow("no entries") << "{\n}"_ba << 1ll;
    QTest::newRow("entries is an object") << "{\n\"entries\": {}}"_ba << 2ll;
    QTest::newRow("an entry is a text") << "{\n\"entries\": [\n\n\"x\"]}"_ba << 4ll;
    QTest::newRow("empty file") << ""_ba << 1ll;
}

void tst_Drizzle::journalErrors()
{
    QFETCH(QByteArray, text);
    TemporaryProject project;
    project.write(u"drizzle/meta/_journal.json"_s, text);
    const auto all = m_format.load({project.folder(), u"drizzle"_s}, sqliteDialect());
    QVERIFY(!all);
    QVERIFY2(all.error().where.file.endsWith(u"meta/_journal.json"), qPrintable(all.error().text()));
    QTEST(all.error().where.line, "line");
}

void tst_Drizzle::entryProblems_data()
{
    QTest::addColumn<QByteArray>("entry");
    QTest::addColumn<QStringList>("rules");
    QTest::newRow("good") << R"("tag": "0000_x", "when": 5)"_ba << QStringList();
    QTest::newRow("real number") << R"("tag": "0000_x", "when": 1.7e12)"_ba << QStringList();
    QTest::newRow("up") << R"("tag": "../0000_x", "when": 5)"_ba << QStringList{u"journal-path!"_s};
    QTest::newRow("absolute") << R"("tag": "/etc/passwd", "when": 5)"_ba << QStringList{u"journal-path!"_s};
    QTest::newRow("backslash") << R"("tag": "..\\0000_x", "when": 5)"_ba << QStringList{u"journal-path!"_s};
    QTest::newRow("no file") << R"("tag": "0001_y", "when": 5)"_ba << QStringList{u"journal-missing-file!"_s};
    QTest::newRow("no tag") << R"("when": 5)"_ba << QStringList{u"journal-entry!"_s};
    QTest::newRow("no when") << R"("tag": "0000_x")"_ba << QStringList{u"journal-entry!"_s};
    QTest::newRow("when is a text") << R"("tag": "0000_x", "when": "5")"_ba << QStringList{u"journal-entry!"_s};
    QTest::newRow("future") << R"("tag": "0000_x", "when": 33300000000000)"_ba << QStringList{u"when-in-future"_s};
    QTest::newRow("twice") << R"("tag": "0000_x", "when": 5}, {"tag": "0000_x", "when": 6)"_ba << QStringList{u"duplicate-version!"_s};
}

void tst_Drizzle::entryProblems()
{
    QFETCH(QByteArray, entry);
    TemporaryProject project;
    project.write(u"drizzle/0000_x.sql"_s, "SELECT 1;");
    project.write(u"drizzle/meta/_journal.json"_s, "{\"entries\": [\n{" + entry + "}]}");
    const auto all = m_format.load({project.folder(), u"drizzle"_s}, sqliteDialect());
    QVERIFY(all);
    QTEST(rules(all->front()), "rules");
    QCOMPARE(all->front().blocked(), !rules(all->front()).isEmpty() && rules(all->front()).front().endsWith(u'!'));
}

void tst_Drizzle::filesOutsideOfTheJournal()
{
    TemporaryProject project;
    project.write(u"drizzle/meta/_journal.json"_s, journal({{"0000_x", 5}}));
    project.write(u"drizzle/0000_x.sql"_s, "SELECT 1;");
    project.write(u"drizzle/0001_forgotten.sql"_s, "SELECT 1;");
    const auto all = load(project);
    QCOMPARE(all.size(), 2u);
    QCOMPARE(rules(all[1]), QStringList{u"not-in-journal"_s});
    QVERIFY(!all[1].up);
}

void tst_Drizzle::folderNames()
{
    TemporaryProject project;
    project.write(u"drizzle/20251332000000_x/migration.sql"_s, "SELECT 1;"); // no such month
    project.write(u"drizzle/init/migration.sql"_s, "SELECT 1;");
    for (const Migration &migration : load(project))
        QCOMPARE(rules(migration), QStringList{u"bad-file-name!"_s});
    QVERIFY(QFile::link(project.path(u"drizzle"_s), project.path(u"drizzle/loop"_s)));
    QCOMPARE(load(project).size(), 2u);
}

void tst_Drizzle::collation()
{
    // As Node.js 20 sorts them with localeCompare.
    const QStringList sorted{u"1_a"_s, u"1-a"_s, u"10_a"_s, u"1a"_s, u"a"_s, u"A"_s, u"a_b"_s, u"ab"_s, u"aB"_s, u"Ab"_s, u"b"_s};
    for (qsizetype i = 0; i < sorted.size(); ++i) {
        for (qsizetype j = 0; j < sorted.size(); ++j)
            QVERIFY2(localeLess(sorted[i], sorted[j]) == (i < j), qPrintable(sorted[i] + u' ' + sorted[j]));
    }
    QCOMPARE(withReplacements("a\xf0\x9f\x98z\xed\xa0\x80\xc3"), "a\xef\xbf\xbdz\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"_ba);
}

void tst_Drizzle::configurations_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("out");
    QTest::addColumn<QString>("computed");
    QTest::newRow("defineConfig") << "import { defineConfig } from 'drizzle-kit';\nexport default defineConfig({ out: './db', dialect: 'sqlite' });"_ba << u"./db"_s << u""_s;
    QTest::newRow("object") << "export default { /* out: 'a' */ out: \"db\", // out: 'b'\n} satisfies Config;"_ba << u"db"_s << u""_s;
    QTest::newRow("constant") << "const config: Config = {\n  out: `db`,\n};\nexport default config;\n"_ba << u"db"_s << u""_s;
    QTest::newRow("without semicolons") << "const out = 'db'\nconst config = { out }\nmodule.exports = config\n"_ba << u"db"_s << u""_s;
    QTest::newRow("computed") << "export default defineConfig({\n  out: path.join('a', 'b'),\n});"_ba << u""_s << u"out"_s;
    QTest::newRow("template with values") << "export default defineConfig({ out: `${root}/db` });"_ba << u""_s << u"out"_s;
    QTest::newRow("sum") << "export default defineConfig({ out: './' + 'db' });"_ba << u""_s << u"out"_s;
    QTest::newRow("not set") << "export default defineConfig({ schema: './schema.ts', });"_ba << u""_s << u""_s;
    QTest::newRow("looks like one in a string") << "const text = 'export default { out: 1 }';\nexport default { out: 'db' };"_ba << u"db"_s << u""_s;
}

void tst_Drizzle::configurations()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, computed);
    TemporaryProject project;
    project.write(u"drizzle.config.ts"_s, text);
    const auto settings = readDrizzleSettings(project.folder());
    QVERIFY2(settings && *settings, settings ? "" : qPrintable(settings.error().text()));
    QTEST((*settings)->out, "out");
    QCOMPARE((*settings)->computed.join(u' ').section(u' ', 0, 0), computed);
}

void tst_Drizzle::setups()
{
    TemporaryProject project;
    project.write(u"drizzle.config.ts"_s, "export default defineConfig({\n  out: './db', dialect: 'postgresql',\n  migrations: { table: 'steps', schema: 'public', prefix: 'unix' } });");
    auto setup = m_format.setup(project.folder(), {});
    QVERIFY(setup);
    QCOMPARE(setup->migrations, u"db"_s);
    QCOMPARE(setup->table, u"public.steps"_s);
    QVERIFY(setup->ownTables.isEmpty()); // the schema is the project's
    QCOMPARE(setup->options.value(u"prefix"_s), u"unix"_s);
    QCOMPARE(m_format.setup(project.folder(), u"other"_s)->migrations, u"other"_s);
    project.write(u"drizzle.config.ts"_s, "export default defineConfig({ dialect: 'postgresql' });");
    setup = m_format.setup(project.folder(), {});
    QCOMPARE(setup->table, u"drizzle.__drizzle_migrations"_s);
    QCOMPARE(setup->ownTables, QStringList{u"drizzle.*"_s});
    project.write(u"drizzle.config.ts"_s, "export default defineConfig({ dialect: 'sqlite', migrations: { table: 'steps', schema: 'x' } });");
    QCOMPARE(m_format.setup(project.folder(), {})->table, u"steps"_s);
}

void tst_Drizzle::computedTableIsRefused()
{
    TemporaryProject project;
    project.write(u"drizzle.config.ts"_s, "export default defineConfig({\n  migrations: {\n    table: name(),\n  } });");
    const auto setup = m_format.setup(project.folder(), {});
    QVERIFY(!setup);
    QCOMPARE(setup.error().where.line, 3);
    project.write(u"drizzle.config.ts"_s, "export default make();");
    QVERIFY(!m_format.setup(project.folder(), {}));
    project.write(u"drizzle.config.ts"_s, "export default defineConfig(() => ({ out: 'x' }));");
    QVERIFY(!m_format.setup(project.folder(), {}));
}

void tst_Drizzle::addresses_data()
{
    QTest::addColumn<QByteArray>("configuration");
    QTest::addColumn<QString>("url");
    QTest::newRow("none") << "dialect: 'sqlite'"_ba << u""_s;
    QTest::newRow("file") << "dialect: 'sqlite', dbCredentials: { url: 'file:./dev.db' }"_ba << u"sqlite:./dev.db"_s;
    QTest::newRow("bare file") << "dialect: 'sqlite', dbCredentials: { url: 'dev.db' }"_ba << u"sqlite:dev.db"_s;
    QTest::newRow("server") << "dialect: 'postgresql', dbCredentials: { url: 'postgres://u@h/d' }"_ba << u"postgres://u@h/d"_s;
    QTest::newRow("variable") << "dialect: 'postgresql', dbCredentials: { url: process.env.DATABASE_URL! }"_ba << u"${DATABASE_URL}"_s;
    QTest::newRow("with a default") << "dialect: 'mysql', dbCredentials: { url: process.env['DB'] ?? 'x' }"_ba << u"${DB}"_s;
    QTest::newRow("from .env") << "dialect: 'sqlite', dbCredentials: { url: process.env.LK_DRIZZLE_FILE as string }"_ba << u"sqlite:local.db"_s;
}

void tst_Drizzle::addresses()
{
    QFETCH(QByteArray, configuration);
    TemporaryProject project;
    project.write(u"drizzle.config.ts"_s, "export default defineConfig({ " + configuration + " });");
    project.write(u".env"_s, "LK_DRIZZLE_FILE=file:local.db\n");
    const auto url = m_format.url(*m_format.setup(project.folder(), {}), {});
    QVERIFY2(url, url ? "" : qPrintable(url.error().text()));
    QTEST(*url, "url");
    project.write(u"drizzle.config.ts"_s, "export default defineConfig({ dbCredentials: { url: secret() } });");
    QVERIFY(!m_format.url({project.folder(), u"drizzle"_s}, {}));
}

void tst_Drizzle::recognition()
{
    TemporaryProject project;
    QVERIFY(!m_format.recognise(project.folder()).matches);
    project.write(u"migrations/20250101000000_x/migration.sql"_s, "SELECT 1;");
    QVERIFY(!m_format.recognise(project.folder()).matches); // Prisma's look the same
    project.write(u"migrations/20250101000000_x/snapshot.json"_s, "{}");
    QCOMPARE(m_format.recognise(project.folder()).migrations, u"migrations"_s);
    project.write(u"drizzle/meta/_journal.json"_s, journal({}));
    QCOMPARE(m_format.recognise(project.folder()).because, u"drizzle/meta/_journal.json is there"_s);
    TemporaryProject empty;
    empty.write(u"drizzle.config.json"_s, R"({"out": "./sql"})");
    QCOMPARE(m_format.recognise(empty.folder()).migrations, u"sql"_s);
}

void tst_Drizzle::downScripts()
{
    TemporaryProject project;
    project.write(u"drizzle/meta/_journal.json"_s, journal({{"0000_x", 5}, {"0001_y", 6}}));
    project.write(u"drizzle/0000_x.sql"_s, ScriptA);
    project.write(u"drizzle/0001_y.sql"_s, "SELECT 1;");
    project.write(u"lockkeeper/down/0000_x.sql"_s, "DROP TABLE t;\n");
    project.write(u"lockkeeper/down/0001_y.sql"_s, "-- later\n");
    const auto all = load(project);
    QCOMPARE(all[0].down->view().toByteArray(), "DROP TABLE t;\n"_ba);
    QVERIFY(!all[1].down);
    QVERIFY(m_format.cut(all[0].downFile, "DROP TABLE t;\n", Direction::Down, sqliteDialect()) == all[0].down);
    QVERIFY(m_format.cut(all[0].upFile, ScriptA, Direction::Up, sqliteDialect()) == all[0].up);
    QVERIFY(!m_format.cut(all[0].upFile, ScriptA, Direction::Down, sqliteDialect()));
}

void tst_Drizzle::newInJournal()
{
    TemporaryProject project;
    const qint64 last = 1700000000000;
    const QByteArray before = journal({{"0000_a", last}});
    project.write(u"drizzle/meta/_journal.json"_s, before);
    project.write(u"drizzle/0000_a.sql"_s, ScriptA);
    project.write(u"drizzle/meta/0000_snapshot.json"_s, "{\n  \"id\": \"aaaa\",\n  \"prevId\": \"0000\",\n  \"tables\": {}\n}");
    const FormatSetup setup = *m_format.setup(project.folder(), {});
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(last + 5, Qt::UTC);
    const auto made = m_format.create({u"add it"_s, true, now}, setup, {});
    QVERIFY2(made, made ? "" : qPrintable(made.error().text()));
    QCOMPARE(made->size(), 4u);
    QCOMPARE(made->at(0), (NewFile{u"drizzle/0001_add_it.sql"_s, "-- Custom SQL migration file, put your code below! --"}));
    QCOMPARE(made->at(1), (NewFile{u"drizzle/meta/_journal.json"_s, journal({{"0000_a", last}, {"0001_add_it", last + 5}}), before}));
    QCOMPARE(made->at(2).path, u"drizzle/meta/0001_snapshot.json"_s);
    QVERIFY(made->at(2).content.contains("\"prevId\": \"aaaa\"") && !made->at(2).content.contains("\"id\": \"aaaa\""));
    QCOMPARE(made->at(3).path, u"lockkeeper/down/0001_add_it.sql"_s);
    // A clock that was set back: the entry still comes after the last one.
    const auto back = m_format.create({u"x"_s, false, now.addMSecs(-30'000)}, setup, {});
    QVERIFY(back->at(1).content.contains("\"when\": 1700000000001,"));
    // But nothing is dated ahead.
    const auto ahead = m_format.create({u"x"_s, false, now.addSecs(-3600)}, setup, {});
    QVERIFY(!ahead);
    QVERIFY(ahead.error().text().contains(u"future"));
    project.write(u"drizzle/meta/_journal.json"_s, R"({"entries":[{"idx":4,"when":5,"tag":"x"}]})");
    const auto dense = m_format.create({u"y"_s, false, now}, setup, {});
    QCOMPARE(dense->at(1).content, R"({"entries":[{"idx":4,"when":5,"tag":"x"},{"idx":5,"version":"7","when":1700000000005,"tag":"0005_y","breakpoints":true}]})"_ba);
    TemporaryProject empty;
    empty.write(u"drizzle.config.json"_s, R"({"dialect": "sqlite"})");
    const auto first = m_format.create({u"a"_s, false, now}, *m_format.setup(empty.folder(), {}), {});
    QCOMPARE(first->at(1).content, journal({{"0000_a", last + 5}}));
    QVERIFY(first->at(1).replaces.isEmpty());
}

void tst_Drizzle::newInFolders()
{
    TemporaryProject project;
    project.write(u"drizzle/20250101000000_a/migration.sql"_s, ScriptA);
    project.write(u"drizzle/20250101000000_a/snapshot.json"_s, "{\n  \"id\": \"aaaa\",\n  \"prevIds\": [\n    \"0000\"\n  ]\n}");
    const auto made = m_format.create({u"b"_s, false, QDateTime({2025, 1, 1}, {0, 0}, Qt::UTC)}, *m_format.setup(project.folder(), {}), load(project));
    QVERIFY(made);
    QCOMPARE(made->size(), 2u);
    QCOMPARE(made->at(0).path, u"drizzle/20250101000001_b/migration.sql"_s); // that second is taken
    QVERIFY(made->at(1).content.contains("\"prevIds\": [\n    \"aaaa\"\n  ]"));
}

void tst_Drizzle::deepTextIsNoTrouble()
{
    const QByteArray deep = QByteArray(200'000, '[');
    QVERIFY(!readExportedObject("export default " + deep, u"x"_s));
    QVERIFY(!readExportedObject("export default {a: " + QByteArray("{a:").repeated(100'000), u"x"_s));
    QVERIFY(!readJsonText(deep, u"x"_s));
    for (const QByteArray &text : {"export default {"_ba, "export default { a: 'x"_ba, "export default { a: , }"_ba, "export default { ] }"_ba, "const a = a;\nexport default a"_ba, "/*"_ba})
        (void)readExportedObject(text, u"x"_s); // whatever it is: it ends
}

QTEST_GUILESS_MAIN(tst_Drizzle)
#include "tst_drizzle.moc"
