// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatregistry.h"
#include "models/run/toolrunner.h"
#include "tests/formats/formatsession.h"
#include "tests/support/foreigntools.h"

#include <QUrl>

using namespace lk;
using namespace Qt::StringLiterals;

/// Rails itself, in a small application: what it migrates we read and revert through it, what we let it run it finds done.
class tst_RailsTool : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void theirsThenOurs_data() { everyTestEngine(); }
    void theirsThenOurs();
    void oursThenTheirs_data() { everyTestEngine(); }
    void oursThenTheirs();
    void failures_data() { everyTestEngine(); }
    void failures();
    void lockIsItsOwn();
    void otherDatabasesAreOutOfReach_data() { everyTestEngine(); }
    void otherDatabasesAreOutOfReach();
    void withoutApplication();
    void addresses();

private:
    struct App {
        explicit App(const QString &engine);
        std::vector<Migration> load();
        Result<void> run(const Migration &migration, Direction direction);
        std::vector<AppliedMigration> applied();
        /// bin/rails on our database; its exit code, with what it said in `said`.
        int rails(const QStringList &arguments);

        FormatDatabase database;
        const Format &format = *formatByName(u"rails"_s);
        FormatSetup setup = {};
        Target target = {};
        QByteArrayList sent = {};
        QByteArray said = {};
    };
};

namespace {

QByteArray words(const Result<void> &result)
{
    return result ? QByteArray() : result.error().text().toUtf8();
}

QByteArray yaml(const Target &target)
{
    const QByteArray adapter = target.engine == u"sqlite" ? "sqlite3" : target.engine == u"postgresql" ? "postgresql" : "mysql2";
    // Another database than the one that is asked for: that one has to come from us.
    return "development:\n  adapter: " + adapter + "\n  database: <%= ['wrong', 'place'].join('_') %>\n  host: 127.0.0.1\n  port: 1\n  pool: 3\n";
}

bool hasStatement(const QByteArrayList &sent, const QByteArray &begin)
{
    return std::ranges::any_of(sent, [&](const QByteArray &sql) { return sql.toUpper().startsWith(begin); });
}

} // namespace

tst_RailsTool::App::App(const QString &engine) : database(engine)
{
    const TemporaryProject &folder = database.project();
    target = *engineByName(engine)->target(database.url(), folder.folder());
    folder.write(u"config/application.rb"_s, "require \"rails\"\nrequire \"active_record/railtie\"\nmodule Shop\n  class Application < Rails::Application\n    config.root = File.expand_path(\"..\", __dir__)\n"
                                             "    config.load_defaults 6.1\n    config.eager_load = false\n    config.logger = Logger.new(nil)\n    config.active_record.dump_schema_after_migration = false\n  end\nend\n");
    folder.write(u"config/environment.rb"_s, "require_relative \"application\"\nRails.application.initialize!\nputs \"booted\"\n");
    folder.write(u"config/database.yml"_s, yaml(target));
    folder.write(u"Rakefile"_s, "require_relative \"config/application\"\nRails.application.load_tasks\n");
    folder.write(u"bin/rails"_s, "APP_PATH = File.expand_path(\"../config/application\", __dir__)\nrequire \"rails/commands\"\n");
    folder.write(u"db/migrate/001_create_as.rb"_s, "class CreateAs < ActiveRecord::Migration[6.1]\n  def change\n    create_table :as do |t|\n      t.string :name\n    end\n  end\nend\n");
    folder.write(u"db/migrate/20240101120000_create_bs.rb"_s,
                 "class CreateBs < ActiveRecord::Migration[6.1]\n  class B < ActiveRecord::Base\n  end\n\n  def up\n    create_table(:bs) { |t| t.string :name }\n    B.create!(name: \"it's; so\")\n"
                 "    execute \"INSERT INTO bs (name) VALUES ('two')\"\n  end\n\n  def down\n    drop_table :bs\n  end\nend\n");
    setup = *format.setup(folder.folder(), {});
}

std::vector<Migration> tst_RailsTool::App::load()
{
    const auto all = format.load(setup, database.traits().dialect);
    if (!all)
        qFatal("%s", qPrintable(all.error().text()));
    return *all;
}

Result<void> tst_RailsTool::App::run(const Migration &migration, Direction direction)
{
    RunControl control;
    const ToolRunner tool({&format, setup, load(), u"main"_s, target});
    sent.clear();
    said.clear();
    ToolRunner::Listener listener{[&](const SentStatement &statement) { sent << statement.sql; }, [&](const QString &line) { said += line.toUtf8() + '\n'; }};
    return tool.run(migration, direction, database.session(), control, listener);
}

std::vector<AppliedMigration> tst_RailsTool::App::applied()
{
    const auto rows = format.applied(database.session(), setup, load());
    if (!rows)
        qFatal("%s", qPrintable(rows.error().text()));
    return *rows;
}

