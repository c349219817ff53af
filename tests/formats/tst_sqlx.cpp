// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engineregistry.h"
#include "models/formats/formatregistry.h"
#include "models/formats/sqlx/sqlxformat.h"
#include "models/formats/sqlx/sqlxname.h"
#include "models/formats/sqlx/sqlxsettings.h"
#include "tests/support/temporaryproject.h"

#include <QFile>
#include <QTest>

#include <sqlite3.h>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

// The table as sqlx 0.8.6 sends it, copied from no code of ours.
const char SqlxTable[] =
    "\nCREATE TABLE IF NOT EXISTS _sqlx_migrations (\n    version BIGINT PRIMARY KEY,\n    description TEXT NOT NULL,\n"
    "    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,\n    success BOOLEAN NOT NULL,\n"
    "    checksum BLOB NOT NULL,\n    execution_time BIGINT NOT NULL\n);\n                ";

// Script A of the shared vectors: 41 bytes.
const QByteArray ScriptA = "CREATE TABLE t (id INTEGER PRIMARY KEY);\n";

} // namespace

class tst_Sqlx : public QObject
{
    Q_OBJECT

private slots:
    void checksums_data();
    void checksums();
    void names_data();
    void names();
    void pairsAndOrder();
    void descriptions();
    void fileRunsWhole();
    void optOut_data();
    void optOut();
    void unreadableNumberBlocksFirst();
    void passedOverNames();
    void duplicates();
    void downAlone();
    void oddFiles();
    void settings();
    void ignoredCharacters();
    void tableName();
    void locks_data();
    void locks();
    void recognition_data();
    void recognition();
    void detection();
    void tableEqualsSqlxOwn();
    void rowEqualsSqlxOwn();
    void foreignColumnsAreRefused();
    void failedRow();
    void explanations();
    void newFiles_data();
    void newFiles();

private:
    using Files = QList<std::pair<QString, QByteArray>>;

    std::vector<Migration> load(const Files &files) const
    {
        TemporaryProject project;
        project.makeFolder(u"migrations"_s);
        for (const auto &[name, content] : files)
            project.write(u"migrations/"_s + name, content);
        auto migrations = m_format.load({project.folder(), u"migrations"_s}, sqliteDialect());
        if (!migrations)
            qFatal("%s", qPrintable(migrations.error().text()));
        return *migrations;
    }

    static const FileProblem *problem(const Migration &migration, QStringView rule)
    {
        const auto found = std::ranges::find_if(migration.problems,
                                                [&](const FileProblem &p) { return p.rule == rule; });
        return found == migration.problems.end() ? nullptr : &*found;
    }

    static std::unique_ptr<Session> session(const TemporaryProject &project)
    {
        const Engine *engine = engineByName(u"sqlite"_s);
        auto opened = engine->open(*engine->target(u"sqlite:test.db"_s, project.folder()), Access::ReadWrite, true);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().text()));
        return std::move(*opened);
    }

    /// Runs the statements as the executor would, with 1,234,567 ns elapsed.
    static void run(Session &session, const std::vector<RecordStatement> &statements)
    {
        for (const RecordStatement &statement : statements) {
            QVariantList values;
            for (const BoundValue &value : statement.values)
                values += std::holds_alternative<QVariant>(value) ? std::get<QVariant>(value)
                                                                  : QVariant(qlonglong(1'234'567));
            const auto done = session.execute(statement.sql, values);
            if (!done)
                qFatal("%s", qPrintable(done.error().text()));
        }
    }

    /// Every cell with its storage class, read by SQLite's own library.
    static QStringList rows(const QString &database, const char *sql)
    {
        sqlite3 *db = nullptr;
        sqlite3_stmt *statement = nullptr;
        if (sqlite3_open_v2(QFile::encodeName(database).constData(), &db, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK
            || sqlite3_prepare_v2(db, sql, -1, &statement, nullptr) != SQLITE_OK)
            qFatal("%s", sqlite3_errmsg(db));
        QStringList lines;
        while (sqlite3_step(statement) == SQLITE_ROW) {
            QStringList cells;
            for (int i = 0; i < sqlite3_column_count(statement); ++i)
                cells += QString::fromUtf8(reinterpret_cast<const char *>(sqlite3_column_text(statement, i)));
            lines += cells.join(u'|');
        }
        sqlite3_finalize(statement);
        sqlite3_close(db);
        return lines;
    }

    const EngineTraits &engine() const { return engineByName(u"sqlite"_s)->traits(); }

    SqlxFormat m_format;
};

