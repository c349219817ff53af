// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatregistry.h"
#include "models/formats/rails/databaseyml.h"
#include "models/formats/rails/railsfolder.h"
#include "models/formats/rails/railsformat.h"
#include "tests/formats/formatsession.h"

#include <QFile>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

class tst_Rails : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void names_data();
    void names();
    void classes_data();
    void classes();
    void texts_data();
    void texts();
    void order();
    void duplicates();
    void oddFiles();
    void classNames();
    void staleSchema();
    void recognition();
    void tableNames();
    void configurations_data();
    void configurations();
    void brokenConfigurations_data();
    void brokenConfigurations();
    void environments();
    void severalDatabases();
    void tableIsTheTools_data() { everyTestEngine(); }
    void tableIsTheTools();
    void rowsAreTheTools_data() { everyTestEngine(); }
    void rowsAreTheTools();
    void tablesOfOthers();
    void newFiles_data();
    void newFiles();
    void refusedNames();
    void commands();

private:
    using Files = QList<std::pair<QString, QByteArray>>;

    static QByteArray migration(const QByteArray &name, const QByteArray &body = "  def change\n    add_column :a, :b, :string\n  end\n")
    {
        return "class " + name + " < ActiveRecord::Migration[6.1]\n" + body + "end\n";
    }
    std::vector<Migration> load(const Files &files) const
    {
        TemporaryProject project;
        project.makeFolder(u"db/migrate"_s);
        for (const auto &[name, content] : files)
            project.write(name.startsWith(u"db/") ? name : u"db/migrate/"_s + name, content);
        auto migrations = m_format.load(*m_format.setup(project.folder(), {}), postgresqlDialect());
        if (!migrations)
            qFatal("%s", qPrintable(migrations.error().text()));
        return *migrations;
    }

    RailsFormat m_format;
};

void tst_Rails::init()
{
    for (const char *name : {"DATABASE_URL", "RAILS_ENV", "RACK_ENV", "DB_HOST", "DB_NAME"})
        qunsetenv(name);
}

void tst_Rails::names_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("parts"); // empty: Rails raises an error
    QTest::newRow("time") << u"20240101120000_create_b.rb"_s << u"20240101120000|create_b|"_s;
    QTest::newRow("zeros") << u"001_create_a.rb"_s << u"001|create_a|"_s;
    QTest::newRow("engine's") << u"2_create_a.blorgh.rb"_s << u"2|create_a|blorgh"_s;
    QTest::newRow("no name") << u"3_.rb"_s << u"3||"_s;
    QTest::newRow("capital") << u"3_CreateA.rb"_s << QString();
    QTest::newRow("hyphen") << u"3_create-a.rb"_s << QString();
    QTest::newRow("two scopes") << u"3_a.b.c.rb"_s << QString();
    QTest::newRow("no digits") << u"create_a.rb"_s << QString();
}

void tst_Rails::names()
{
    QFETCH(QString, file);
    QFETCH(QString, parts);
    const auto name = railsName(file);
    QCOMPARE(name ? name->version + u'|' + name->name + u'|' + name->scope : QString(), parts);
}

void tst_Rails::classes_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("className");
    QTest::newRow("plain") << u"create_users"_s << u"CreateUsers"_s;
    QTest::newRow("digits") << u"add_2fa_to_users2"_s << u"Add2faToUsers2"_s;
    QTest::newRow("double") << u"a__b_"_s << u"AB"_s;
}

void tst_Rails::classes()
{
    QFETCH(QString, name);
    QFETCH(QString, className);
    QCOMPARE(railsClass(name), className);
}