int tst_RailsTool::App::rails(const QStringList &arguments)
{
    QString url = database.url().section(u'?', 0, 0);
    if (target.engine == u"sqlite")
        url = u"sqlite3:"_s + target.database;
    else if (target.engine == u"mariadb")
        url.replace(url.section(u':', 0, 0), u"mysql2"_s);
    const ForeignRun run = runForeign(database.project().folder(), u"ruby"_s, QStringList{u"bin/rails"_s} + arguments, {{u"DATABASE_URL"_s, url}});
    said = run.said;
    return run.code;
}

void tst_RailsTool::initTestCase()
{
    for (const char *name : {"DATABASE_URL", "RAILS_ENV", "RACK_ENV", "BUNDLE_GEMFILE"})
        qunsetenv(name);
    const bool there = runForeign(u"/"_s, u"ruby"_s, {u"-e"_s, u"require 'rails'; require 'active_record'; require 'pg'; require 'mysql2'; require 'sqlite3'"_s}).code == 0;
    if (!there && !qEnvironmentVariableIsSet("CI"))
        QSKIP("Rails is not installed");
    QVERIFY2(there, "Rails is not installed");
}

void tst_RailsTool::theirsThenOurs()
{
    QFETCH(QString, engine);
    App app(engine);
    const auto all = app.load();
    QVERIFY2(app.rails({u"db:migrate"_s}) == 0, app.said.constData());
    const auto applied = app.applied();
    QCOMPARE(applied.size(), 2u);
    for (size_t i = 0; i < 2; ++i)
        QCOMPARE(applied[i].key, all[i].key);
    const auto reverted = app.run(all[1], Direction::Down);
    QVERIFY2(reverted, words(reverted).constData());
    QVERIFY(!app.database.session().hasTable(u"bs"_s).value_or(true));
    QVERIFY(app.said.contains("reverted")); // what Rails says to people
    QVERIFY2(app.rails({u"db:migrate:status"_s}) == 0, app.said.constData());
    QVERIFY2(app.said.contains("up     001") || app.said.contains("up     1 "), app.said.constData());
    QVERIFY2(app.said.contains("down    20240101120000"), app.said.constData());
}

void tst_RailsTool::oursThenTheirs()
{
    QFETCH(QString, engine);
    App app(engine);
    const auto all = app.load();
    {
        RunControl control;
        const ToolRunner tool({&app.format, app.setup, all, u"main"_s, app.target});
        const auto reached = tool.checkReaches(*engineByName(engine), app.database.session(), control);
        QVERIFY2(reached, words(reached).constData());
    }
    for (const Migration &migration : all) {
        const auto done = app.run(migration, Direction::Up);
        QVERIFY2(done, words(done).constData());
        QVERIFY2(hasStatement(app.sent, migration.key == u"1" ? (engine == u"mariadb" ? "CREATE TABLE `AS`" : "CREATE TABLE \"AS\"") : (engine == u"mariadb" ? "CREATE TABLE `BS`" : "CREATE TABLE \"BS\"")),
                 app.sent.join('\n').constData());
        QVERIFY2(hasStatement(app.sent, "BEGIN") && hasStatement(app.sent, "COMMIT"), app.sent.join('\n').constData());
    }
    QVERIFY2(app.sent.join('\n').contains("VALUES ('two')") && hasStatement(app.sent, engine == u"mariadb" ? "INSERT INTO `BS`" : "INSERT INTO \"BS\""), app.sent.join('\n').constData());
    QCOMPARE(app.database.rows(u"SELECT count(*) FROM bs"_s), QStringList{u"2"_s});
    QCOMPARE(app.database.rows(u"SELECT value FROM ar_internal_metadata"_s).first(), u"development"_s);
    QVERIFY2(app.rails({u"db:abort_if_pending_migrations"_s}) == 0, app.said.constData());
    QVERIFY2(app.rails({u"db:rollback"_s}) == 0, app.said.constData());
    QCOMPARE(app.applied().size(), 1u);
}

void tst_RailsTool::failures()
{
    QFETCH(QString, engine);
    App app(engine);
    app.database.project().write(u"db/migrate/20240101120000_create_bs.rb"_s,
                                 "class CreateBs < ActiveRecord::Migration[6.1]\n  def up\n    create_table(:bs) { |t| t.string :name }\n    execute \"INSERT INTO nowhere VALUES (1)\"\n  end\nend\n");
    auto all = app.load();
    const auto failed = app.run(all[1], Direction::Up);
    QVERIFY(!failed);
    QVERIFY2(failed.error().why.contains(u"nowhere"), words(failed).constData());
    QCOMPARE(failed.error().where.file, u"db/migrate/20240101120000_create_bs.rb"_s);
    QCOMPARE(failed.error().where.line, 4);
    QVERIFY2(hasStatement(app.sent, "ROLLBACK") == (engine != u"mariadb"), app.sent.join('\n').constData());
    QCOMPARE(app.database.session().hasTable(u"bs"_s).value_or(false), engine == u"mariadb"); // which has no way back for tables
    QVERIFY(app.applied().empty());
    if (engine != u"sqlite")
        return;
    app.database.project().write(u"db/migrate/20240101120000_create_bs.rb"_s, "class CreateBs < ActiveRecord::Migration[6.1]\n  def up\n    x = = 1\n  end\nend\n");
    const auto unreadable = app.run(app.load()[1], Direction::Up);
    QVERIFY(!unreadable);
    QCOMPARE(unreadable.error().where.line, 3);
}

