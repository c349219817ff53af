// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/jsconfig.h"
#include "models/formats/jsmodule.h"
#include "tests/support/temporaryproject.h"

#include <QElapsedTimer>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

/// What is read of JavaScript's and TypeScript's modules without running them.
class tst_JsModule : public QObject
{
    Q_OBJECT

private slots:
    void functions_data();
    void functions();
    void values_data();
    void values();
    void spreads();
    void addresses_data();
    void addresses();
    void endless();
};

void tst_JsModule::functions_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("wanted"); // up, down, transaction: M missing, E empty, T throws, W works; U unreadable
    const auto row = [](const char *name, const char *text, const char *wanted) { QTest::newRow(name) << QByteArray(text) << QString::fromLatin1(wanted); };
    row("exports", "exports.up = function(knex) { return knex.raw('x'); };\nexports.down = function(knex) { return knex.raw('x'); };", "WW-");
    row("no down", "exports.up = async (knex) => { await knex.raw('x'); };", "WM-");
    row("empty down", "exports.up = async (knex) => { await knex.raw('x'); };\nexports.down = async () => {\n  // later\n};", "WE-");
    row("returning down", "exports.up = k => k.raw('x')\nexports.down = () => { return Promise.resolve(); }", "WE-");
    row("null down", "exports.up = k => k.raw('x');\nexports.down = () => null;", "WE-");
    row("throwing down", "exports.up = k => k.raw('x');\nexports.down = () => { throw new Error('never'); };", "WT-");
    row("rejecting down", "exports.up = k => k.raw('x');\nexports.down = async () => Promise.reject(new Error('never'));", "WT-");
    row("no transaction", "exports.up = k => k.raw('x');\nexports.down = k => k.raw('x');\nexports.config = { transaction: false };", "WWf");
    row("with a transaction", "exports.config = { 'transaction': true, other: [1] };\nexports.up = k => k.raw('x');\nexports.down = k => k.raw('x');", "WWt");
    row("object", "module.exports = {\n  up: async (q, S) => { await q.createTable('a', { x: S.INTEGER }); },\n  down: (q) => q.dropTable('a'),\n};", "WW-");
    row("methods", "'use strict';\nmodule.exports = {\n  async up(q, S) { await q.dropTable('a'); },\n  async down(q, S) {\n    /* nothing\n       here */\n  }\n};", "WE-");
    row("quoted", "module.exports = { 'up': function (q) { return q.x(); }, \"down\"(q) { return q.x(); }, config: { transaction: false } };", "WWf");
    row("names", "async function up(k) { await k.raw('x'); }\nasync function down(k) { }\nmodule.exports = { up, down };", "WE-");
    row("constants", "const up = async (k) => { await k.raw('x'); };\nconst down = async (k) => { await k.raw('y'); };\nmodule.exports = { up: up, down };", "WW-");
    row("a constant whole", "const migration = { up: () => x(), down: () => { } };\nmodule.exports = migration;", "WE-");
    row("newer", "export async function up(knex) { await knex.raw('x'); }\nexport async function down(knex) {}\nexport const config = { transaction: false };", "WEf");
    row("newer, constants", "export const up = async ({ context: q }) => { await q.x(); };\nexport const down = undefined;", "WM-");
    row("newer, list", "const up = () => x();\nconst undo = () => x();\nexport { up, undo as down };", "WW-");
    row("newer, default", "export default {\n  async up(q) { await q.x(); },\n  async down(q) { await q.x(); },\n};", "WW-");
    row("typescript", "import type { Knex } from 'knex';\nexport async function up(knex: Knex): Promise<void> {\n  await knex.raw('x');\n}\nexport async function down(knex: Knex): Promise<void> {\n}\n", "WE-");
    row("typed arrow", "export const up: Migration<Q> = async ({ context }: { context: Q }): Promise<void> => { await context.x(); };\nexport const down: (q: Q) => Promise<void> = async (q) => { };", "WE-");
    row("compiled", "\"use strict\";\nObject.defineProperty(exports, \"__esModule\", { value: true });\nexports.down = exports.up = void 0;\nasync function up(k) { await k.raw('x'); }\nexports.up = up;\n"
                    "async function down(k) { await k.raw('x'); }\nexports.down = down;", "WW-");
    row("computed", "module.exports = require('./shared')('users');", "UU-");
    row("mixed in", "module.exports = { ...require('./shared') };", "UU-");
    row("empty", "", "UU-");
    row("expressions", "const quotes = /['\"`]/g;\nexports.up = (k) => k.raw(`a ${b ? `c ${d}` : '}'} e`.replace(/[/`]/, \"'\"));\nexports.down = (k) => k.raw('x'); // '", "WW-");
    row("no code in comments", "// exports.up = 1\n/* exports.down = function() {} */\nexports.up = k => k.raw('x')", "WM-");
    row("no code in texts", "exports.up = k => k.raw('exports.down = function() { x() }')", "WM-");
    row("division", "exports.up = (k) => k.raw(1 / 2, '/');\nexports.down = (k) => k.raw(`x`);", "WW-");
    row("broken", "exports.up = ;\nexports.down = {", "EW-");
    row("unclosed", "exports.up = function() { 'x", "WM-");
}