void tst_Rails::texts_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("facts"); // up, down, transaction
    QTest::addColumn<QString>("irreversible");
    QTest::addColumn<int>("line");
    const auto change = [](const QByteArray &line) { return "  def change\n    " + line + "\n  end\n"; };
    QTest::newRow("change") << change("create_table :a") << u"UDT"_s << QString() << 0;
    QTest::newRow("up and down") << "  def up\n    execute 'x'\n  end\n\n  def down\n    execute 'y'\n  end\n"_ba << u"UDT"_s << QString() << 0;
    QTest::newRow("up alone") << "  def up\n    execute 'x'\n  end\n"_ba << u"U-T"_s << QString() << 0;
    QTest::newRow("old style") << "  def self.up\n  end\n  def self.down\n  end\n"_ba << u"UDT"_s << QString() << 0;
    QTest::newRow("raises") << "  def up\n  end\n\n  def down\n    raise ActiveRecord::IrreversibleMigration\n  end\n"_ba << u"U-T"_s << u"raise ActiveRecord::IrreversibleMigration"_s << 6;
    QTest::newRow("raises in one line") << "  def up; end\n  def down; raise ActiveRecord::IrreversibleMigration; end\n"_ba << u"U-T"_s << u"raise ActiveRecord::IrreversibleMigration"_s << 3;
    QTest::newRow("no transaction") << "  disable_ddl_transaction!\n\n" + change("add_index :a, :b, algorithm: :concurrently") << u"UD-"_s << QString() << 0;
    QTest::newRow("commented out") << "  # disable_ddl_transaction!\n" + change("# execute 'x'") << u"UDT"_s << QString() << 0;
    QTest::newRow("nothing") << "  def helper\n  end\n"_ba << u"--T"_s << QString() << 0;
    QTest::newRow("execute") << change("execute <<~SQL\n      def down\n    SQL") << u"U-T"_s << u"execute"_s << 3;
    QTest::newRow("execute, reversible") << change("reversible do |dir|\n      dir.up { execute 'x' }\n      dir.down do\n        execute 'y'\n      end\n    end") << u"UDT"_s << QString() << 0;
    QTest::newRow("after reversible") << change("reversible do |dir|\n      dir.up { execute 'x' }\n    end\n    execute 'z'") << u"U-T"_s << u"execute"_s << 6;
    QTest::newRow("up_only") << change("up_only { execute 'x' }") << u"UDT"_s << QString() << 0;
    QTest::newRow("change_column") << change("change_column :a, :b, :text") << u"U-T"_s << u"change_column"_s << 3;
    QTest::newRow("change_column_null") << change("change_column_null :a, :b, false") << u"UDT"_s << QString() << 0;
    QTest::newRow("drop_table") << change("drop_table :a") << u"U-T"_s << u"drop_table without a block"_s << 3;
    QTest::newRow("drop_table, block") << change("drop_table :a do |t|\n      t.string :b\n    end") << u"UDT"_s << QString() << 0;
    QTest::newRow("remove_column") << change("remove_column :a, :b") << u"U-T"_s << u"remove_column without a type"_s << 3;
    QTest::newRow("remove_column, type") << change("remove_column(:a, :b, :string, limit: 3)") << u"UDT"_s << QString() << 0;
    QTest::newRow("default") << change("change_column_default :a, :b, 3") << u"U-T"_s << u"change_column_default without from: and to:"_s << 3;
    QTest::newRow("default, both") << change("change_column_default :a, :b, from: 1, to: 3") << u"UDT"_s << QString() << 0;
    QTest::newRow("remove_index") << change("remove_index :a, column: [:b, :c]") << u"UDT"_s << QString() << 0;
    QTest::newRow("goes on") << change("remove_column :a,\n                  :b, :string") << u"UDT"_s << QString() << 0;
    QTest::newRow("CRLF") << change("drop_table :a").replace("\n", "\r\n") << u"U-T"_s << u"drop_table without a block"_s << 3;
}