void tst_Sqlx::checksums_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("sha384");
    QTest::newRow("A")
        << ScriptA
        << "036764d686064c99a58edca615664f51f97efbeaff2949d95dcef367d070ae1ddf042c29908d7a3336cf166c6eae43a8"_ba;
    QTest::newRow("A-CRLF")
        << "CREATE TABLE t (id INTEGER PRIMARY KEY);\r\n"_ba
        << "d0a42089edc5fba4b39017fb1053d523dcb9f856b7a87c64ef285396254db73694b2e73509adad960f57db37472b95e3"_ba;
    QTest::newRow("B")
        << "-- no-transaction\nCREATE INDEX CONCURRENTLY t_id_idx ON t (id);\n"_ba
        << "ffe357fb9a26f517d2cb7ab6496c883af82104b78e3aad3725d8d6e46b416f376fa2cc0be481015128b2e9b4db9e457a"_ba;
    QTest::newRow("C")
        << "-- caf\xc3\xa9\nALTER TABLE t ADD COLUMN n TEXT;"_ba
        << "fc96ee12a01c6cd1bd17a6dc4314cfde31624d282682eeb48bc52c55d72f744993372ce54a799e573607a40c277227d1"_ba;
    QTest::newRow("D")
        << "\xef\xbb\xbf"_ba + ScriptA
        << "3d25a7356ca9e91009a1de4c1b5e0c1c69c3df13fa78dce656e0b12e429538f2bae8ee66587acd2abe3351630db2faea"_ba;
    QTest::newRow("E")
        << ""_ba
        << "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b"_ba;
}

void tst_Sqlx::checksums()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, sha384);
    const auto all = load({{u"1_x.up.sql"_s, text}, {u"1_x.down.sql"_s, "DROP TABLE t;"}, {u"2_x.sql"_s, text}});
    QCOMPARE(all[0].checksum.size(), 48);
    QCOMPARE(all[0].checksum.toHex(), sha384);
    QCOMPARE(all[1].checksum.toHex(), sha384);
    QCOMPARE(m_format.checksumText(all[0].checksum), QString::fromLatin1(sha384));
}

void tst_Sqlx::names_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<bool>("taken");
    QTest::addColumn<qlonglong>("number"); // -99: can't be read
    QTest::addColumn<int>("kind");
    using Kind = SqlxName::Kind;
    QTest::newRow("timestamp") << u"20250131000000_x.sql"_s << true << 20250131000000ll << int(Kind::Simple);
    QTest::newRow("leading zeros") << u"00000000000000_x.sql"_s << true << 0ll << int(Kind::Simple);
    QTest::newRow("plus") << u"+7_x.sql"_s << true << 7ll << int(Kind::Simple);
    QTest::newRow("minus") << u"-7_x.sql"_s << true << -7ll << int(Kind::Simple);
    QTest::newRow("up") << u"1_x.up.sql"_s << true << 1ll << int(Kind::Up);
    QTest::newRow("down") << u"1_x.down.sql"_s << true << 1ll << int(Kind::Down);
    QTest::newRow("capital UP is simple") << u"1_x.UP.sql"_s << true << 1ll << int(Kind::Simple);
    QTest::newRow("no name") << u"1_.sql"_s << true << 1ll << int(Kind::Simple);
    QTest::newRow("largest") << u"9223372036854775807_x.sql"_s << true << 9223372036854775807ll << int(Kind::Simple);
    QTest::newRow("too large") << u"9223372036854775808_x.sql"_s << true << -99ll << int(Kind::Simple);
    QTest::newRow("word") << u"seed_data.sql"_s << true << -99ll << int(Kind::Simple);
    QTest::newRow("nothing before") << u"_x.sql"_s << true << -99ll << int(Kind::Simple);
    QTest::newRow("space") << u"1 _x.sql"_s << true << -99ll << int(Kind::Simple);
    QTest::newRow("hyphen") << u"0005-x.sql"_s << false << 0ll << 0;
    QTest::newRow("no underscore") << u"schema.sql"_s << false << 0ll << 0;
    QTest::newRow("capital suffix") << u"1_x.SQL"_s << false << 0ll << 0;
    QTest::newRow("other type") << u"1_x.txt"_s << false << 0ll << 0;
}

