// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/desk.h"
#include "models/project/truststore.h"
#include "tests/formats/formatsession.h"
#include "tests/support/foreigntools.h"
#include "tests/support/opendesk.h"

#include <QElapsedTimer>
#include <QTest>

#include <thread>

using namespace lk;
using namespace Qt::StringLiterals;

/// Migrations that are programs, through the desk from opening to reverting, with the real Alembic on every database.
class tst_DeskPrograms : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void nothingRunsUntrusted();
    void trustIsForTheContent();
    void addressIsAskedOnceTrusted();
    void wholeJob_data() { everyTestEngine(); }
    void wholeJob();
    void failureIsTold_data() { everyTestEngine(); }
    void failureIsTold();
    void cancelWaitsForTheServer_data() { everyTestEngine(); }
    void cancelWaitsForTheServer();
    void elsewhereIsRefused();
    void preview();

private:
    void write(const QByteArray &up, const QByteArray &down, const QByteArray &url = "sqlite:///shop.db") const;
    std::unique_ptr<Desk> desk(bool trusted = true) const;
    const TemporaryProject &project() const { return m_database->project(); }

    std::unique_ptr<FormatDatabase> m_database;
};

namespace {

const char *const Up = "op.create_table('orders', sa.Column('id', sa.Integer, primary_key=True), sa.Column('state', sa.String(20)))\n"
                       "    op.bulk_insert(sa.table('orders', sa.column('id', sa.Integer), sa.column('state', sa.String)), [{'id': 1, 'state': 'new'}])";
const char *const Down = "op.drop_table('orders')";
const char *const Env = R"(from alembic import context
from sqlalchemy import engine_from_config, pool
open('ran.txt', 'a').write('x')
config = context.config
def offline():
    context.configure(url=config.get_main_option('sqlalchemy.url'), literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
def online():
    engine = engine_from_config(config.get_section(config.config_ini_section), prefix='sqlalchemy.', poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
offline() if context.is_offline_mode() else online()
)";

} // namespace

void tst_DeskPrograms::initTestCase()
{
    const ForeignRun found = runForeign(u"/"_s, u"alembic"_s, {u"--version"_s});
    const Result<void> there = found.code == 0 ? Result<void>() : Failure(Error{ErrorCode::Usage, u"Alembic is not installed"_s, {}, {}, u"scripts/setup installs it"_s});
    LK_NEEDS_TOOL(there);
}

void tst_DeskPrograms::init()
{
    qunsetenv("DATABASE_URL");
    const QString tag = QString::fromLatin1(QTest::currentDataTag() ? QTest::currentDataTag() : "");
    m_database = std::make_unique<FormatDatabase>(tag.isEmpty() ? u"sqlite"_s : tag);
    qputenv("XDG_CONFIG_HOME", (project().folder() + u"/config"_s).toUtf8());
    write(Up, Down);
}

void tst_DeskPrograms::cleanup()
{
    m_database.reset();
    qunsetenv("XDG_CONFIG_HOME");
}

void tst_DeskPrograms::write(const QByteArray &up, const QByteArray &down, const QByteArray &url) const
{
    project().write(u"alembic.ini"_s, "[alembic]\nscript_location = alembic\nsqlalchemy.url = " + url + "\n");
    project().write(u"alembic/env.py"_s, Env);
    project().write(u"alembic/versions/a1_orders.py"_s,
                    "\"\"\"orders\n\nRevision ID: a1\n\"\"\"\nfrom alembic import op\nimport sqlalchemy as sa\n\nrevision = 'a1'\ndown_revision = None\n\n\ndef upgrade():\n    "
                        + up + "\n\n\ndef downgrade():\n    " + down + "\n");
}

std::unique_ptr<Desk> tst_DeskPrograms::desk(bool trusted) const
{
    OpenRequest request;
    request.folder = project().folder();
    request.url = m_database->url();
    request.trusted = trusted;
    auto desk = Desk::open(request);
    if (!desk)
        qFatal("open: %s", qPrintable(desk.error().text()));
    if (auto history = (*desk)->refresh(); !history)
        qFatal("refresh: %s", qPrintable(history.error().text()));
    return std::move(*desk);
}

void tst_DeskPrograms::nothingRunsUntrusted()
{
    const auto one = desk(false);
    QVERIFY(!one->trusted());
    QCOMPARE(one->format().traits().name, u"alembic"_s);
    QVERIFY(one->programFiles().contains(u"alembic/env.py"_s));
    const auto plan = one->plan({});
    QVERIFY2(plan, plan ? "" : qPrintable(plan.error().text()));
    QCOMPARE(plan->steps.size(), 1u);
    QVERIFY(plan->steps[0].isProgram());
    const auto findings = one->findings(*plan);
    QVERIFY(std::ranges::any_of(findings, [](const Finding &finding) { return finding.rule == u"program-unseen"; }));
    RunControl control;
    const auto rehearsal = one->rehearse(*plan, {}, control, {}, {});
    QVERIFY(!rehearsal);
    QCOMPARE(rehearsal.error().code, ErrorCode::Blocked);
    QVERIFY2(rehearsal.error().text().contains(u"alembic/env.py"), qPrintable(rehearsal.error().text()));
    const auto permit = one->checklist(*plan).permit();
    QVERIFY2(permit, permit ? "" : qPrintable(permit.error().text()));
    const auto report = one->apply(*plan, *permit, control, {});
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Blocked);
    QVERIFY(!one->preview(plan->steps[0], control));
    QVERIFY(!QFile::exists(project().path(u"ran.txt"_s)));
}