void tst_RailsTool::lockIsItsOwn()
{
    if (!TestServer::postgresql() && !qEnvironmentVariableIsSet("CI"))
        QSKIP(qPrintable(TestServer::problem(u"postgresql"_s)));
    App app(u"postgresql"_s);
    app.database.rows(u"SELECT pg_advisory_lock(2053462845 * %1)"_s.arg([&] {
        quint32 crc = 0xffffffff; // of the database's name
        for (const char byte : app.database.name().toUtf8()) {
            crc ^= uchar(byte);
            for (int bit = 0; bit < 8; ++bit)
                crc = (crc >> 1) ^ ((crc & 1) ? 0xedb88320 : 0);
        }
        return ~crc;
    }()));
    const auto locked = app.run(app.load()[0], Direction::Up);
    QVERIFY(!locked);
    QVERIFY2(locked.error().why.contains(u"ConcurrentMigrationError"), words(locked).constData());
    QVERIFY(app.applied().empty());
}

/// A model with a database of its own would reach the real one, even from a rehearsal.
void tst_RailsTool::otherDatabasesAreOutOfReach()
{
    QFETCH(QString, engine);
    App app(engine);
    FormatDatabase other(engine);
    QString url = other.url().section(u'?', 0, 0);
    if (engine == u"sqlite")
        url = u"sqlite3:"_s + other.project().path(u"test.db"_s);
    else
        url.replace(url.section(u':', 0, 0), engine == u"mariadb" ? u"mysql2"_s : u"postgresql"_s);
    other.run("CREATE TABLE beasts (id INT)");
    const QByteArray adapter = engine == u"sqlite" ? "sqlite3" : engine == u"postgresql" ? "postgresql" : "mysql2";
    app.database.project().write(u"config/database.yml"_s, "development:\n  primary:\n    adapter: " + adapter + "\n    database: <%= 'wrong' %>\n  animals:\n    url: " + url.toUtf8() + '\n');
    app.database.project().write(u"db/migrate/001_create_as.rb"_s,
                                 "class CreateAs < ActiveRecord::Migration[6.1]\n  class Record < ActiveRecord::Base\n    self.abstract_class = true\n    connects_to database: { writing: :primary }\n  end\n"
                                 "  class Beast < ActiveRecord::Base\n    establish_connection :animals\n  end\n\n  def up\n    Record.connection.execute(\"CREATE TABLE cs (id INT)\")\n"
                                 "    Beast.connection.execute(\"INSERT INTO beasts VALUES (1)\")\n  end\nend\n");
    app.setup = *app.format.setup(app.database.project().folder(), {});
    const auto failed = app.run(app.load()[0], Direction::Up);
    QVERIFY(!failed);
    QVERIFY2(failed.error().text().contains(u"the-migration-opens-another-database"), words(failed).constData());
    QVERIFY2(app.sent.join('\n').contains("CREATE TABLE cs"), app.sent.join('\n').constData()); // the first database is the one asked for, by whatever name
    QCOMPARE(other.rows(u"SELECT count(*) FROM beasts"_s), QStringList{u"0"_s});
}

/// Only the files that ActiveRecord itself needs.
void tst_RailsTool::withoutApplication()
{
    App app(u"sqlite"_s);
    app.database.project().remove(u"config/environment.rb"_s);
    const auto all = app.load();
    const auto done = app.run(all[0], Direction::Up);
    QVERIFY2(done, words(done).constData());
    QCOMPARE(app.applied().size(), 1u);
    QVERIFY(!app.said.contains("booted"));
}

void tst_RailsTool::addresses()
{
    App app(u"sqlite"_s);
    RunControl control;
    const ToolRunner tool({&app.format, app.setup, {}, u"main"_s});
    QCOMPARE(*app.format.url(app.setup, u"main"_s), QString()); // only Ruby can tell
    app.database.project().write(u"config/database.yml"_s, "development:\n  adapter: sqlite3\n  database: <%= ['dev', 'db'].join('.') %>\n");
    auto address = tool.address(control);
    QVERIFY2(address, address ? "" : qPrintable(address.error().text()));
    QCOMPARE(*address, u"sqlite:dev.db"_s);
    app.database.project().write(u"config/database.yml"_s, "development:\n  adapter: postgresql\n  host: <%= 'db' + '1' %>\n  port: 5433\n  username: me\n  password: <%= 'p@' + 'ss' %>\n  database: shop\n");
    address = tool.address(control);
    QVERIFY2(address, address ? "" : qPrintable(address.error().text()));
    QCOMPARE(*address, u"postgresql://me:p%40ss@db1:5433/shop"_s);
}

QTEST_GUILESS_MAIN(tst_RailsTool)
#include "tst_railstool.moc"