void tst_Sqlx::names()
{
    QFETCH(QString, file);
    QFETCH(bool, taken);
    QFETCH(qlonglong, number);
    QFETCH(int, kind);
    const auto name = readSqlxName(file);
    QCOMPARE(name.has_value(), taken);
    if (!taken)
        return;
    QCOMPARE(name->number.value_or(-99), number);
    QCOMPARE(int(name->kind), kind);
}

void tst_Sqlx::pairsAndOrder()
{
    const auto all = load({{u"10_c.sql"_s, "C;"},
                           {u"9_b.up.sql"_s, "B;"},
                           {u"0009_other_name.down.sql"_s, "UNDO B;"},
                           {u"-1_a.sql"_s, "A;"}});
    QCOMPARE(all.size(), 3u);
    QCOMPARE(all[0].key, u"-1"_s);
    QCOMPARE(all[1].key, u"9"_s);
    QCOMPARE(all[2].key, u"10"_s);
    QCOMPARE(all[1].version, u"9"_s);
    QCOMPARE(all[1].down->view().toByteArray(), "UNDO B;"_ba);
    QCOMPARE(all[1].downFile, u"migrations/0009_other_name.down.sql"_s);
    QVERIFY(!all[2].reversible());
    for (const Migration &migration : all)
        QVERIFY(migration.problems.empty());
}

void tst_Sqlx::descriptions()
{
    QCOMPARE(readSqlxName(u"1_add_the_users.up.sql"_s)->description, u"add the users"_s);
    QCOMPARE(readSqlxName(u"1_a.sql.sql"_s)->description, u"a"_s); // the suffix is taken off as often as it is there
    QCOMPARE(readSqlxName(u"1_a.up.sql.sql"_s)->description, u"a.up"_s);
    QCOMPARE(readSqlxName(u"1_a-b.sql"_s)->description, u"a-b"_s);
    QCOMPARE(readSqlxName(u"1_.sql"_s)->description, QString());
}

void tst_Sqlx::fileRunsWhole()
{
    const QByteArray text = "-- Up\nCREATE TABLE t (a);\n-- Down\nDROP TABLE t;\n";
    const auto all = load({{u"1_x.sql"_s, text}});
    QCOMPARE(all[0].up->view().toByteArray(), text);
    QVERIFY(!all[0].down);
    QVERIFY(!m_format.traits().downInSameFile);
    QVERIFY(m_format.cut(u"migrations/1_x.sql"_s, text, Direction::Up, sqliteDialect()) == all[0].up);
    QVERIFY(!m_format.cut(u"migrations/1_x.sql"_s, text, Direction::Down, sqliteDialect()));
    QVERIFY(m_format.cut(u"1_x.down.sql"_s, "DROP TABLE t;", Direction::Down, sqliteDialect()));
    QVERIFY(!m_format.cut(u"1_x.down.sql"_s, "-- later", Direction::Down, sqliteDialect()));
    QVERIFY(!m_format.cut(u"1_x.down.sql"_s, "DROP TABLE t;", Direction::Up, sqliteDialect()));
}