void tst_Rails::texts()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, facts);
    QFETCH(QString, irreversible);
    QFETCH(int, line);
    const QByteArray text = migration("CreateA", body);
    const RailsText read = readRailsText(text);
    QCOMPARE(read.className, u"CreateA"_s);
    QCOMPARE(read.generation, u"6.1"_s);
    QCOMPARE(QString(read.hasUp ? u"U"_s : u"-"_s) + (read.hasDown ? u"D"_s : u"-"_s) + (read.transaction ? u"T"_s : u"-"_s), facts);
    QCOMPARE(read.irreversible, irreversible);
    QCOMPARE(read.line, line);
    const auto all = load({{u"1_create_a.rb"_s, text}});
    QCOMPARE(all[0].reversible(), read.hasDown);
    QCOMPARE(all[0].inTransaction(Direction::Up), read.transaction);
    QVERIFY(!all[0].blocked());
    QCOMPARE(problemOf(all[0], u"irreversible-migration") != nullptr, !irreversible.isEmpty());
    QCOMPARE(problemOf(all[0], u"no-up-method") != nullptr, !read.hasUp);
    QCOMPARE(m_format.cut(u"x.rb"_s, text, Direction::Down, sqliteDialect()).has_value(), read.hasDown);
    QVERIFY(m_format.cut(u"x.rb"_s, text, Direction::Up, sqliteDialect()));
}

void tst_Rails::order()
{
    const auto all = load({{u"20240101120000_create_b.rb"_s, migration("CreateB")}, {u"001_create_a.rb"_s, migration("CreateA")}, {u"db/migrate/sub/10_create_c.rb"_s, migration("CreateC")},
                           {u"9_create_d.rb"_s, migration("CreateD")}, {u"readme_first.rb"_s, "x\n"}, {u"1x.rb"_s, "x\n"}});
    QStringList keys;
    for (const Migration &one : all)
        keys += one.key;
    QCOMPARE(keys, (QStringList{u"1"_s, u"9"_s, u"10"_s, u"20240101120000"_s}));
    QCOMPARE(all[0].version, u"001"_s);
    QCOMPARE(all[0].description, u"create a"_s);
    QCOMPARE(all[2].upFile, u"db/migrate/sub/10_create_c.rb"_s);
    QCOMPARE(all[0].language, u"ruby"_s);
    QCOMPARE(all[0].details[u"generation"_s], u"6.1"_s);
    QCOMPARE(all[0].up->view().toByteArray(), migration("CreateA"));
}

void tst_Rails::duplicates()
{
    auto all = load({{u"001_create_a.rb"_s, migration("CreateA")}, {u"1_create_b.rb"_s, migration("CreateB")}, {u"2_create_c.rb"_s, migration("CreateC")}});
    QVERIFY(problemOf(all[0], u"duplicate-version")->blocks && problemOf(all[1], u"duplicate-version"));
    QVERIFY(!all[2].blocked());
    all = load({{u"1_create_a.rb"_s, migration("CreateA")}, {u"2_create_a.rb"_s, migration("CreateA")}});
    QVERIFY(problemOf(all[1], u"duplicate-name")->message.contains(u"1_create_a.rb"));
}

void tst_Rails::oddFiles()
{
    TemporaryProject project;
    project.makeFolder(u"db/migrate/3_folder.rb"_s);
    project.write(u"db/migrate/1_create-a.rb"_s, migration("CreateA"));
    project.write(u"db/migrate/2_latin.rb"_s, "# gr\xfc\xdf\n");
    QVERIFY(QFile::link(u"4_loop.rb"_s, project.path(u"db/migrate/4_loop.rb"_s)));
    QVERIFY(QFile::link(u"."_s, project.path(u"db/migrate/5_circle"_s))); // a folder within itself
    const auto all = m_format.load(*m_format.setup(project.folder(), {}), sqliteDialect());
    QVERIFY2(all, all ? "" : qPrintable(all.error().text()));
    QCOMPARE(all->size(), 3u);
    QVERIFY(problemOf(all->at(0), u"not-utf8")->blocks);
    QVERIFY(problemOf(all->at(1), u"unreadable")->blocks);
    QVERIFY(problemOf(all->at(2), u"bad-file-name")->blocks);
    project.write(u"config/database.yml"_s, "development:\n  migrations_paths: db/elsewhere\n");
    const auto missing = m_format.load(*m_format.setup(project.folder(), {}), sqliteDialect());
    QVERIFY(!missing && missing.error().where.file == u"db/elsewhere");
}