void tst_DeskPrograms::trustIsForTheContent()
{
    QVERIFY(desk(false)->trust());
    QVERIFY(desk(false)->trusted());
    project().write(u"alembic/env.py"_s, QByteArray(Env) + "# changed\n");
    QVERIFY(!desk(false)->trusted());
    project().write(u"alembic/env.py"_s, Env);
    QVERIFY(desk(false)->trusted());
}

void tst_DeskPrograms::addressIsAskedOnceTrusted()
{
    // The address stands in env.py alone.
    project().write(u"alembic.ini"_s, "[alembic]\nscript_location = alembic\n");
    project().write(u"alembic/env.py"_s, QByteArray(Env).replace("config = context.config\n", "config = context.config\nconfig.set_main_option('sqlalchemy.url', 'sqlite:///' + 'sh' + 'op.db')\n"));
    OpenRequest request;
    request.folder = project().folder();
    const auto refused = Desk::open(request);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Blocked);
    QVERIFY(!QFile::exists(project().path(u"ran.txt"_s)));
    request.trusted = true;
    const auto opened = Desk::open(request);
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text()));
    QCOMPARE((*opened)->target().database, project().path(u"shop.db"_s));
    QVERIFY(!QFile::exists(project().path(u"shop.db"_s))); // asking connects to nothing
}

void tst_DeskPrograms::wholeJob()
{
    auto one = desk();
    const auto plan = one->plan({});
    QVERIFY2(plan, plan ? "" : qPrintable(plan.error().text()));
    RunControl control;
    const auto rehearsal = one->rehearse(*plan, {}, control, {}, {});
    QVERIFY2(rehearsal, rehearsal ? "" : qPrintable(rehearsal.error().text()));
    QVERIFY2(rehearsal->ok, rehearsal->error ? qPrintable(rehearsal->error->text()) : "");
    QVERIFY2(rehearsal->roundTripProven(), qPrintable(rehearsal->steps[0].roundTrip.differences.join(u'\n')));
    QVERIFY(!m_database->session().hasTable(u"orders"_s).value_or(true));
    const QString sent = rehearsal->steps[0].sent.join(u'\n').simplified();
    QVERIFY2(sent.contains(u"CREATE TABLE orders"_s) && sent.contains(u"INSERT INTO orders"_s) && sent.contains(u"alembic_version"_s), qPrintable(sent));
    QVERIFY(!rehearsal->diff.equal());
    QCOMPARE(rehearsal->steps[0].rowsDestroyed, 0);
    auto findings = one->findings(*plan);
    QVERIFY(std::ranges::none_of(findings, [](const Finding &finding) { return finding.rule == u"program-unseen"; }));

    RunReport report = applyAll(*one);
    QVERIFY2(!report.error, report.error ? qPrintable(report.error->text()) : "");
    QVERIFY(report.verification.passed());
    QVERIFY(m_database->session().hasTable(u"orders"_s).value_or(false));
    QCOMPARE(one->history().entries[0].state, State::Applied);
    QVERIFY(one->plan({})->empty());
    const auto back = one->plan({Direction::Down, {}, 1});
    QVERIFY2(back, back ? "" : qPrintable(back.error().text()));
    QVERIFY(one->rehearse(*back, {}, control, {}, {})->ok);
    findings = one->findings(*back); // what the program sends is judged like a script
    const auto drop = std::ranges::find_if(findings, [](const Finding &finding) { return finding.rule == u"down-is-destructive"; });
    QVERIFY(drop != findings.end());
    QCOMPARE(drop->file, u"alembic/versions/a1_orders.py"_s);
    QVERIFY(std::ranges::none_of(findings, [](const Finding &finding) { return finding.severity == Severity::Blocks; })); // its up made the table
    report = applyAll(*one, {Direction::Down, {}, 1});
    QVERIFY2(!report.error, report.error ? qPrintable(report.error->text()) : "");
    QVERIFY(!m_database->session().hasTable(u"orders"_s).value_or(true));
    QCOMPARE(one->history().entries[0].state, State::Pending);
    const auto log = one->auditLog();
    QVERIFY(log);
    QVERIFY(std::ranges::any_of(*log, [](const AuditEntry &entry) { return entry.action == u"revert" && entry.outcome == u"committed"; }));
}