void tst_Sqlx::optOut_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("transaction");
    QTest::newRow("opt-out") << "-- no-transaction\nVACUUM;\n"_ba << false;
    QTest::newRow("text follows") << "-- no-transaction because of VACUUM\nVACUUM;\n"_ba << false;
    QTest::newRow("second line") << "\n-- no-transaction\nVACUUM;\n"_ba << true;
    QTest::newRow("BOM") << "\xef\xbb\xbf-- no-transaction\nVACUUM;\n"_ba << true;
    QTest::newRow("space before") << " -- no-transaction\nVACUUM;\n"_ba << true;
    QTest::newRow("no space") << "--no-transaction\nVACUUM;\n"_ba << true;
}

void tst_Sqlx::optOut()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, transaction);
    const auto all = load({{u"1_x.up.sql"_s, text},
                           {u"1_x.down.sql"_s, "SELECT 1;"},
                           {u"2_y.up.sql"_s, "SELECT 1;"},
                           {u"2_y.down.sql"_s, text}});
    QCOMPARE(all[0].inTransaction(Direction::Up), transaction);
    QVERIFY(all[0].inTransaction(Direction::Down));
    QVERIFY(all[1].inTransaction(Direction::Up));
    QCOMPARE(all[1].inTransaction(Direction::Down), transaction);
}

void tst_Sqlx::unreadableNumberBlocksFirst()
{
    const auto all = load({{u"1_x.sql"_s, "SELECT 1;"}, {u"seed_data.sql"_s, "SELECT 1;"}});
    QCOMPARE(all.size(), 2u);
    const FileProblem *found = problem(all[0], u"bad-file-name");
    QVERIFY(found && found->blocks);
    QVERIFY(found->message.contains(u"seed_data.sql"));
    QVERIFY(!all[0].up);
    QVERIFY(!all[1].blocked());
}

void tst_Sqlx::passedOverNames()
{
    const auto all = load({{u"2_x.sql"_s, "SELECT 1;"}, {u"0001-first.sql"_s, "SELECT 1;"}, {u"notes.md"_s, "x"}});
    QCOMPARE(all.size(), 2u);
    QCOMPARE(all[0].key, u"2"_s);
    const FileProblem *found = problem(all[1], u"bad-file-name");
    QVERIFY(found && !found->blocks);
    QVERIFY(!all[1].up);
}

void tst_Sqlx::duplicates()
{
    const auto all = load({{u"1_a.sql"_s, "SELECT 1;"},
                           {u"01_b.up.sql"_s, "SELECT 2;"},
                           {u"1_b.down.sql"_s, "SELECT 3;"},
                           {u"2_c.up.sql"_s, "SELECT 4;"},
                           {u"2_c.down.sql"_s, "SELECT 5;"},
                           {u"02_d.down.sql"_s, "SELECT 6;"}});
    QCOMPARE(all.size(), 3u);
    for (const Migration &migration : all) {
        const FileProblem *found = problem(migration, u"duplicate-version");
        QVERIFY(found && found->blocks);
    }
    QVERIFY(problem(all[0], u"duplicate-version")->message.contains(u"1_a.sql"));
    QVERIFY(problem(all[0], u"duplicate-version")->message.contains(u"01_b.up.sql"));
}

void tst_Sqlx::downAlone()
{
    const auto all = load({{u"1_a.down.sql"_s, "SELECT 1;"}});
    QCOMPARE(all.size(), 1u);
    QVERIFY(!all[0].up);
    QVERIFY(all[0].down);
    QVERIFY(problem(all[0], u"down-without-up"));
    QVERIFY(!all[0].blocked());
}

void tst_Sqlx::oddFiles()
{
    TemporaryProject project;
    project.makeFolder(u"migrations/1_folder.sql"_s);
    project.write(u"migrations/2_latin.sql"_s, "-- gr\xfc\xdf\nSELECT 1;");
    project.write(u"migrations/3_empty.sql"_s, "");
    project.write(u"migrations/4_comment.sql"_s, "-- Add migration script here\n");
    QVERIFY(QFile::link(project.path(u"nowhere"_s), project.path(u"migrations/5_broken.sql"_s)));
    const auto all = m_format.load({project.folder(), {}}, sqliteDialect());
    QVERIFY(all);
    QCOMPARE(all->size(), 4u);
    QVERIFY(problem(all->at(0), u"not-utf8")->blocks);
    QCOMPARE(all->at(0).checksum.size(), 48); // history can still tell whether it is what was applied
    QVERIFY(problem(all->at(1), u"empty-script"));
    QVERIFY(!problem(all->at(2), u"comment-only")->blocks);
    QVERIFY(problem(all->at(3), u"unreadable")->blocks);
}