void tst_Rails::classNames()
{
    const auto all = load({{u"1_create_a.rb"_s, migration("CreateB")}, {u"2_create_api_keys.rb"_s, migration("CreateAPIKeys")}, {u"3_empty.rb"_s, "# nothing\n"}});
    QVERIFY(problemOf(all[0], u"class-name")->message.contains(u"CreateA") && all[0].blocked());
    QVERIFY(!all[1].blocked());
    QVERIFY(problemOf(all[2], u"class-name")->message.contains(u"Empty"));
}

void tst_Rails::staleSchema()
{
    auto all = load({{u"20240101120000_create_a.rb"_s, migration("CreateA")}, {u"20240201120000_create_b.rb"_s, migration("CreateB")}});
    QVERIFY(!problemOf(all[1], u"stale-schema-file"));
    all = load({{u"db/schema.rb"_s, "# comment\nActiveRecord::Schema[7.1].define(version: 2024_01_01_120000) do\nend\n"}, {u"20240101120000_create_a.rb"_s, migration("CreateA")},
                {u"20240201120000_create_b.rb"_s, migration("CreateB")}});
    QVERIFY(!problemOf(all[0], u"stale-schema-file"));
    QVERIFY(problemOf(all[1], u"stale-schema-file") && !all[1].blocked());
    all = load({{u"db/structure.sql"_s, "SELECT 1;\n"}, {u"1_create_a.rb"_s, migration("CreateA")}});
    QVERIFY(problemOf(all[0], u"stale-schema-file")->message.contains(u"structure.sql"));
}

void tst_Rails::recognition()
{
    TemporaryProject project;
    project.write(u"config/database.yml"_s, "development:\n  adapter: sqlite3\n");
    QVERIFY(!m_format.recognise(project.folder()).matches);
    project.write(u"db/migrate/1_create_a.rb"_s, migration("CreateA"));
    QCOMPARE(m_format.recognise(project.folder()).because, u"config/database.yml stands beside db/migrate/*.rb"_s);
    QCOMPARE(detectFormat(project.folder())->format, formatByName(u"rails"_s));
    project.remove(u"db/migrate/1_create_a.rb"_s);
    project.write(u"bin/rails"_s, "#!/usr/bin/env ruby\n");
    QVERIFY(m_format.recognise(project.folder()).matches);
    project.remove(u"config/database.yml"_s);
    QVERIFY(!m_format.recognise(project.folder()).matches);
    project.write(u"config/initializers/a.rb"_s, "\n");
    project.write(u"config/application.rb"_s, "\n");
    const QStringList files = m_format.programFiles({project.folder(), {}});
    QVERIFY(files.contains(u"config/initializers/a.rb") && files.contains(u"config/application.rb") && files.contains(u"Gemfile"));
}

void tst_Rails::tableNames()
{
    TemporaryProject project;
    QCOMPARE(m_format.trackingTable(*m_format.setup(project.folder(), {})), u"schema_migrations"_s);
    project.write(u"config/application.rb"_s, "class App\n  # config.active_record.table_name_suffix = \"_x\"\n  config.active_record.table_name_prefix = 'app_'\n  config.active_record.schema_migrations_table_name = \"versions\"\n");
    const auto setup = m_format.setup(project.folder(), {});
    QCOMPARE(m_format.trackingTable(*setup), u"app_versions"_s);
    QCOMPARE(m_format.ownTables(*setup), (QStringList{u"app_ar_internal_metadata"_s, u"app_versions"_s}));
}

