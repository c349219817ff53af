// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatregistry.h"
#include "tests/formats/formatsession.h"
#include "tests/support/foreigntools.h"

#include <QRegularExpression>

using namespace lk;
using namespace Qt::StringLiterals;

/// dbmate itself, from its npm package: what it applies we read and revert, what we apply it finds done and reverts.
class tst_DbmateTool : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void theirsThenOurs_data() { everyTestEngine(); }
    void theirsThenOurs();
    void oursThenTheirs_data() { everyTestEngine(); }
    void oursThenTheirs();

private:
    /// Runs dbmate in the database's project; its exit code, with what it said in m_said.
    int dbmate(const FormatDatabase &database, const QStringList &arguments);
    std::vector<Migration> load(const FormatDatabase &database) const;
    void run(FormatDatabase &database, const Migration &migration, Direction direction) const;

    const Format &m_format = *formatByName(u"dbmate"_s);
    QString m_program;
    QByteArray m_said;
};

void tst_DbmateTool::initTestCase()
{
    const auto tool = npmTool({u"dbmate@2.36.0"_s});
    LK_NEEDS_TOOL(tool);
    m_program = *tool + u"/node_modules/.bin/dbmate"_s;
}

int tst_DbmateTool::dbmate(const FormatDatabase &database, const QStringList &arguments)
{
    QString url = database.url().section(u'?', 0, 0);
    url.replace(QRegularExpression(u"^mariadb:"_s), u"mysql:"_s);
    if (url.startsWith(u"postgres"))
        url += u"?sslmode=disable"_s;
    const ForeignRun run = runForeign(database.project().folder(), m_program, QStringList{u"--url"_s, url, u"--no-dump-schema"_s} + arguments);
    m_said = run.said;
    return run.code;
}

std::vector<Migration> tst_DbmateTool::load(const FormatDatabase &database) const
{
    for (const QString &name : {u"a"_s, u"b"_s})
        database.project().write(u"db/migrations/00%1_%2.sql"_s.arg(name == u"a" ? 1 : 2).arg(name),
                                 "-- migrate:up\nCREATE TABLE " + name.toUtf8() + " (x INT);\n\n-- migrate:down\nDROP TABLE " + name.toUtf8() + ";\n");
    auto all = m_format.load({database.project().folder(), u"db/migrations"_s}, database.traits().dialect);
    return all ? *all : std::vector<Migration>();
}

void tst_DbmateTool::run(FormatDatabase &database, const Migration &migration, Direction direction) const
{
    const Script &script = direction == Direction::Up ? *migration.up : *migration.down;
    const auto spans = m_format.split(script.view(), database.traits().dialect);
    QVERIFY2(spans, spans ? "" : qPrintable(spans.error().text()));
    for (const StatementSpan &span : *spans)
        database.run(script.view().sliced(span.offset, span.length).toByteArray());
    database.run(m_format.record(migration, direction, database.traits(), true, {}));
}

void tst_DbmateTool::theirsThenOurs()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    const auto all = load(database);
    QCOMPARE(all.size(), 2u);
    QVERIFY2(dbmate(database, {u"migrate"_s}) == 0, m_said.constData());
    auto applied = m_format.applied(database.session(), {}, all);
    QVERIFY2(applied, applied ? "" : qPrintable(applied.error().text()));
    QCOMPARE(applied->size(), 2u);
    QCOMPARE(applied->at(1).key, all[1].key);
    run(database, all[1], Direction::Down);
    QVERIFY2(dbmate(database, {u"status"_s}) == 0, m_said.constData());
    QVERIFY2(m_said.contains("[X] 001_a.sql") && m_said.contains("[ ] 002_b.sql"), m_said.constData());
    QVERIFY2(dbmate(database, {u"migrate"_s}) == 0, m_said.constData()); // and goes on from there
    QCOMPARE(m_format.applied(database.session(), {}, all)->size(), 2u);
}

void tst_DbmateTool::oursThenTheirs()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    const auto all = load(database);
    database.run(m_format.prepare(database.traits(), {}));
    for (const Migration &migration : all)
        run(database, migration, Direction::Up);
    QVERIFY2(dbmate(database, {u"status"_s, u"--exit-code"_s}) == 0, m_said.constData());
    QVERIFY2(m_said.contains("Pending: 0"), m_said.constData());
    QVERIFY2(dbmate(database, {u"rollback"_s}) == 0, m_said.constData());
    QCOMPARE(m_format.applied(database.session(), {}, all)->size(), 1u);
    QVERIFY(!database.session().hasTable(u"b"_s).value_or(true));
    QVERIFY(database.session().hasTable(u"a"_s).value_or(false));
}

QTEST_GUILESS_MAIN(tst_DbmateTool)
#include "tst_dbmatetool.moc"