void tst_Sqlx::settings()
{
    TemporaryProject project;
    QVERIFY(!readSqlxSettings(project.folder())->has_value());
    project.write(u"sqlx.toml"_s, "[migrate]\nmigrations-dir = \"db/steps\"\ntable-name = "
                                  "\"_sqlx_migrations\"\nignored-chars = [\"\\r\", \"\"]\n");
    const auto settings = readSqlxSettings(project.folder());
    QVERIFY(settings && *settings);
    QCOMPARE((*settings)->migrations, u"db/steps"_s);
    QCOMPARE((*settings)->ignored, QByteArrayList{"\r"});
    const Recognition recognition = m_format.recognise(project.folder());
    QVERIFY(recognition.matches);
    QCOMPARE(recognition.migrations, u"db/steps"_s);

    project.write(u"sqlx.toml"_s, "[migrate\n");
    const auto broken = m_format.load({project.folder(), {}}, sqliteDialect());
    QVERIFY(!broken);
    QCOMPARE(broken.error().where.line, 1);
}

void tst_Sqlx::ignoredCharacters()
{
    TemporaryProject project;
    project.write(u"sqlx.toml"_s, "[migrate]\nignored-chars = [\"\\r\"]\n");
    project.write(u"migrations/1_x.sql"_s, "CREATE TABLE t (id INTEGER PRIMARY KEY);\r\n");
    const auto all = m_format.load({project.folder(), {}}, sqliteDialect());
    QCOMPARE(all->at(0).checksum.toHex().left(12), "036764d68606"_ba); // as script A
    QCOMPARE(all->at(0).up->bytes, "CREATE TABLE t (id INTEGER PRIMARY KEY);\r\n"_ba);
}

void tst_Sqlx::tableName()
{
    TemporaryProject project;
    project.write(u"sqlx.toml"_s, "[migrate]\ntable-name = \"history\"\n");
    project.write(u"migrations/1_x.sql"_s, "SELECT 1;");
    const auto setup = m_format.setup(project.folder(), {});
    QVERIFY(setup);
    QCOMPARE(setup->table, u"history"_s);
    const auto all = m_format.load(*setup, sqliteDialect());
    QVERIFY(all);
    const auto open = session(project);
    run(*open, m_format.prepare(engine(), *setup));
    run(*open, m_format.record(all->at(0), Direction::Up, engine(), true, *setup).after);
    QCOMPARE(m_format.applied(*open, *setup, *all)->size(), 1u);
    QVERIFY(*open->hasTable(u"history"_s));
    QVERIFY(!*open->hasTable(u"_sqlx_migrations"_s));

    project.write(u"sqlx.toml"_s, "[migrate]\ntable-name = \"a; DROP TABLE b\"\n");
    const auto refused = m_format.setup(project.folder(), {});
    QVERIFY(!refused);
    QCOMPARE(refused.error().where.line, 2);
}

void tst_Sqlx::locks_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<qint64>("key");
    QTest::addColumn<QString>("name");
    QTest::newRow("app") << u"app"_s << 3469795979745788610LL << u"3027310f4fd382c2"_s;
    QTest::newRow("postgres") << u"postgres"_s << 368907709894077238LL << u"51e9f9b8b23ab36"_s;
    QTest::newRow("my_database") << u"my_database"_s << 4323755430481461982LL << u"3c0110a7e18382de"_s;
}

void tst_Sqlx::locks()
{
    QFETCH(QString, database);
    QFETCH(qint64, key);
    QFETCH(QString, name);
    const auto value = [&](const char *engine) {
        const auto locks = m_format.locks(engineByName(QString::fromLatin1(engine))->traits(), database, {});
        return locks.empty() ? QVariant() : std::get<QVariant>(locks[0].take.values[0]);
    };
    QCOMPARE(value("postgresql").toLongLong(), key);
    QCOMPARE(value("mariadb").toString(), name);
    QVERIFY(value("sqlite").isNull());
}