void tst_Rails::configurations_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("ours");
    QTest::newRow("none") << ""_ba << QString();
    QTest::newRow("sqlite") << "development:\n  adapter: sqlite3\n  database: db/dev.sqlite3 # here\n"_ba << u"sqlite:db/dev.sqlite3"_s;
    QTest::newRow("postgresql, all") << "development:\n  adapter: postgresql\n  host: db1\n  port: 5433\n  username: 'me'\n  password: \"p@ss #1\"\n  database: shop\n  sslmode: require\n"_ba
                                     << u"postgresql://me:p%40ss%20%231@db1:5433/shop?sslmode=require"_s;
    QTest::newRow("postgresql, socket") << "development:\n  adapter: postgresql\n  host: /run/pg\n  database: shop\n"_ba << u"postgresql:///shop?host=/run/pg"_s;
    QTest::newRow("search path") << "development:\n  adapter: postgresql\n  database: shop\n  schema_search_path: app, public\n"_ba << u"postgresql:///shop?options=-c%20search_path%3Dapp%2Cpublic"_s;
    QTest::newRow("mysql") << "development:\n  adapter: mysql2\n  host: 127.0.0.1\n  port: 3307\n  username: me\n  database: shop\n"_ba << u"mysql://me@127.0.0.1:3307/shop"_s;
    QTest::newRow("mysql, socket") << "development:\n  adapter: trilogy\n  socket: /run/my.sock\n  database: shop\n"_ba << u"mysql://localhost/shop?socket=/run/my.sock"_s;
    QTest::newRow("anchor") << "default: &default\n  adapter: postgresql\n  host: db1\n\ndevelopment:\n  <<: *default\n  database: dev\n  host: db2\n"_ba << u"postgresql://db2/dev"_s;
    QTest::newRow("url") << "development:\n  url: postgres://me@db1/shop?pool=5\n"_ba << u"postgresql://me@db1/shop"_s;
    QTest::newRow("url, sqlite") << "development:\n  url: sqlite3:db/dev.sqlite3\n"_ba << u"sqlite:db/dev.sqlite3"_s;
    QTest::newRow("url, mysql2") << "development:\n  url: mysql2://me@db1:3307/shop\n"_ba << u"mysql://me@db1:3307/shop"_s;
    QTest::newRow("variable") << "development:\n  adapter: postgresql\n  host: <%= ENV[\"DB_HOST\"] %>\n  database: shop_<%= ENV.fetch('DB_NAME') { \"dev\" } %>\n"_ba << u"postgresql://db9/shop_dev"_s;
    QTest::newRow("variable or") << "development:\n  adapter: postgresql\n  host: <%= ENV.fetch(\"DB_X\", 'db7') %>\n  database: <%= ENV['DB_X'] || \"shop\" %>\n"_ba << u"postgresql://db7/shop"_s;
    QTest::newRow("pool is Ruby") << "development:\n  adapter: sqlite3\n  pool: <%= [1, 2].max %>\n  database: a.db\n"_ba << u"sqlite:a.db"_s;
    QTest::newRow("Ruby") << "development:\n  adapter: sqlite3\n  database: <%= Rails.root.join('a.db') %>\n"_ba << QString();
    QTest::newRow("Ruby around") << "development:\n<% if true %>\n  adapter: sqlite3\n<% end %>\n  database: a.db\n"_ba << QString();
    QTest::newRow("fetch without default") << "development:\n  adapter: postgresql\n  database: <%= ENV.fetch('DB_X') %>\n"_ba << QString();
    QTest::newRow("three levels") << "development:\n  cache:\n    adapter: sqlite3\n    database: c.db\n  primary:\n    adapter: sqlite3\n    database: p.db\n"_ba << u"sqlite:p.db"_s;
    QTest::newRow("memory") << "development:\n  adapter: sqlite3\n  database: \":memory:\"\n"_ba << QString();
    QTest::newRow("other") << "development:\n  adapter: sqlserver\n  database: a\n"_ba << u"!"_s;
}

void tst_Rails::configurations()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, ours);
    TemporaryProject project;
    qputenv("DB_HOST", "db9");
    project.write(u"config/database.yml"_s, text);
    const auto url = m_format.url(*m_format.setup(project.folder(), {}), u"main"_s);
    if (ours == u"!") {
        QVERIFY(!url);
        return;
    }
    QVERIFY2(url, url ? "" : qPrintable(url.error().text()));
    QCOMPARE(*url, ours);
    if (!ours.isEmpty()) {
        const auto target = engineByName(ours.section(u':', 0, 0))->target(ours, project.folder());
        QVERIFY2(target, target ? "" : qPrintable(target.error().text()));
    }
}

