// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/formats/programsamples.h"

#include "tests/support/foreigntools.h"

namespace lk {

namespace {

/// The statements of a sample's script: each ends with its line.
QByteArrayList statementsOf(const QByteArray &sql)
{
    QByteArrayList statements;
    for (const QByteArray &line : sql.split('\n')) {
        if (!line.trimmed().isEmpty())
            statements << line.trimmed();
    }
    return statements;
}

/// Python's r""" """ around SQL; a quote at its end would end it.
QByteArray executed(const QByteArray &sql)
{
    QByteArray body;
    for (const QByteArray &statement : statementsOf(sql))
        body += "    op.execute(r\"\"\"" + statement + " \"\"\")\n";
    return body.isEmpty() ? "    pass\n" : body;
}

/// A line of revisions in the style of Alembic's own template.
QList<SampleFile> alembicRevisions(const QString &folder, const SampleSet &set)
{
    QList<SampleFile> files;
    QByteArray parent = "None";
    for (const SampleMigration &migration : set.migrations) {
        const QByteArray revision = QByteArray::number(migration.number, 16).rightJustified(12, '0');
        const QByteArray name = migration.name.toUtf8();
        files.append({folder + QString::fromLatin1(revision) + u'_' + migration.name + QStringLiteral(".py"),
                      "\"\"\"" + name + "\n\nRevision ID: " + revision + "\nRevises: " + parent + "\nCreate Date: 2024-01-01 00:00:00.000000\n\n\"\"\"\n"
                          + "from typing import Sequence, Union\n\nfrom alembic import op\nimport sqlalchemy as sa\n\n\n# revision identifiers, used by Alembic.\n"
                          + "revision: str = '" + revision + "'\ndown_revision: Union[str, Sequence[str], None] = " + parent
                          + "\nbranch_labels: Union[str, Sequence[str], None] = None\ndepends_on: Union[str, Sequence[str], None] = None\n\n\n"
                          + "def upgrade() -> None:\n" + executed(migration.up) + "\n\ndef downgrade() -> None:\n" + executed(migration.down)});
        parent = '\'' + revision + '\'';
    }
    return files;
}

QByteArray alembicEnvironment(const QByteArray &engine, const QByteArray &options)
{
    return "from alembic import context\nfrom sqlalchemy import engine_from_config, pool\n\n\ndef run():\n    engine = " + engine
           + "\n    with engine.connect() as connection:\n        context.configure(connection=connection" + options
           + ")\n        with context.begin_transaction():\n            context.run_migrations()\n\n\nrun()\n";
}

/// The system's Python has what the packages brought; others may stand before it in PATH.
Result<void> equipPython(const TemporaryProject &)
{
    static const bool there = [] {
        qputenv("PATH", "/usr/bin:" + qgetenv("PATH"));
        return runForeign(QStringLiteral("/"), QStringLiteral("/usr/bin/python3"), {QStringLiteral("-c"), QStringLiteral("import alembic, flask_migrate, psycopg2, pymysql, dotenv")}).code == 0;
    }();
    if (there)
        return {};
    return Failure(Error{ErrorCode::Usage, QStringLiteral("Alembic, Flask-Migrate or a driver is missing"), {}, {}, QStringLiteral("scripts/setup installs them")});
}

Result<void> equipRails(const TemporaryProject &)
{
    static const bool there =
        runForeign(QStringLiteral("/"), QStringLiteral("ruby"), {QStringLiteral("-e"), QStringLiteral("require 'active_record'; require 'pg'; require 'mysql2'; require 'sqlite3'")}).code == 0;
    if (there)
        return {};
    return Failure(Error{ErrorCode::Usage, QStringLiteral("Rails or a driver is not installed"), {}, {}, QStringLiteral("scripts/setup installs them")});
}

Result<void> equipSqitch(const TemporaryProject &)
{
    static const bool there = runForeign(QStringLiteral("/"), QStringLiteral("sqitch"), {QStringLiteral("--version")}).code == 0;
    if (there)
        return {};
    return Failure(Error{ErrorCode::Usage, QStringLiteral("Sqitch is not installed"), {}, {}, QStringLiteral("scripts/setup installs it")});
}

QList<SampleFile> alembic(const SampleSet &set)
{
    return alembicRevisions(QStringLiteral("alembic/versions/"), set)
           + QList<SampleFile>{{QStringLiteral("alembic.ini"),
                                "[alembic]\nscript_location = %(here)s/alembic\nfile_template = %%(year)d_%%(month).2d-%%(rev)s_%%(slug)s\nsqlalchemy.url = sqlite:///dev.db\n\n"
                                "[loggers]\nkeys = root\n"},
                               {QStringLiteral("alembic/env.py"), alembicEnvironment("engine_from_config(context.config.get_section(\"alembic\"), prefix=\"sqlalchemy.\", poolclass=pool.NullPool)",
                                                                                     ", version_table=\"versions\"")},
                               {QStringLiteral("alembic/script.py.mako"),
                                "\"\"\"${message}\n\nRevision ID: ${up_revision}\n\n\"\"\"\nrevision = ${repr(up_revision)}\ndown_revision = ${repr(down_revision)}\n\n\n"
                                "def upgrade():\n    ${upgrades if upgrades else \"pass\"}\n\n\ndef downgrade():\n    ${downgrades if downgrades else \"pass\"}\n"}};
}

QList<SampleFile> flaskMigrate(const SampleSet &set)
{
    return alembicRevisions(QStringLiteral("migrations/versions/"), set)
           + QList<SampleFile>{{QStringLiteral("migrations/alembic.ini"), "[alembic]\n# file_template = %%(rev)s_%%(slug)s\n\n[loggers]\nkeys = root,flask_migrate\n"},
                               {QStringLiteral("migrations/env.py"), "from flask import current_app\n" + alembicEnvironment("current_app.extensions[\"migrate\"].db.get_engine()", {})},
                               {QStringLiteral("shop.py"), "import os\nfrom flask import Flask\nfrom flask_migrate import Migrate\nfrom flask_sqlalchemy import SQLAlchemy\n\napp = Flask(__name__)\n"
                                                           "app.config[\"SQLALCHEMY_DATABASE_URI\"] = os.environ[\"DATABASE_URL\"]\nMigrate(app, SQLAlchemy(app))\n"},
                               {QStringLiteral(".flaskenv"), "FLASK_APP=shop\nDATABASE_URL=sqlite:///dev.db\n"}};
}

QList<SampleFile> sqitch(const SampleSet &set)
{
    const QByteArray engine = set.engine == u"postgresql" ? "pg" : set.engine == u"sqlite" ? "sqlite" : "mysql";
    QList<SampleFile> files{{QStringLiteral("sqitch.conf"), "[core]\n\tengine = " + engine + "\n\t# plan_file = sqitch.plan\n[engine \"" + engine + "\"]\n\ttarget = dev\n[target \"dev\"]\n\turi = db:"
                                                                + engine + ":dev.db\n[user]\n\tname = \"Jo Doe\"\n\temail = jo@example.com\n"}};
    QByteArray plan = "%syntax-version=1.0.0\n%project=shop\n%uri=https://example.com/shop/\n\n";
    QByteArray before;
    for (const SampleMigration &migration : set.migrations) {
        const QByteArray name = migration.name.toUtf8() + QByteArray::number(migration.number);
        plan += name + (before.isEmpty() ? QByteArray() : " [" + before + " !other:x]") + " 2024-01-01T00:00:00Z Jo Doe <jo@example.com> # step\n";
        if (migration.number % 1000 == 3)
            plan += "@v" + QByteArray::number(migration.number) + " 2024-01-01T00:00:00Z Jo Doe <jo@example.com> # tag\n\n";
        before = name;
        for (const auto &[folder, script] : {std::pair("deploy", migration.up), {"revert", migration.down}, {"verify", QByteArray("SELECT 1;\n")}}) {
            if (!script.isEmpty())
                files.append({QStringLiteral("%1/%2.sql").arg(QString::fromLatin1(folder), QString::fromUtf8(name)), script});
        }
    }
    files.append({QStringLiteral("sqitch.plan"), plan});
    return files;
}

/// SQL as a text of JavaScript's, in a template.
QByteArray templateOf(QByteArray sql)
{
    return '`' + sql.trimmed().replace('\\', "\\\\").replace('`', "\\`").replace("${", "\\${") + '`';
}

QByteArray awaited(const QByteArray &function, const QByteArray &sql)
{
    QByteArray body;
    for (const QByteArray &statement : statementsOf(sql))
        body += "    await " + function + '(' + templateOf(statement) + ");\n";
    return body;
}

QByteArray knexClient(const QString &engine)
{
    return engine == u"postgresql" ? "pg" : engine == u"sqlite" ? "sqlite3" : "mysql2";
}

QByteArray sequelizeDialect(const QString &engine)
{
    return engine == u"postgresql" ? "postgres" : engine == u"sqlite" ? "sqlite" : "mysql";
}

Result<void> equipNode(const TemporaryProject &project)
{
    static const auto tool = javascriptTools();
    if (!tool)
        return Failure(tool.error());
    if (linkModules(*tool, project.folder()))
        return {};
    return Failure(Error{ErrorCode::Failed, QStringLiteral("node_modules can't be linked"), {}, {}, {}});
}

QString timed(int number)
{
    return QStringLiteral("2024%1").arg(number, 10, 10, QLatin1Char('0'));
}

QList<SampleFile> knex(const SampleSet &set)
{
    QList<SampleFile> files{{QStringLiteral("knexfile.js"),
                             "// the connections\nconst path = require('path');\nconst shared = { migrations: { directory: path.join(__dirname, 'migrations'), tableName: "
                             "'knex_migrations' } };\n\nmodule.exports = {\n  development: { ...shared, client: '"
                                 + knexClient(set.engine) + "', connection: { filename: './dev.sqlite3' }, useNullAsDefault: true },\n"
                             "  production: {\n    ...shared,\n    client: 'postgresql',\n    connection: { host: process.env.DB_HOST || 'db1', user: `shop`, password: process.env.DB_PASSWORD, database: "
                             "\"shop\", port: 5432 },\n    pool: { min: 2, max: 10 },\n  },\n};\n"}};
    for (const SampleMigration &migration : set.migrations)
        files.append({QStringLiteral("migrations/%1_%2.js").arg(timed(migration.number), migration.name),
                      "/**\n * @param { import(\"knex\").Knex } knex\n * @returns { Promise<void> }\n */\nexports.up = async function(knex) {\n" + awaited("knex.raw", migration.up)
                          + "};\n\nexports.down = async (knex) => {\n" + awaited("knex.raw", migration.down) + "};\n"});
    return files;
}

QList<SampleFile> knexTypeScript(const SampleSet &set)
{
    QList<SampleFile> files{{QStringLiteral("knexfile.ts"),
                             "import type { Knex } from 'knex';\n\nconst config: { [key: string]: Knex.Config } = {\n  development: {\n    client: 'pg',\n    connection: process.env.DATABASE_URL,\n"
                             "    migrations: { directory: ['./db/old', './db/new'], sortDirsSeparately: true, schemaName: 'public', extension: 'ts', loadExtensions: ['.ts'] },\n  },\n};\n\nexport "
                             "default config;\n"},
                            {QStringLiteral(".env"), "DATABASE_URL=postgres://shop:secret@db1/shop\n"},
                            {QStringLiteral("db/old/.gitkeep"), ""},
                            {QStringLiteral("db/new/.gitkeep"), ""}};
    for (const SampleMigration &migration : set.migrations)
        files.append({QStringLiteral("db/%1/%2_%3.ts").arg(migration.number > 1 ? QStringLiteral("new") : QStringLiteral("old"), timed(migration.number), migration.name),
                      "import type { Knex } from \"knex\";\n\nexport const config = { transaction: false };\n\nexport async function up(knex: Knex): Promise<void> {\n    await knex.raw("
                          + templateOf(migration.up) + ");\n}\n\nexport async function down(knex: Knex): Promise<void> {\n    await knex.raw(" + templateOf(migration.down) + ");\n}\n"});
    return files;
}

QList<SampleFile> sequelize(const SampleSet &set)
{
    QList<SampleFile> files{{QStringLiteral(".sequelizerc"),
                             "const path = require('path');\n\nmodule.exports = {\n  'config': path.resolve('config', 'database.js'),\n  'migrations-path': path.resolve('db', 'migrations'),\n};\n"},
                            {QStringLiteral("config/database.js"),
                             "module.exports = {\n  development: { username: 'root', password: null, database: 'shop', host: '127.0.0.1', dialect: '" + sequelizeDialect(set.engine) + "', dialectOptions: {} },\n  test: { "
                             "dialect: 'sqlite', storage: './test.sqlite' },\n  production: { use_env_variable: 'DATABASE_URL', migrationStorageTableName: 'SequelizeMeta' },\n};\n"}};
    for (const SampleMigration &migration : set.migrations)
        files.append({QStringLiteral("db/migrations/%1-%2.js").arg(timed(migration.number), migration.name),
                      "'use strict';\n\n/** @type {import('sequelize-cli').Migration} */\nmodule.exports = {\n  async up (queryInterface, Sequelize) {\n"
                          + awaited("queryInterface.sequelize.query", migration.up) + "  },\n\n  async down (queryInterface, Sequelize) {\n    /**\n     * reverting\n     */\n"
                          + awaited("queryInterface.sequelize.query", migration.down) + "  }\n};\n"});
    return files;
}

QList<SampleFile> rails(const SampleSet &set)
{
    const QByteArray adapter = set.engine == u"postgresql" ? "postgresql" : set.engine == u"sqlite" ? "sqlite3" : "mysql2";
    QList<SampleFile> files{{QStringLiteral("config/database.yml"),
                             "default: &default\n  adapter: " + adapter + "\n  pool: <%= ENV.fetch(\"RAILS_MAX_THREADS\") { 5 } %>\n  host: 127.0.0.1\n\ndevelopment:\n  <<: *default\n  database: dev # here\n\n"
                                                                          "production:\n  primary:\n    <<: *default\n    url: <%= ENV['DB'] || \"sqlite3:x\" %>\n    migrations_paths:\n      - db/migrate\n"},
                            {QStringLiteral("config/application.rb"), "module Shop\n  class Application < Rails::Application\n    config.load_defaults 6.1\n  end\nend\n"},
                            {QStringLiteral("db/schema.rb"), "ActiveRecord::Schema.define(version: 2) do\nend\n"},
                            {QStringLiteral("Gemfile.lock"), "GEM\n  specs:\n    activerecord (6.1.7)\n"}};
    for (const SampleMigration &migration : set.migrations) {
        const QByteArray name = migration.name.toUtf8() + QByteArray::number(migration.number);
        const auto execute = [](const QByteArray &sql) {
            QByteArray body;
            for (const QByteArray &statement : statementsOf(sql))
                body += "    execute <<~'SQL'\n      " + statement + "\n    SQL\n";
            return body;
        };
        files.append({QStringLiteral("db/migrate/%1_%2.rb").arg(migration.number).arg(QString::fromUtf8(name)),
                      "class " + name.left(1).toUpper() + name.sliced(1) + " < ActiveRecord::Migration[6.1]\n  def up\n" + execute(migration.up) + "  end\n\n  def down\n"
                          + (migration.down.isEmpty() ? QByteArray("    raise ActiveRecord::IrreversibleMigration\n") : execute(migration.down)) + "  end\nend\n"});
    }
    return files;
}

} // namespace

const std::vector<FormatSample> &programSamples()
{
    static const std::vector<FormatSample> samples{
        {.name = QStringLiteral("rails"), .format = QStringLiteral("rails"), .files = rails, .duplicates = false, .equip = equipRails},
        {.name = QStringLiteral("sqitch"), .format = QStringLiteral("sqitch"), .files = sqitch, .duplicates = false, .chained = true, .equip = equipSqitch},
        {.name = QStringLiteral("alembic"), .format = QStringLiteral("alembic"), .files = alembic, .rowEach = false, .equip = equipPython},
        {.name = QStringLiteral("alembic, flask"), .format = QStringLiteral("alembic"), .files = flaskMigrate, .rowEach = false, .equip = equipPython},
        {.name = QStringLiteral("sequelize"), .format = QStringLiteral("sequelize"), .files = sequelize, .duplicates = false, .equip = equipNode},
        {.name = QStringLiteral("knex"), .format = QStringLiteral("knex"), .files = knex, .duplicates = false, .equip = equipNode},
        {.name = QStringLiteral("knex, typescript"), .format = QStringLiteral("knex"), .files = knexTypeScript, .duplicates = false},
    };
    return samples;
}

} // namespace lk