void tst_Sqlx::recognition_data()
{
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<QByteArray>("cargo"); // empty: no Cargo.toml
    QTest::addColumn<bool>("matches");
    const QStringList simple{u"migrations/1_x.sql"_s};
    const QStringList pair{u"migrations/1_x.up.sql"_s, u"migrations/1_x.down.sql"_s};
    QTest::newRow("sqlx.toml") << QStringList{u"sqlx.toml"_s} << ""_ba << true;
    QTest::newRow("dependency") << simple << "[dependencies]\nsqlx = \"0.8\"\n"_ba << true;
    QTest::newRow("dependency as table") << simple << "[dependencies.sqlx]\nversion = \"0.8\"\n"_ba << true;
    QTest::newRow("renamed") << simple << "[dependencies]\ndb = { package = \"sqlx\", version = \"0.8\" }\n"_ba << true;
    QTest::newRow("not it: renamed away")
        << simple << "[dependencies]\nsqlx = { package = \"other\", version = \"1\" }\n"_ba << false;
    QTest::newRow("workspace") << simple << "[workspace.dependencies]\nsqlx = { version = \"0.8\" }\n"_ba << true;
    QTest::newRow("development") << simple << "[dev-dependencies]\nsqlx = \"0.8\"\n"_ba << true;
    QTest::newRow("target") << simple << "[target.'cfg(unix)'.dependencies]\nsqlx = \"0.8\"\n"_ba << true;
    QTest::newRow("no files yet") << QStringList() << "[dependencies]\nsqlx = \"0.8\"\n"_ba << false;
    QTest::newRow("other dependency") << simple << "[dependencies]\nserde = \"1\"\n"_ba << false;
    QTest::newRow("pair beside Cargo.toml") << pair << "[dependencies]\ndatabase = { path = \"../db\" }\n"_ba << true;
    QTest::newRow("pair beside Cargo.toml and go.mod")
        << pair + QStringList{u"go.mod"_s} << "[package]\nname = \"x\"\n"_ba << false;
    QTest::newRow("pair without Cargo.toml") << pair << ""_ba << false;
    QTest::newRow("pair of diesel's") << pair + QStringList{u"diesel.toml"_s} << "[package]\nname = \"x\"\n"_ba
                                      << false;
    QTest::newRow("broken Cargo.toml") << simple << "[dependencies\nsqlx"_ba << false;
    QTest::newRow("comment only") << simple << "[dependencies]\n# sqlx = \"0.8\"\n"_ba << false;
}

void tst_Sqlx::recognition()
{
    QFETCH(QStringList, files);
    QFETCH(QByteArray, cargo);
    QFETCH(bool, matches);
    TemporaryProject project;
    for (const QString &file : files)
        project.write(file, file.endsWith(u".sql") ? "SELECT 1;"_ba : ""_ba);
    if (!cargo.isEmpty())
        project.write(u"Cargo.toml"_s, cargo);
    const Recognition recognition = m_format.recognise(project.folder());
    QCOMPARE(recognition.matches, matches);
    QCOMPARE(recognition.because.isEmpty(), !matches);
    QCOMPARE(recognition.migrations, matches ? u"migrations"_s : QString());
}

void tst_Sqlx::detection()
{
    TemporaryProject project;
    project.write(u"migrations/0001_x.up.sql"_s, "SELECT 1;");
    project.write(u"migrations/0001_x.down.sql"_s, "SELECT 1;");
    QCOMPARE(detectFormat(project.folder())->format, formatByName(u"plain"_s));
    project.write(u"Cargo.toml"_s, "[dependencies]\nsqlx = \"0.8\"\n");
    QCOMPARE(detectFormat(project.folder())->format, formatByName(u"sqlx"_s));
}