void tst_Rails::brokenConfigurations_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line");
    QTest::newRow("no key") << "development:\n  adapter\n"_ba << 2;
    QTest::newRow("tab") << "development:\n\tadapter: sqlite3\n"_ba << 2;
    QTest::newRow("indentation") << "development:\n    adapter: sqlite3\n  database: a\n"_ba << 3;
    QTest::newRow("anchor") << "development:\n  <<: *default\n"_ba << 2;
}

void tst_Rails::brokenConfigurations()
{
    QFETCH(QByteArray, text);
    QFETCH(int, line);
    TemporaryProject project;
    project.write(u"config/database.yml"_s, text);
    project.write(u"bin/rails"_s, "\n");
    QVERIFY(m_format.recognise(project.folder()).matches);
    const auto setup = m_format.setup(project.folder(), {});
    QVERIFY(!setup);
    QCOMPARE(setup.error().where.file, u"config/database.yml"_s);
    QCOMPARE(setup.error().where.line, line);
    project.write(u"config/database.yml"_s, QByteArray(2 * 1024 * 1024, '#'));
    QVERIFY(!m_format.setup(project.folder(), {}));
}

void tst_Rails::environments()
{
    TemporaryProject project;
    project.write(u"config/database.yml"_s, "development:\n  adapter: sqlite3\n  database: dev.db\ntest:\n  adapter: sqlite3\n  database: test.db\nproduction:\n  adapter: sqlite3\n  database: prod.db\n");
    const auto setup = m_format.setup(project.folder(), {});
    QCOMPARE(*m_format.url(*setup, u"staging"_s), u"sqlite:dev.db"_s);
    QCOMPARE(*m_format.url(*setup, u"production"_s), u"sqlite:prod.db"_s);
    qputenv("RAILS_ENV", "test");
    QCOMPARE(*m_format.url(*setup, u"staging"_s), u"sqlite:test.db"_s);
    qputenv("DATABASE_URL", "postgres://db1/all");
    QCOMPARE(*m_format.url(*setup, u"staging"_s), u"postgresql://db1/all"_s);
    QCOMPARE(*m_format.url(*setup, u"production"_s), u"sqlite:prod.db"_s); // is named here, and can't be the one of DATABASE_URL
}

void tst_Rails::severalDatabases()
{
    TemporaryProject project;
    project.write(u"config/database.yml"_s, "development:\n  main:\n    adapter: sqlite3\n    database: a.db\n    migrations_paths: [db/main, db/more]\n  animals:\n    adapter: sqlite3\n    database: b.db\n"
                                            "    migrations_paths:\n      - db/animals\n");
    const auto setup = m_format.setup(project.folder(), {});
    QVERIFY2(setup, setup ? "" : qPrintable(setup.error().text()));
    QCOMPARE(setup->migrations, u"db/main"_s);
    QCOMPARE(setup->options[u"migrations_paths"_s], u"db/main,db/more"_s);
    QCOMPARE(setup->options[u"databases"_s], u"animals"_s);
    project.write(u"db/main/1_create_a.rb"_s, migration("CreateA"));
    project.write(u"db/more/2_create_b.rb"_s, migration("CreateB"));
    project.write(u"db/animals/3_create_c.rb"_s, migration("CreateC"));
    QCOMPARE(m_format.load(*setup, sqliteDialect())->size(), 2u);
    QCOMPARE(m_format.load(*m_format.setup(project.folder(), u"db/animals"_s), sqliteDialect())->front().key, u"3"_s); // a person may choose another
}