void tst_JsModule::functions()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, wanted);
    const JsModule module = readJsModule(text);
    const auto letter = [&](JsFunction function) { return !module.readable ? u'U' : QStringView(u"METW")[int(function)].unicode(); };
    const QString found = QString(QChar(letter(module.up))) + QChar(letter(module.down)) + (module.transaction ? (*module.transaction ? u't' : u'f') : u'-');
    QCOMPARE(found, wanted);
}

void tst_JsModule::values_data()
{
    QTest::addColumn<QByteArray>("expression");
    QTest::addColumn<QString>("wanted"); // "(none)": only the program knows
    const auto row = [](const char *expression, const char *wanted) { QTest::newRow(expression) << QByteArray(expression) << QString::fromLatin1(wanted); };
    row("'a\\'b'", "a'b");
    row("5432", "5432");
    row("process.env.KNOWN", "from the file");
    row("process.env['KNOWN']", "from the file");
    row("process.env.KNOWN || 'other'", "from the file");
    row("process.env.UNKNOWN || 'other'", "other");
    row("process.env.UNKNOWN ?? 3306", "3306");
    row("process.env.UNKNOWN", "(none)");
    row("path.join(__dirname, 'db', 'migrations')", "db/migrations");
    row("path.resolve('config', 'config.js')", "config/config.js");
    row("path.resolve(process.cwd(), './x/')", "x");
    row("join(__dirname, '../db',)", "../db");
    row("__dirname + '/db/migrations'", "db/migrations");
    row("`${__dirname}/db`", "db");
    row("import.meta.dirname + '/db'", "db");
    row("path.join(root, 'db')", "(none)");
    row("`${root}/db`", "(none)");
    row("compute()", "(none)");
    row("__dirname + name", "(none)");
    row("null", "(none)");
}

void tst_JsModule::values()
{
    QFETCH(QByteArray, expression);
    QFETCH(QString, wanted);
    const TemporaryProject project;
    project.write(u".env"_s, "KNOWN=\"from the file\"\n");
    project.write(u"x.config.js"_s, "module.exports = { before: 1, value: " + expression + ", after: 2 };\n");
    const auto config = JsConfig::read(project.folder(), u"x.config.js"_s);
    QVERIFY2(config, config ? "" : qPrintable(config.error().text()));
    QCOMPARE(config->text(config->root(), u"value").value_or(u"(none)"_s), wanted);
    QCOMPARE(config->text(config->root(), u"after"), u"2"_s);
}

void tst_JsModule::spreads()
{
    const auto root = readExportedObject("const base = { a: 1, b: 2 };\nconst more = { ...base, b: 3 };\nmodule.exports = { x: { ...more, c: 4, ...other } };", u"x.js"_s);
    QVERIFY(root);
    QCOMPARE(root->find({u"x", u"a"})->text, u"1"_s);
    QCOMPARE(root->find({u"x", u"b"})->text, u"3"_s);
    QCOMPARE(root->find({u"x", u"c"})->text, u"4"_s);
}

void tst_JsModule::addresses_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("engine");
    QTest::addColumn<QString>("wanted"); // empty: refused
    const auto row = [](const char *address, const char *engine, const char *wanted) {
        QTest::newRow(address) << QString::fromLatin1(address) << QString::fromLatin1(engine) << QString::fromLatin1(wanted);
    };
    row("postgres://u:p@h:5433/d", "", "postgresql://u:p@h:5433/d");
    row("mysql://u@h/d", "", "mysql://u@h/d");
    row("mariadb://u@h:3307/d", "", "mysql://u@h:3307/d");
    row("sqlite:dev.db", "", "sqlite:dev.db");
    row("sqlite:///srv/dev.db", "", "sqlite:/srv/dev.db");
    row("./dev.sqlite3", "sqlite", "sqlite:./dev.sqlite3");
    row("mssql://sa:secret@h/d", "", "");
}

void tst_JsModule::addresses()
{
    QFETCH(QString, address);
    QFETCH(QString, engine);
    QFETCH(QString, wanted);
    const auto found = jsAddress(address, engine);
    QCOMPARE(found.value_or(QString()), wanted);
    if (!found)
        QVERIFY(!found.error().text().contains(u"secret"));
}

/// Constants that hold one another, and brackets without end.
void tst_JsModule::endless()
{
    QElapsedTimer clock;
    clock.start();
    QByteArray text = "const a0 = { x: 1 };\n";
    for (int i = 1; i < 90; ++i)
        text += "const a" + QByteArray::number(i) + " = { ...a" + QByteArray::number(i - 1) + ", y: a" + QByteArray::number(i - 1) + " };\n";
    (void)readExportedObject(text + "module.exports = a89;", u"x.js"_s);
    (void)readJsModule("exports.up = " + QByteArray(200'000, '(') + QByteArray(200'000, '`') + QByteArray(200'000, '{'));
    (void)readJsModule(QByteArray(200'000, '/') + "\n" + QByteArray(200'000, '[') + "exports.up = /" + QByteArray(100'000, '\\'));
    QVERIFY2(clock.elapsed() < 20'000, qPrintable(QString::number(clock.elapsed())));
}

QTEST_GUILESS_MAIN(tst_JsModule)
#include "tst_jsmodule.moc"