void tst_DeskPrograms::failureIsTold()
{
    QFETCH(QString, engine);
    write("op.create_table('orders', sa.Column('id', sa.Integer))\n    op.execute('INSERT INTO nowhere VALUES (1)')", Down);
    auto one = desk();
    const auto plan = one->plan({});
    RunControl control;
    const auto rehearsal = one->rehearse(*plan, {}, control, {}, {});
    QVERIFY2(rehearsal && !rehearsal->ok && rehearsal->error, "");
    const RunReport report = applyAll(*one);
    QVERIFY(report.error);
    QVERIFY2(report.error->why.contains(u"nowhere"), qPrintable(report.error->text()));
    QCOMPARE(report.error->where.text(), u"alembic/versions/a1_orders.py:14"_s);
    const bool there = m_database->session().hasTable(u"orders"_s).value_or(false);
    QCOMPARE(report.outcome, there ? Outcome::PartlyApplied : Outcome::RolledBack);
    QCOMPARE(there, engine != u"postgresql"); // SQLite's driver commits what Alembic's rollback should have taken back
    QCOMPARE(one->history().entries[0].state, State::Pending);
}

void tst_DeskPrograms::cancelWaitsForTheServer()
{
    QFETCH(QString, engine);
    const QByteArray slow = engine == u"postgresql" ? "SELECT pg_sleep(3)" : engine == u"mariadb" ? "SELECT SLEEP(3)"
        : "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t WHERE x < 300000000) SELECT count(*) FROM t";
    write("op.execute('" + slow + "')\n    op.create_table('orders', sa.Column('id', sa.Integer))", Down);
    auto one = desk();
    const auto plan = one->plan({});
    const auto permit = one->checklist(*plan).permit();
    QVERIFY(permit);
    RunControl control;
    std::jthread other([&] {
        QTest::qSleep(2000); // Python has started, and is at the statement
        control.cancel();
    });
    const auto report = one->apply(*plan, *permit, control, {});
    QVERIFY2(report, report ? "" : qPrintable(report.error().text()));
    QVERIFY(report->error);
    QCOMPARE(report->error->code, ErrorCode::Cancelled);
    QCOMPARE(report->outcome, Outcome::RolledBack);
    QVERIFY(!m_database->session().hasTable(u"orders"_s).value_or(true));
    if (engine == u"postgresql")
        QCOMPARE(m_database->rows(u"SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(3)%' AND state = 'active' AND pid <> pg_backend_pid()"_s), QStringList{u"0"_s});
    if (engine == u"mariadb")
        QCOMPARE(m_database->rows(u"SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP%'"_s), QStringList{u"0"_s});
}

/// A project that opens a database of its own choice is found out before it changes anything.
void tst_DeskPrograms::elsewhereIsRefused()
{
    project().write(u"alembic/env.py"_s, R"(import sqlite3
from alembic import context
from sqlalchemy import create_engine, pool
engine = create_engine('sqlite://', creator=lambda: sqlite3.connect('elsewhere.db'), poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
)");
    auto one = desk();
    const RunReport report = applyAll(*one);
    if (!report.error) {
        // The connection was turned round: then it must have been ours.
        QVERIFY(m_database->session().hasTable(u"orders"_s).value_or(false));
        QVERIFY(!QFile::exists(project().path(u"elsewhere.db"_s)));
        return;
    }
    QCOMPARE(report.error->code, ErrorCode::Blocked);
    QCOMPARE(report.outcome, Outcome::RolledBack);
    QVERIFY(!m_database->session().hasTable(u"orders"_s).value_or(true));
    QVERIFY(sqliteSays(project().path(u"elsewhere.db"_s), "SELECT count(*) FROM sqlite_schema").contains(u'0'));
}

void tst_DeskPrograms::preview()
{
    auto one = desk();
    const auto plan = one->plan({});
    RunControl control;
    const auto sql = one->preview(plan->steps[0], control);
    QVERIFY2(sql, sql ? "" : qPrintable(sql.error().text()));
    QVERIFY2(sql->join(u' ').contains(u"CREATE TABLE orders"), qPrintable(sql->join(u'\n')));
    QVERIFY(!m_database->session().hasTable(u"orders"_s).value_or(true));
}

QTEST_GUILESS_MAIN(tst_DeskPrograms)
#include "tst_deskprograms.moc"