void tst_Rails::tableIsTheTools()
{
    QFETCH(QString, engine);
    FormatDatabase ours(engine);
    FormatDatabase theirs(engine);
    ours.run(m_format.prepare(ours.traits(), {}));
    // As ActiveRecord sends it.
    if (engine == u"sqlite") {
        theirs.run(R"(CREATE TABLE "schema_migrations" ("version" varchar NOT NULL PRIMARY KEY))");
        theirs.run(R"(CREATE TABLE "ar_internal_metadata" ("key" varchar NOT NULL PRIMARY KEY, "value" varchar, "created_at" datetime(6) NOT NULL, "updated_at" datetime(6) NOT NULL))");
    } else if (engine == u"postgresql") {
        theirs.run(R"(CREATE TABLE "schema_migrations" ("version" character varying NOT NULL PRIMARY KEY))");
        theirs.run(R"(CREATE TABLE "ar_internal_metadata" ("key" character varying NOT NULL PRIMARY KEY, "value" character varying, "created_at" timestamp(6) without time zone NOT NULL, "updated_at" timestamp(6) without time zone NOT NULL))");
    } else {
        theirs.run("CREATE TABLE `schema_migrations` (`version` varchar(255) NOT NULL PRIMARY KEY)");
        theirs.run("CREATE TABLE `ar_internal_metadata` (`key` varchar(255) NOT NULL PRIMARY KEY, `value` varchar(255), `created_at` datetime(6) NOT NULL, `updated_at` datetime(6) NOT NULL)");
    }
    const QString look = engine == u"sqlite" ? u"SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name"_s
                                             : u"SELECT table_name, column_name, data_type, is_nullable, character_maximum_length, datetime_precision FROM information_schema.columns WHERE table_schema = "_s
                                                   + (engine == u"postgresql" ? u"current_schema()"_s : u"DATABASE()"_s) + u" ORDER BY table_name, ordinal_position"_s;
    QCOMPARE(ours.rows(look), theirs.rows(look));
    QVERIFY(ours.rows(look).size() >= 2);
    ours.run(m_format.prepare(ours.traits(), {})); // twice is harmless
}

void tst_Rails::rowsAreTheTools()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    const auto all = load({{u"001_create_a.rb"_s, migration("CreateA")}, {u"20240101120000_create_b.rb"_s, migration("CreateB")}});
    QVERIFY(m_format.applied(database.session(), {}, all)->empty());
    database.run(m_format.prepare(database.traits(), {}));
    database.run(m_format.baseline(all, database.traits(), {}));
    QCOMPARE(database.rows(u"SELECT version FROM schema_migrations ORDER BY version"_s), (QStringList{u"1"_s, u"20240101120000"_s}));
    database.run("INSERT INTO schema_migrations (version) VALUES ('7')");
    const auto applied = m_format.applied(database.session(), {}, all);
    QVERIFY2(applied, applied ? "" : qPrintable(applied.error().text()));
    QCOMPARE(applied->size(), 3u);
    QCOMPARE(applied->at(0).key, all[0].key);
    QCOMPARE(applied->at(0).description, u"create a"_s);
    QVERIFY(applied->at(1).note.contains(u"NO FILE") && applied->at(2).note.isEmpty());
    QVERIFY(m_format.isSame(all[0], applied->at(0)));
    database.run(m_format.mark(all[0], Direction::Down, database.traits(), {}));
    database.run(m_format.mark(all[1], Direction::Down, database.traits(), {}));
    QCOMPARE(database.rows(u"SELECT version FROM schema_migrations"_s), QStringList{u"7"_s});
    QVERIFY(m_format.locks(database.traits(), u"shop"_s, {}).empty()); // Rails takes its own, and would wait for ours
}

void tst_Rails::tablesOfOthers()
{
    FormatDatabase database(u"sqlite"_s);
    database.run("CREATE TABLE schema_migrations (version uint64, dirty bool)");
    const auto applied = m_format.applied(database.session(), {}, {});
    QVERIFY(!applied);
    QCOMPARE(applied.error().code, ErrorCode::Disagreement);
    QVERIFY(applied.error().text().contains(u"golang-migrate"));
}