void tst_Sqlx::tableEqualsSqlxOwn()
{
    TemporaryProject ours;
    TemporaryProject theirs;
    run(*session(ours), m_format.prepare(engine(), {}));
    sqlite3 *db = nullptr;
    QCOMPARE(sqlite3_open(QFile::encodeName(theirs.path(u"test.db"_s)).constData(), &db), SQLITE_OK);
    QCOMPARE(sqlite3_exec(db, SqlxTable, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(db);
    const char *catalogue = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name";
    QCOMPARE(rows(ours.path(u"test.db"_s), catalogue), rows(theirs.path(u"test.db"_s), catalogue));
}

void tst_Sqlx::rowEqualsSqlxOwn()
{
    const auto all = load(
        {{u"20250131000000_create_t.up.sql"_s, ScriptA}, {u"20250131000000_create_t.down.sql"_s, "DROP TABLE t;"}});
    TemporaryProject ours;
    TemporaryProject theirs;
    {
        const auto open = session(ours);
        run(*open, m_format.prepare(engine(), {}));
        run(*open, m_format.record(all[0], Direction::Up, engine(), true, {}).after);
    }
    // The two statements that sqlx sends, with the values that it binds.
    sqlite3 *db = nullptr;
    QCOMPARE(sqlite3_open(QFile::encodeName(theirs.path(u"test.db"_s)).constData(), &db), SQLITE_OK);
    QCOMPARE(sqlite3_exec(db, SqlxTable, nullptr, nullptr, nullptr), SQLITE_OK);
    const QByteArray insert =
        "INSERT INTO _sqlx_migrations ( version, description, success, checksum, execution_time )"
        " VALUES ( 20250131000000, 'create t', TRUE, "
        "x'036764d686064c99a58edca615664f51f97efbeaff2949d95dcef367d070ae1ddf042c29908d7a3336cf166c6eae43a8', -1 );"
        "UPDATE _sqlx_migrations SET execution_time = 1234567 WHERE version = 20250131000000";
    QCOMPARE(sqlite3_exec(db, insert.constData(), nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(db);
    const char *cells =
        "SELECT typeof(version), version, typeof(description), description, typeof(installed_on), length(installed_on),"
        " typeof(success), success, typeof(checksum), hex(checksum), typeof(execution_time), execution_time FROM "
        "_sqlx_migrations";
    QCOMPARE(rows(ours.path(u"test.db"_s), cells), rows(theirs.path(u"test.db"_s), cells));
    QCOMPARE(rows(ours.path(u"test.db"_s), cells).size(), 1);

    const auto open = session(theirs);
    const auto applied = m_format.applied(*open, {}, {});
    QVERIFY(applied);
    QCOMPARE(applied->size(), 1u);
    QCOMPARE(applied->at(0).key, all[0].key);
    QCOMPARE(applied->at(0).description, all[0].description);
    QCOMPARE(applied->at(0).checksum, all[0].checksum);
    QCOMPARE(applied->at(0).durationMs, 1);
    QVERIFY(applied->at(0).success);
    QVERIFY(qAbs(applied->at(0).appliedAt.secsTo(QDateTime::currentDateTimeUtc())) < 120);
    QCOMPARE(applied->at(0).appliedAt.timeSpec(), Qt::UTC);

    run(*open, m_format.record(all[0], Direction::Down, engine(), true, {}).after);
    QVERIFY(m_format.applied(*open, {}, {})->empty());
}

void tst_Sqlx::foreignColumnsAreRefused()
{
    TemporaryProject project;
    const auto open = session(project);
    QVERIFY(open->execute("CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT, success "
                          "BOOLEAN, checksum BLOB, execution_time BIGINT, tenant TEXT)"));
    const auto applied = m_format.applied(*open, {}, {});
    QVERIFY(!applied);
    QVERIFY(applied.error().text().contains(u"tenant"));
    QVERIFY(applied.error().text().contains(u"installed_on"));
}

void tst_Sqlx::failedRow()
{
    TemporaryProject project;
    const auto open = session(project);
    run(*open, m_format.prepare(engine(), {}));
    QVERIFY(open->execute("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) "
                          "VALUES (3, 'x', FALSE, x'00', -1)"));
    const auto applied = m_format.applied(*open, {}, {});
    QVERIFY(!applied->at(0).success);
    QCOMPARE(applied->at(0).durationMs, -1);
}

void tst_Sqlx::explanations()
{
    const auto checksumOf = [&](const QByteArray &text) { return load({{u"1_x.sql"_s, text}})[0].checksum; };
    const auto explain = [&](const QByteArray &file, const QByteArray &then) {
        AppliedMigration applied;
        applied.checksum = checksumOf(then);
        return m_format.explainChange(load({{u"1_x.sql"_s, file}})[0], applied);
    };
    QCOMPARE(explain("A;\nB;\n", "A;\r\nB;\r\n"), u"only line ends differ"_s);
    QCOMPARE(explain("A;\r\nB;\r\n", "A;\nB;\n"), u"only line ends differ"_s);
    QCOMPARE(explain("\xef\xbb\xbf"
                     "A;\n",
                     "A;\n"),
             u"only the byte order mark differs"_s);
    QCOMPARE(explain("\xef\xbb\xbf"
                     "A;\r\n",
                     "A;\n"),
             u"only line ends and the byte order mark differ"_s);
    QCOMPARE(explain("A;\n", "B;\n"), u"edited"_s);
}

void tst_Sqlx::newFiles_data()
{
    QTest::addColumn<QStringList>("existing");
    QTest::addColumn<bool>("reversible");
    QTest::addColumn<QStringList>("expected");
    const QString now = u"migrations/20250630121530_add_it"_s;
    QTest::newRow("first") << QStringList() << false << QStringList{now + u".sql"_s};
    QTest::newRow("reversible") << QStringList() << true << QStringList{now + u".up.sql"_s, now + u".down.sql"_s};
    QTest::newRow("single 0") << QStringList{u"0_a.sql"_s} << false << QStringList{u"migrations/0001_add_it.sql"_s};
    QTest::newRow("single 1") << QStringList{u"0001_a.sql"_s} << false << QStringList{u"migrations/0002_add_it.sql"_s};
    QTest::newRow("single 2") << QStringList{u"0002_a.sql"_s} << false << QStringList{now + u".sql"_s};
    QTest::newRow("sequence") << QStringList{u"1_a.sql"_s, u"7_b.sql"_s, u"8_c.sql"_s} << false
                              << QStringList{u"migrations/0009_add_it.sql"_s};
    QTest::newRow("sequence of pairs") << QStringList{u"1_a.up.sql"_s, u"1_a.down.sql"_s, u"2_b.up.sql"_s,
                                                      u"2_b.down.sql"_s}
                                       << false << QStringList{u"migrations/0003_add_it.sql"_s};
    QTest::newRow("gap at the end") << QStringList{u"1_a.sql"_s, u"3_b.sql"_s} << false << QStringList{now + u".sql"_s};
    QTest::newRow("same second") << QStringList{u"20250630121530_a.sql"_s} << false
                                 << QStringList{u"migrations/20250630121531_add_it.sql"_s};
}

void tst_Sqlx::newFiles()
{
    QFETCH(QStringList, existing);
    QFETCH(bool, reversible);
    QFETCH(QStringList, expected);
    Files files;
    for (const QString &name : existing)
        files.append({name, "SELECT 1;"});
    const auto made = m_format.create({u"add it"_s, reversible, QDateTime({2025, 6, 30}, {12, 15, 30}, Qt::UTC)},
                                      {{}, u"migrations"_s}, load(files));
    QVERIFY(made);
    QStringList paths;
    for (const NewFile &file : *made)
        paths += file.path;
    QCOMPARE(paths, expected);
    QCOMPARE(made->front().content,
             reversible ? "-- Add up migration script here\n"_ba : "-- Add migration script here\n"_ba);
    if (reversible)
        QCOMPARE(made->back().content, "-- Add down migration script here\n"_ba);
}

QTEST_GUILESS_MAIN(tst_Sqlx)
#include "tst_sqlx.moc"