void tst_Rails::newFiles_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("lock");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("content");
    const QByteArray lock = "GEM\n  specs:\n    activerecord (7.1.3.2)\n      activemodel (= 7.1.3.2)\n";
    QTest::newRow("words") << u"add name to users"_s << lock << u"db/migrate/20250630121530_add_name_to_users.rb"_s << "class AddNameToUsers < ActiveRecord::Migration[7.1]\n  def change\n  end\nend\n"_ba;
    QTest::newRow("class") << u"AddHTTPName"_s << lock << u"db/migrate/20250630121530_add_http_name.rb"_s << "class AddHttpName < ActiveRecord::Migration[7.1]\n  def change\n  end\nend\n"_ba;
    QTest::newRow("by the newest") << u"x"_s << ""_ba << u"db/migrate/20250630121530_x.rb"_s << "class X < ActiveRecord::Migration[6.1]\n  def change\n  end\nend\n"_ba;
    QTest::newRow("table") << u"create_users"_s << lock << u"db/migrate/20250630121530_create_users.rb"_s
                           << "class CreateUsers < ActiveRecord::Migration[7.1]\n  def change\n    create_table :users do |t|\n\n      t.timestamps\n    end\n  end\nend\n"_ba;
}

void tst_Rails::newFiles()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, lock);
    QFETCH(QString, path);
    QFETCH(QByteArray, content);
    TemporaryProject project;
    if (!lock.isEmpty())
        project.write(u"Gemfile.lock"_s, lock);
    const auto setup = m_format.setup(project.folder(), {});
    const QDateTime now({2025, 6, 30}, {12, 15, 30}, Qt::UTC);
    const auto made = m_format.create({name, true, now}, *setup, load({{u"20240101120000_create_b.rb"_s, migration("CreateB")}}));
    QVERIFY2(made, made ? "" : qPrintable(made.error().text()));
    QCOMPARE(made->size(), 1u);
    QCOMPARE(made->front().path, path);
    QCOMPARE(made->front().content, content);
    const auto later = m_format.create({name, true, now}, *setup, load({{u"20250630121530_create_b.rb"_s, migration("CreateB")}}));
    QCOMPARE(later->front().path, QString(path).replace(u"121530"_s, u"121531"_s));
}

void tst_Rails::refusedNames()
{
    TemporaryProject project;
    const auto setup = m_format.setup(project.folder(), {});
    const QDateTime now({2025, 6, 30}, {12, 15, 30}, Qt::UTC);
    const auto existing = load({{u"1_create_b.rb"_s, migration("CreateB")}});
    QVERIFY(m_format.create({u"CreateB"_s, true, now}, *setup, existing).error().why.contains(u"1_create_b.rb"));
    QVERIFY(!m_format.create({u"2nd try"_s, true, now}, *setup, existing));
    QVERIFY(!m_format.create({u"gr\u00fc\u00dfe"_s, true, now}, *setup, existing));
    QVERIFY(m_format.create({u"x"_s, true, now}, *setup, {}).error().why.contains(u"Gemfile.lock"));
}

void tst_Rails::commands()
{
    TemporaryProject project;
    project.write(u"config/database.yml"_s, "development:\n  adapter: postgresql\nproduction:\n  adapter: postgresql\n");
    const auto setup = m_format.setup(project.folder(), {});
    ToolRequest request{ToolAction::Run, u"production"_s, *engineByName(u"postgresql"_s)->target(u"postgresql://me@db1/shop"_s, project.folder()), {}, load({{u"1_create_b.rb"_s, migration("CreateB")}})[0], Direction::Up};
    request.target.password = Secret(u"s3cret"_s);
    const auto run = m_format.command(request, *setup);
    QVERIFY2(run, run ? "" : qPrintable(run.error().text()));
    QCOMPARE(run->arguments, (QStringList{u"{script}"_s, u"db/migrate"_s}));
    QCOMPARE(run->environment[u"RAILS_ENV"_s], u"production"_s);
    QVERIFY(run->input.contains("s3cret") && run->input.contains("\"key\":\"1\"") && !run->script.isEmpty());
    request.environment = u"staging"_s;
    QCOMPARE(m_format.command(request, *setup)->environment[u"RAILS_ENV"_s], u"development"_s);
    request.action = ToolAction::Preview;
    QVERIFY(!m_format.command(request, *setup));
}

QTEST_GUILESS_MAIN(tst_Rails)
#include "tst_rails.moc"
