// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatregistry.h"
#include "models/formats/sqitch/gitconfig.h"
#include "models/formats/sqitch/sqitchformat.h"
#include "models/formats/sqitch/sqitchplan.h"
#include "models/formats/sqitch/sqitchsettings.h"
#include "tests/formats/formatsession.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

const QByteArray Head = "%syntax-version=1.0.0\n%project=flipr\n%uri=https://example.com/flipr/\n\n";
const QByteArray Planner = " Marge N. OVera <marge@example.com>";
const QByteArray Plan = Head + "appschema 2024-01-01T00:00:00Z" + Planner + " # Add schema.\nusers [appschema] 2024-01-02T03:04:05Z" + Planner
                        + " # Users table.\n@v1.0 2024-01-03T00:00:00Z" + Planner + " # Tag v1.\n";

} // namespace

class tst_Sqitch : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void ids();
    void hashes_data();
    void hashes();
    void idParts();
    void refusedPlans_data();
    void refusedPlans();
    void odditiesOfPlans();
    void names_data();
    void names();
    void dependencies();
    void cycles();
    void reworked();
    void scripts();
    void pathsOutside();
    void configuration();
    void brokenConfiguration();
    void folders();
    void recognition();
    void addresses_data();
    void addresses();
    void targets_data();
    void targets();
    void registries();
    void rowsAreTheTools_data() { everyTestEngine(); }
    void rowsAreTheTools();
    void statesOfRows_data() { everyTestEngine(); }
    void statesOfRows();
    void newFiles();
    void commands();
    void fiveThousand();

private:
    std::vector<Migration> load(const TemporaryProject &project) const
    {
        const auto setup = m_format.setup(project.folder(), {});
        if (!setup)
            qFatal("%s", qPrintable(setup.error().text()));
        auto migrations = m_format.load(*setup, postgresqlDialect());
        if (!migrations)
            qFatal("%s", qPrintable(migrations.error().text()));
        return *migrations;
    }
    static void writeFlipr(const TemporaryProject &project)
    {
        project.write(u"sqitch.conf"_s, "[core]\n\tengine = pg\n[user]\n\tname = Jo Doe\n\temail = jo@example.com\n");
        project.write(u"sqitch.plan"_s, Plan);
        project.write(u"deploy/appschema.sql"_s, "CREATE TABLE s1(id integer);\n");
        project.write(u"deploy/users.sql"_s, "CREATE TABLE s2(id integer);\n");
        project.write(u"revert/appschema.sql"_s, "DROP TABLE s1;\n");
        project.write(u"revert/users.sql"_s, "DROP TABLE s2;\n");
        project.write(u"verify/users.sql"_s, "SELECT id FROM s2 WHERE false;\n");
    }

    SqitchFormat m_format;
};

void tst_Sqitch::initTestCase()
{
    for (const char *name : {"SQITCH_CONFIG", "SQITCH_TARGET", "SQITCH_FULLNAME", "SQITCH_EMAIL", "SQITCH_ORIG_FULLNAME", "SQITCH_ORIG_EMAIL"})
        qunsetenv(name);
    qputenv("SQITCH_SYSTEM_CONFIG", "/nowhere/sqitch.conf");
    qputenv("SQITCH_USER_CONFIG", "/nowhere/sqitch.conf");
}

void tst_Sqitch::ids()
{
    const auto plan = readSqitchPlan(Plan, u"sqitch.plan"_s);
    QVERIFY2(plan, plan ? "" : qPrintable(plan.error().text()));
    QCOMPARE(plan->project, u"flipr"_s);
    QCOMPARE(plan->changes.size(), 2u);
    QCOMPARE(plan->changes[0].id, u"4822260b05377b456943b4b99b5213d9adaa8942"_s);
    QCOMPARE(plan->changes[1].id, u"c6e4ee4711aabbf74da78fd82de4841dc1d59219"_s);
    QCOMPARE(plan->changes[1].tags.size(), 1u);
    QCOMPARE(plan->changes[1].tags[0].id, u"74f256fcf568abf54da5ca5785e5d4ced0a43ebf"_s);
    QCOMPARE(plan->changes[1].line, 6);
    // Line ends, space and the pragma's own order make no other id.
    const auto crlf = readSqitchPlan(QByteArray(Plan).replace("\n", "\r\n").replace("users [appschema] 2024", "  +users\t[appschema]   2024"), u"sqitch.plan"_s);
    QVERIFY2(crlf, crlf ? "" : qPrintable(crlf.error().text()));
    QCOMPARE(crlf->changes[1].id, plan->changes[1].id);
    QCOMPARE(crlf->changes[1].tags[0].id, plan->changes[1].tags[0].id);
}

void tst_Sqitch::hashes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("hash");
    QTest::newRow("A") << "CREATE TABLE t (id INTEGER PRIMARY KEY);\n"_ba << "f7c0cb76f1f05287b3d5dbca6c5462cb9d73fc15"_ba;
    QTest::newRow("A-CRLF") << "CREATE TABLE t (id INTEGER PRIMARY KEY);\r\n"_ba << "36034bc415ab864fa4ef4a389006bba68df365bc"_ba;
    QTest::newRow("C") << "-- caf\xc3\xa9\nALTER TABLE t ADD COLUMN n TEXT;"_ba << "ecda752e945d50691ddca3b81220c421fb137489"_ba;
    QTest::newRow("E") << ""_ba << "da39a3ee5e6b4b0d3255bfef95601890afd80709"_ba;
    QTest::newRow("s1") << "CREATE TABLE s1(id integer);\n"_ba << "a3ac9cbfee817f60b6cdcb29959e812739f32021"_ba;
    QTest::newRow("s2") << "CREATE TABLE s2(id integer);\n"_ba << "2df2ace4d056661c7a4aaec726307cc2e4b1027c"_ba;
}

void tst_Sqitch::hashes()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, hash);
    TemporaryProject project;
    writeFlipr(project);
    project.write(u"deploy/users.sql"_s, text);
    const Migration users = load(project)[1];
    QCOMPARE(users.checksum.toHex(), hash);
    AppliedMigration row;
    row.checksum = QByteArray::fromHex(hash);
    QVERIFY(m_format.isSame(users, row));
    row.checksum = QCryptographicHash::hash(QByteArray(text).replace("\r\n", "\n") + "\n", QCryptographicHash::Sha1);
    QVERIFY(!m_format.isSame(users, row));
    QCOMPARE(m_format.explainChange(users, row), u"edited"_s);
}

/// What goes into an id besides: no address of the project, conflicts, the address in its usual form, a note with line ends.
void tst_Sqitch::idParts()
{
    const auto sha = [](const QByteArray &info) {
        return QString::fromLatin1(QCryptographicHash::hash("change " + QByteArray::number(info.size()) + QByteArray("\0", 1) + info, QCryptographicHash::Sha1).toHex());
    };
    const QByteArray date = " 2024-01-01T00:00:00Z Jo <jo@x.org>";
    const auto bare = readSqitchPlan("%project=p\n\na" + date + "\nb [a !c o:d@v1]" + date + " # one\\ntwo \\\\ # three\n", u"p"_s);
    QVERIFY2(bare, bare ? "" : qPrintable(bare.error().text()));
    QCOMPARE(bare->changes[0].id, sha("project p\nchange a\nplanner Jo <jo@x.org>\ndate 2024-01-01T00:00:00Z"));
    QCOMPARE(bare->changes[1].id, sha("project p\nchange b\nparent " + bare->changes[0].id.toLatin1()
                                      + "\nplanner Jo <jo@x.org>\ndate 2024-01-01T00:00:00Z\nrequires\n  + a\n  + o:d@v1\nconflicts\n  - c\n\none\ntwo \\ # three"));
    const auto web = readSqitchPlan("%project=p\n%uri=HTTPS://Example.COM:443\n\na" + date + "\n", u"p"_s);
    QCOMPARE(web->changes[0].id, sha("project p\nuri https://example.com/\nchange a\nplanner Jo <jo@x.org>\ndate 2024-01-01T00:00:00Z"));
}

void tst_Sqitch::refusedPlans_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line");
    QTest::addColumn<QString>("word");
    const QByteArray front = "%project=p\n\n";
    const QByteArray end = " 2024-01-01T00:00:00Z Jo <jo@x.org>\n";
    QTest::newRow("empty") << ""_ba << 1 << u"%project"_s;
    QTest::newRow("no project") << "%syntax-version=1.0.0\n\na" + end << 1 << u"%project"_s;
    QTest::newRow("no empty line") << "%project=p\na" + end << 2 << u"empty line"_s;
    QTest::newRow("project's name") << "%project=p:q\n\n"_ba << 1 << u"p:q"_s;
    QTest::newRow("no time") << front + "a Jo <jo@x.org>\n" << 3 << u"time"_s;
    QTest::newRow("no planner") << front + "# first\n\na 2024-01-01T00:00:00Z\n" << 5 << u"planner"_s;
    QTest::newRow("planner without address") << front + "a 2024-01-01T00:00:00Z Jo\n" << 3 << u"planner"_s;
    QTest::newRow("open dependencies") << front + "a" + end + "b [a" + end << 4 << u"closed"_s;
    QTest::newRow("bad dependency") << front + "a [x::y]" + end << 3 << u"x::y"_s;
    QTest::newRow("dependency twice") << front + "a" + end + "b [a a]" + end << 4 << u"twice"_s;
    QTest::newRow("change twice") << front + "a" + end + "b" + end + "a" + end << 5 << u"line 3"_s;
    QTest::newRow("tag first") << front + "@v1" + end << 3 << u"first change"_s;
    QTest::newRow("tag twice") << front + "a" + end + "@v1" + end + "@v1" + end << 5 << u"line 4"_s;
    QTest::newRow("tag with slash") << front + "a" + end + "@v/x" + end << 4 << u"slash"_s;
    QTest::newRow("tag with dependency") << front + "a" + end + "@v1 [a]" + end << 4 << u"dependencies"_s;
    QTest::newRow("own name") << front + "HEAD" + end << 3 << u"HEAD"_s;
    QTest::newRow("like an id") << front + QByteArray(40, 'a') + end << 3 << u"id"_s;
    QTest::newRow("punctuation") << front + "a." + end << 3 << u"punctuation"_s;
}

void tst_Sqitch::refusedPlans()
{
    QFETCH(QByteArray, text);
    QFETCH(int, line);
    QFETCH(QString, word);
    const auto plan = readSqitchPlan(text, u"db/sqitch.plan"_s);
    QVERIFY(!plan);
    QCOMPARE(plan.error().code, ErrorCode::Usage);
    QCOMPARE(plan.error().where.file, u"db/sqitch.plan"_s);
    QCOMPARE(plan.error().where.line, line);
    QVERIFY2(plan.error().why.contains(word), qPrintable(plan.error().why));
}

void tst_Sqitch::odditiesOfPlans()
{
    TemporaryProject project;
    project.write(u"sqitch.conf"_s, "[core]\n\tengine = pg\n");
    const auto setup = m_format.setup(project.folder(), {});
    QVERIFY(setup);
    const auto missing = m_format.load(*setup, postgresqlDialect());
    QVERIFY(!missing && missing.error().where.file == u"sqitch.plan");
    QVERIFY(QFile::link(u"sqitch.plan"_s, project.path(u"sqitch.plan"_s))); // a loop
    QVERIFY(!m_format.load(*setup, postgresqlDialect()));
    project.remove(u"sqitch.plan"_s);
    project.write(u"sqitch.plan"_s, QByteArray(65 * 1024 * 1024, '#'));
    const auto large = m_format.load(*setup, postgresqlDialect());
    QVERIFY(!large && large.error().why.contains(u"64 MB"));
    project.write(u"sqitch.plan"_s, "%project=p\n\n");
    QVERIFY(load(project).empty());
}

void tst_Sqitch::names_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("good");
    for (const char *good : {"users", "add_users-2", "app/users", "u", "_x_", "\xc3\xbc" "ser", "v1.0", "foo=x1"})
        QTest::newRow(good) << QString::fromUtf8(good) << true;
    for (const char *bad : {"", "-users", "users.", "a:b", "a@b", "a#b", "a b", "a\\b", "foo~1", "foo^23", "foo/3", ".."})
        QTest::newRow(bad) << QString::fromUtf8(bad) << false;
}

void tst_Sqitch::names()
{
    QFETCH(QString, name);
    QFETCH(bool, good);
    QCOMPARE(sqitchNameProblem(name).isEmpty(), good);
}

void tst_Sqitch::dependencies()
{
    TemporaryProject project;
    project.write(u"sqitch.conf"_s, "[core]\n\tengine = pg\n");
    const QByteArray end = " 2024-01-01T00:00:00Z Jo <jo@x.org>\n";
    project.write(u"sqitch.plan"_s, "%project=p\n\na" + end + "b [a]" + end + "@v1" + end + "c [p:b @v1 other:x !o:old !b]" + end + "d [nowhere]" + end + "e [!never]" + end);
    const auto all = load(project);
    QCOMPARE(all.size(), 5u);
    QVERIFY(all[0].dependsOn.empty());
    QCOMPARE(all[1].dependsOn, QStringList{all[0].key});
    QCOMPARE(all[1].tags, QStringList{u"v1"_s});
    QCOMPARE(all[2].dependsOn, (QStringList{all[1].key, all[1].key}));
    QCOMPARE(all[2].details[u"requires"_s], u"b @v1 other:x"_s);
    QCOMPARE(all[2].details[u"conflicts"_s], u"o:old b"_s);
    QCOMPARE(all[2].details[u"requires (ids)"_s], all[1].key + u' ' + all[1].key + u" -"_s);
    QVERIFY(!problemOf(all[2], u"unknown-dependency"));
    const FileProblem *unknown = problemOf(all[3], u"unknown-dependency");
    QVERIFY(unknown && unknown->blocks);
    QCOMPARE(unknown->line, 7);
    QVERIFY(unknown->message.contains(u"nowhere"));
    QVERIFY(problemOf(all[4], u"unknown-dependency")->message.contains(u"conflicts with never"));
}

void tst_Sqitch::cycles()
{
    TemporaryProject project;
    project.write(u"sqitch.conf"_s, "[core]\n\tengine = pg\n");
    const QByteArray end = " 2024-01-01T00:00:00Z Jo <jo@x.org>\n";
    project.write(u"sqitch.plan"_s, "%project=p\n\na [b]" + end + "b [a]" + end + "c [c]" + end);
    const auto all = load(project);
    QVERIFY(problemOf(all[0], u"unknown-dependency")->message.contains(u"line 4"));
    QVERIFY(!problemOf(all[1], u"unknown-dependency"));
    QVERIFY(problemOf(all[2], u"unknown-dependency")->message.contains(u"itself"));
    QCOMPARE(all[0].dependsOn, QStringList{all[1].key});
}

void tst_Sqitch::reworked()
{
    TemporaryProject project;
    project.write(u"sqitch.conf"_s, "[core]\n\tengine = pg\n");
    const QByteArray end = " 2024-01-01T00:00:00Z Jo <jo@x.org>\n";
    project.write(u"sqitch.plan"_s, "%project=p\n\na" + end + "b" + end + "@v1" + end + "c" + end + "@v2" + end + "a [a@v1]" + end + "d [a@v2 a@HEAD]" + end);
    project.write(u"deploy/a@v2.sql"_s, "SELECT 1;\n");
    project.write(u"deploy/a@v1.sql"_s, "SELECT 0;\n");
    project.write(u"revert/a@v2.sql"_s, "SELECT -1;\n");
    project.write(u"deploy/a.sql"_s, "SELECT 2;\n");
    const auto all = load(project);
    QCOMPARE(all.size(), 5u);
    QCOMPARE(all[0].version, u"a@v2"_s);
    QCOMPARE(all[0].upFile, u"deploy/a@v2.sql"_s); // the tag next to the rework comes first
    QCOMPARE(all[0].downFile, u"revert/a@v2.sql"_s);
    QCOMPARE(all[0].details[u"change"_s], u"a"_s);
    QCOMPARE(all[3].version, u"a"_s);
    QCOMPARE(all[3].upFile, u"deploy/a.sql"_s);
    QCOMPARE(all[3].dependsOn, QStringList{all[0].key});
    QCOMPARE(all[4].dependsOn, (QStringList{all[0].key, all[3].key}));
    project.remove(u"deploy/a@v2.sql"_s);
    QCOMPARE(load(project)[0].upFile, u"deploy/a@v1.sql"_s);
}

void tst_Sqitch::scripts()
{
    TemporaryProject project;
    writeFlipr(project);
    auto all = load(project);
    QCOMPARE(all[0].version, u"appschema"_s);
    QCOMPARE(all[0].key, u"4822260b05377b456943b4b99b5213d9adaa8942"_s);
    QCOMPARE(all[0].description, u"Add schema."_s);
    QCOMPARE(all[0].language, u"sqitch"_s);
    QVERIFY(all[0].problems.empty() && all[1].problems.empty());
    QVERIFY(!all[0].details.contains(u"verify"_s));
    QCOMPARE(all[1].details[u"verify"_s], u"verify/users.sql"_s);
    QCOMPARE(all[1].details[u"parent"_s], all[0].key);
    QCOMPARE(all[1].details[u"@v1.0"_s], u"74f256fcf568abf54da5ca5785e5d4ced0a43ebf 2024-01-03T00:00:00Z Marge N. OVera <marge@example.com> # Tag v1."_s);
    QCOMPARE(all[1].up->view().toByteArray(), "CREATE TABLE s2(id integer);\n"_ba);
    QCOMPARE(all[1].down->file, u"revert/users.sql"_s);
    project.remove(u"revert/users.sql"_s);
    project.remove(u"deploy/appschema.sql"_s);
    project.write(u"deploy/users.sql"_s, "-- later\n");
    all = load(project);
    QVERIFY(problemOf(all[0], u"journal-missing-file")->blocks && !all[0].up);
    QVERIFY(!all[1].reversible() && all[1].downFile.isEmpty());
    QVERIFY(!problemOf(all[1], u"comment-only")->blocks);
    project.write(u"deploy/appschema.sql"_s, "-- later\n");
    all = load(project);
    QVERIFY(problemOf(all[1], u"same-script")->message.contains(u"appschema"));
    QVERIFY(!problemOf(all[0], u"same-script"));
    project.remove(u"deploy/users.sql"_s);
    QVERIFY(QFile::link(u"users.sql"_s, project.path(u"deploy/users.sql"_s)));
    QVERIFY(load(project)[1].blocked());
}

void tst_Sqitch::pathsOutside()
{
    TemporaryProject project;
    project.write(u"sqitch.conf"_s, "[core]\n\tengine = pg\n");
    project.write(u"secret.sql"_s, "SELECT 1;\n");
    project.write(u"sqitch.plan"_s, "%project=p\n\nx/../../secret 2024-01-01T00:00:00Z Jo <jo@x.org>\n");
    const auto all = load(project);
    QVERIFY(problemOf(all[0], u"journal-path")->blocks);
    QVERIFY(!all[0].up);
}

void tst_Sqitch::configuration()
{
    GitConfig config;
    const auto read = config.read("\xef\xbb\xbf# c\n[core]\r\n\tEngine = pg ; c\n  top_dir = \"a b\" # x\n[target \"Pro.d\"]\n\turi = db:pg://x/y\n[engine.mysql] client=my\\\n sql\n"
                                  "[deploy]\n\tverify\n[core]\n\tengine = \"sq\\\"l\\n\"ite\n", u"sqitch.conf"_s);
    QVERIFY2(read, read ? "" : qPrintable(read.error().text()));
    QCOMPARE(config.value(u"core.engine"_s), u"sq\"l\nite"_s);
    QCOMPARE(config.value(u"core.top_dir"_s), u"a b"_s);
    QCOMPARE(config.value(u"target.Pro.d.uri"_s), u"db:pg://x/y"_s);
    QCOMPARE(config.value(u"engine.mysql.client"_s), u"my sql"_s);
    QCOMPARE(config.value(u"deploy.verify"_s), u"true"_s);
    QCOMPARE(config.subsectionsWith(u"target"_s, u"uri"_s), QStringList{u"Pro.d"_s});
}

void tst_Sqitch::brokenConfiguration()
{
    for (const auto &[text, line] : {std::pair("[core\n", 1), {"\n\n[core]\n= x\n", 4}, {"x = 1\n", 1}, {"[core]\nx = \"open\n", 2}, {"[core]\nx = a\\qb\n", 2}, {"[]\n", 1}}) {
        TemporaryProject project;
        project.write(u"sqitch.conf"_s, text);
        QVERIFY(m_format.recognise(project.folder()).matches);
        const auto setup = m_format.setup(project.folder(), {});
        QVERIFY2(!setup, text);
        QCOMPARE(setup.error().where.file, u"sqitch.conf"_s);
        QCOMPARE(setup.error().where.line, line);
        QVERIFY(!m_format.url({project.folder(), {}}, {}));
    }
}

void tst_Sqitch::folders()
{
    TemporaryProject project;
    project.write(u"sqitch.conf"_s, "[core]\n engine = pg\n top_dir = db\n[engine \"pg\"]\n target = main\n registry = meta\n client = /opt/psql\n[target \"main\"]\n uri = db:pg:shop\n extension = ddl\n"
                                    " revert_dir = undo/\n reworked_dir = old\n");
    const auto setup = m_format.setup(project.folder(), {});
    QVERIFY(setup);
    QCOMPARE(setup->migrations, u"db/deploy"_s);
    QCOMPARE(setup->options[u"plan_file"_s], u"db/sqitch.plan"_s);
    QCOMPARE(setup->options[u"revert_dir"_s], u"undo"_s);
    QCOMPARE(setup->options[u"verify_dir"_s], u"db/verify"_s);
    QCOMPARE(setup->options[u"reworked_deploy_dir"_s], u"old/deploy"_s);
    QCOMPARE(setup->options[u"extension"_s], u"ddl"_s);
    QCOMPARE(setup->options[u"client"_s], u"/opt/psql"_s);
    QCOMPARE(setup->options[u"engine"_s], u"pg"_s);
    QCOMPARE(m_format.trackingTable(*setup), u"meta.changes"_s);
    QCOMPARE(m_format.ownTables(*setup), (QStringList{u"meta.*"_s, u"meta.changes"_s}));
    project.write(u"db/sqitch.plan"_s, "%project=p\n\na 2024-01-01T00:00:00Z Jo <jo@x.org>\n");
    project.write(u"db/deploy/a.ddl"_s, "SELECT 1;\n");
    QCOMPARE(load(project)[0].upFile, u"db/deploy/a.ddl"_s);
}

void tst_Sqitch::recognition()
{
    TemporaryProject project;
    QVERIFY(!m_format.recognise(project.folder()).matches);
    project.write(u"sqitch.plan"_s, "nothing\n");
    QVERIFY(!m_format.recognise(project.folder()).matches);
    project.write(u"sqitch.plan"_s, Plan);
    QCOMPARE(m_format.recognise(project.folder()).because, u"sqitch.plan names a project"_s);
    QCOMPARE(detectFormat(project.folder())->format, formatByName(u"sqitch"_s));
    project.remove(u"sqitch.plan"_s);
    project.write(u"sqitch.conf"_s, "[core]\n\tengine = sqlite\n\ttop_dir = db\n");
    const Recognition recognition = m_format.recognise(project.folder());
    QVERIFY(recognition.matches);
    QCOMPARE(recognition.migrations, u"db/deploy"_s);
    QCOMPARE(m_format.programFiles({project.folder(), {}}), QStringList{u"sqitch.conf"_s}); // it may name a client
}

void tst_Sqitch::addresses_data()
{
    QTest::addColumn<QString>("theirs");
    QTest::addColumn<QString>("ours");
    QTest::newRow("pg") << u"db:pg://me:p%40ss@db1:5433/shop?sslmode=require"_s << u"postgresql://me:p%40ss@db1:5433/shop?sslmode=require"_s;
    QTest::newRow("pg, name alone") << u"db:pg:shop"_s << u"postgresql:///shop"_s;
    QTest::newRow("postgresql, no prefix") << u"postgresql://db1/shop"_s << u"postgresql://db1/shop"_s;
    QTest::newRow("pg, none") << u"db:pg:"_s << QString();
    QTest::newRow("mysql") << u"db:mysql://me@db1:3307/shop"_s << u"mysql://me@db1:3307/shop"_s;
    QTest::newRow("mariadb, name alone") << u"db:mariadb:shop"_s << u"mysql://localhost/shop"_s;
    QTest::newRow("mysql, socket") << u"db:mysql://me@/shop?mysql_socket=/run/my.sock"_s << u"mysql://me@localhost/shop?socket=/run/my.sock"_s;
    QTest::newRow("sqlite") << u"db:sqlite:shop.db"_s << u"sqlite:shop.db"_s;
    QTest::newRow("sqlite, absolute") << u"db:sqlite:/srv/my%20shop.db"_s << u"sqlite:/srv/my shop.db"_s;
    QTest::newRow("sqlite, slashes") << u"db:sqlite:///srv/shop.db"_s << u"sqlite:/srv/shop.db"_s;
    QTest::newRow("oracle") << u"db:oracle://db1/shop"_s << u"!"_s;
}

void tst_Sqitch::addresses()
{
    QFETCH(QString, theirs);
    QFETCH(QString, ours);
    TemporaryProject project;
    project.write(u"sqitch.conf"_s, "[core]\n\ttarget = " + theirs.toUtf8() + "\n[target \"production\"]\n\turi = db:sqlite:prod.db\n");
    const auto url = m_format.url({project.folder(), {}}, u"development"_s);
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
    QCOMPARE(*m_format.url({project.folder(), {}}, u"production"_s), u"sqlite:prod.db"_s); // named like the environment
}

void tst_Sqitch::targets_data()
{
    QTest::addColumn<QString>("ours");
    QTest::addColumn<QString>("theirs");
    QTest::newRow("pg") << u"postgresql://me:secret@db1:5433/my%20shop?sslmode=require"_s << u"db:pg://me@db1:5433/my%20shop?sslmode=require"_s;
    QTest::newRow("pg, socket") << u"postgresql://me@/shop?host=/run/pg&port=5433"_s << u"db:pg://me@/shop?host=/run/pg&sslmode=prefer&port=5433"_s;
    QTest::newRow("mysql") << u"mysql://me:secret@db1:3307/shop"_s << u"db:mysql://me@db1:3307/shop"_s;
    QTest::newRow("mariadb, socket") << u"mariadb://me@localhost/shop?socket=/run/my.sock"_s << u"db:mysql://me@/shop?mysql_socket=/run/my.sock"_s;
    QTest::newRow("sqlite") << u"sqlite:/srv/my shop.db"_s << u"db:sqlite:/srv/my%20shop.db"_s;
}

void tst_Sqitch::targets()
{
    QFETCH(QString, ours);
    QFETCH(QString, theirs);
    const auto target = engineByName(ours.section(u':', 0, 0))->target(ours, u"/srv"_s);
    QVERIFY2(target, target ? "" : qPrintable(target.error().text()));
    QCOMPARE(sqitchUriOf(*target), theirs);
}

void tst_Sqitch::registries()
{
    FormatSetup setup;
    QCOMPARE(sqitchRegistry(setup, u"sqlite"_s, u"/srv/shop.db"_s), u"/srv/sqitch.db"_s);
    QCOMPARE(sqitchRegistry(setup, u"sqlite"_s, u"/srv/shop.main.db"_s), u"/srv/sqitch.main.db"_s);
    QCOMPARE(sqitchRegistry(setup, u"sqlite"_s, u"/srv/shop"_s), u"/srv/sqitch"_s);
    QCOMPARE(sqitchRegistry(setup, u"postgresql"_s, u"shop"_s), u"sqitch"_s);
    QCOMPARE(sqitchRegistry(setup, u"mariadb"_s, u"shop"_s), u"sqitch"_s);
    QCOMPARE(sqitchRegistry(setup, u"mysql"_s, u"lockkeeper_scratch_0123456789abcdef"_s), u"lockkeeper_scratch_0123456789abcdef_registry"_s);
    setup.options[u"registry"_s] = u"meta.sqlite"_s;
    QCOMPARE(sqitchRegistry(setup, u"sqlite"_s, u"/srv/shop.db"_s), u"/srv/meta.sqlite"_s);
    setup.options[u"registry"_s] = u"/var/meta"_s;
    QCOMPARE(sqitchRegistry(setup, u"sqlite"_s, u"/srv/shop.db"_s), u"/var/meta"_s);
}

void tst_Sqitch::rowsAreTheTools()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    writeFlipr(database.project());
    const QString registry = engine == u"sqlite" ? u"sqitch"_s : u"sq_"_s + QString::number(QCoreApplication::applicationPid());
    FormatSetup setup = *m_format.setup(database.project().folder(), {});
    setup.options[u"registry"_s] = registry;
    const auto all = load(database.project());
    QVERIFY(m_format.applied(database.session(), setup, all)->empty());
    database.run(m_format.prepare(database.traits(), setup));
    database.run(m_format.prepare(database.traits(), setup)); // twice is harmless
    for (const Migration &migration : all)
        database.run(m_format.mark(migration, Direction::Up, database.traits(), setup));
    const auto rows = [&](const QString &what, const QString &table) { return database.rows(u"SELECT %1 FROM %2.%3"_s.arg(what, registry, table)); };
    QCOMPARE(rows(u"project, uri, creator_name, creator_email"_s, u"projects"_s), QStringList{u"flipr|https://example.com/flipr/|Jo Doe|jo@example.com"_s});
    QCOMPARE(rows(u"version"_s, u"releases"_s), QStringList{u"1.1"_s});
    const QString quoted = engine == u"mariadb" ? u"`change`"_s : u"\"change\""_s;
    QCOMPARE(rows(u"change_id, script_hash, %1, project, note, committer_name, planner_name, planner_email"_s.arg(quoted), u"changes ORDER BY committed_at"_s),
             (QStringList{u"4822260b05377b456943b4b99b5213d9adaa8942|a3ac9cbfee817f60b6cdcb29959e812739f32021|appschema|flipr|Add schema.|Jo Doe|Marge N. OVera|marge@example.com"_s,
                          u"c6e4ee4711aabbf74da78fd82de4841dc1d59219|2df2ace4d056661c7a4aaec726307cc2e4b1027c|users|flipr|Users table.|Jo Doe|Marge N. OVera|marge@example.com"_s}));
    QCOMPARE(rows(u"change_id, type, dependency, dependency_id"_s, u"dependencies"_s),
             QStringList{u"c6e4ee4711aabbf74da78fd82de4841dc1d59219|require|appschema|4822260b05377b456943b4b99b5213d9adaa8942"_s});
    QCOMPARE(rows(u"tag_id, tag, change_id, note, planner_name"_s, u"tags"_s),
             QStringList{u"74f256fcf568abf54da5ca5785e5d4ced0a43ebf|@v1.0|c6e4ee4711aabbf74da78fd82de4841dc1d59219|Tag v1.|Marge N. OVera"_s});
    const QString lists = engine == u"postgresql" ? u"array_to_string(requires, ','), array_to_string(tags, ',')"_s : u"requires, tags"_s;
    QCOMPARE(rows(u"event, %1, %2"_s.arg(quoted, lists), u"events ORDER BY committed_at"_s), (QStringList{u"deploy|appschema||"_s, u"deploy|users|appschema|@v1.0"_s}));

    auto applied = m_format.applied(database.session(), setup, all);
    QVERIFY2(applied, applied ? "" : qPrintable(applied.error().text()));
    QCOMPARE(applied->size(), 2u);
    for (size_t i = 0; i < 2; ++i) {
        QCOMPARE(applied->at(i).key, all[i].key);
        QCOMPARE(applied->at(i).version, all[i].version);
        QVERIFY(m_format.isSame(all[i], applied->at(i)));
        QVERIFY(std::abs(applied->at(i).appliedAt.secsTo(QDateTime::currentDateTimeUtc())) < 60);
        QCOMPARE(applied->at(i).appliedBy, u"Jo Doe <jo@example.com>"_s);
    }
    Migration unread = all[1]; // as of a row whose file is gone
    unread.details.clear();
    database.run(m_format.mark(unread, Direction::Down, database.traits(), setup));
    QCOMPARE(rows(u"event, %1, %2"_s.arg(quoted, lists), u"events WHERE event = 'revert'"_s), (QStringList{u"revert|users|appschema|@v1.0"_s}));
    for (const QString &empty : {u"tags"_s, u"dependencies"_s})
        QVERIFY(rows(u"*"_s, empty).isEmpty());
    QCOMPARE(m_format.applied(database.session(), setup, all)->size(), 1u);
    if (engine == u"mariadb")
        database.run("DROP DATABASE " + registry.toUtf8());
}

void tst_Sqitch::statesOfRows()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    writeFlipr(database.project());
    const QString registry = engine == u"sqlite" ? u"sqitch"_s : u"sqs_"_s + QString::number(QCoreApplication::applicationPid());
    FormatSetup setup = *m_format.setup(database.project().folder(), {});
    setup.options[u"registry"_s] = registry;
    auto all = load(database.project());
    database.run(m_format.prepare(database.traits(), setup));
    for (const Migration &migration : all)
        database.run(m_format.mark(migration, Direction::Up, database.traits(), setup));
    // Another project in the same registry is none of ours.
    FormatSetup other = setup;
    other.options[u"project"_s] = u"other"_s;
    other.options[u"uri"_s].clear();
    QVERIFY(m_format.applied(database.session(), other, {})->empty());
    // An edited line above gives all below it other ids.
    database.project().write(u"sqitch.plan"_s, QByteArray(Plan).replace("Add schema.", "Add the schema."));
    all = load(database.project());
    auto applied = m_format.applied(database.session(), setup, all);
    QVERIFY(applied->at(0).key != all[0].key && applied->at(0).note.contains(u"another id"));
    database.project().write(u"sqitch.plan"_s, Plan);
    // An edited script, and its row put right.
    database.project().write(u"deploy/users.sql"_s, "CREATE TABLE s2(id bigint);\n");
    all = load(database.project());
    applied = m_format.applied(database.session(), setup, all);
    QVERIFY(m_format.isSame(all[0], applied->at(0)) && !m_format.isSame(all[1], applied->at(1)));
    QCOMPARE(m_format.explainChange(all[1], applied->at(1)), u"edited"_s);
    database.run(m_format.accept(all[1], applied->at(1), database.traits(), setup));
    QVERIFY(m_format.isSame(all[1], m_format.applied(database.session(), setup, all)->at(1)));
    // A try that failed; taking its note back makes the change pending again.
    database.run(m_format.mark(all[1], Direction::Down, database.traits(), setup));
    const QByteArray table = registry.toUtf8() + ".events";
    database.run("UPDATE " + table + " SET event = 'fail' WHERE event = 'revert'");
    applied = m_format.applied(database.session(), setup, all);
    QCOMPARE(applied->size(), 2u);
    QVERIFY(applied->at(0).success && !applied->at(1).success);
    QCOMPARE(applied->at(1).key, all[1].key);
    QTest::qSleep(5);
    database.run(m_format.mark(all[1], Direction::Down, database.traits(), setup));
    QCOMPARE(m_format.applied(database.session(), setup, all)->size(), 1u);
    if (engine == u"mariadb")
        database.run("DROP DATABASE " + registry.toUtf8());
}

void tst_Sqitch::newFiles()
{
    TemporaryProject project;
    writeFlipr(project);
    const auto setup = m_format.setup(project.folder(), {});
    const NewMigration wanted{u"add it"_s, true, QDateTime({2025, 6, 30}, {12, 15, 30}, Qt::UTC)};
    const auto made = m_format.create(wanted, *setup, {});
    QVERIFY2(made, made ? "" : qPrintable(made.error().text()));
    QCOMPARE(made->size(), 4u);
    QCOMPARE(made->at(0).path, u"deploy/add_it.sql"_s);
    QCOMPARE(made->at(0).content, "-- Deploy flipr:add_it to pg\n\nBEGIN;\n\n-- XXX Add DDLs here.\n\nCOMMIT;\n"_ba);
    QCOMPARE(made->at(1).content, "-- Revert flipr:add_it from pg\n\nBEGIN;\n\n-- XXX Add DDLs here.\n\nCOMMIT;\n"_ba);
    QCOMPARE(made->at(2).content, "-- Verify flipr:add_it on pg\n\nBEGIN;\n\n-- XXX Add verifications here.\n\nROLLBACK;\n"_ba);
    QCOMPARE(made->at(3).path, u"sqitch.plan"_s);
    QCOMPARE(made->at(3).replaces, Plan);
    QCOMPARE(made->at(3).content, Plan + "\nadd_it 2025-06-30T12:15:30Z Jo Doe <jo@example.com> # add it\n");
    QVERIFY(readSqitchPlan(made->at(3).content, u"p"_s));
    QCOMPARE(m_format.create({u"add it"_s, false, wanted.now}, *setup, {})->size(), 3u);
    const auto again = m_format.create({u"users"_s, true, wanted.now}, *setup, {});
    QVERIFY(!again && again.error().why.contains(u"users"));
    QVERIFY(!m_format.create({u"users!"_s, true, wanted.now}, *setup, {}));
    project.write(u"sqitch.plan"_s, "%project=p");
    const auto first = m_format.create({u"a"_s, true, wanted.now}, *m_format.setup(project.folder(), {}), {});
    QVERIFY(first->back().content.startsWith("%project=p\n\na 2025"));
}

void tst_Sqitch::commands()
{
    TemporaryProject project;
    writeFlipr(project);
    const auto setup = m_format.setup(project.folder(), {});
    const auto all = load(project);
    ToolRequest request{ToolAction::Run, u"development"_s, *engineByName(u"postgresql"_s)->target(u"postgresql://me@db1/shop"_s, project.folder()), {}, all[1], Direction::Up};
    request.target.password = Secret(u"s3cret"_s);
    const auto up = m_format.command(request, *setup);
    QVERIFY2(up, up ? "" : qPrintable(up.error().text()));
    const QString line = up->arguments.join(u' ');
    QVERIFY2(line.contains(u"--uri db:pg://me@db1:5432/shop?sslmode=verify-full --registry sqitch --project flipr"), qPrintable(line));
    QVERIFY(line.contains(u"--parent "_s + all[0].key) && line.contains(u"--script deploy/users.sql") && !line.contains(u"--scratch"));
    QVERIFY(!line.contains(u"s3cret") && up->input.contains("s3cret"));
    for (const QString &value : up->environment)
        QVERIFY(!value.contains(u"s3cret"));
    QVERIFY(!up->script.isEmpty());
    request.target.database = u"lockkeeper_scratch_0123456789abcdef"_s;
    QVERIFY(m_format.command(request, *setup)->arguments.contains(u"--scratch"_s));
    request.target.database = u"lockkeeper_shop_2024"_s; // somebody's own
    QVERIFY(!m_format.command(request, *setup)->arguments.contains(u"--scratch"_s));
    request.action = ToolAction::Address;
    QVERIFY(m_format.command(request, *setup)->program.isEmpty());
}

void tst_Sqitch::fiveThousand()
{
    TemporaryProject project;
    QByteArray plan = "%project=p\n\n";
    for (int i = 0; i < 5000; ++i)
        plan += "c" + QByteArray::number(i) + (i > 0 ? " [c" + QByteArray::number(i - 1) + ']' : QByteArray()) + " 2024-01-01T00:00:00Z Jo <jo@x.org> # one\n";
    project.write(u"sqitch.conf"_s, "[core]\n\tengine = pg\n");
    project.write(u"sqitch.plan"_s, plan);
    const auto all = load(project);
    QCOMPARE(all.size(), 5000u);
    QCOMPARE(all.back().dependsOn, QStringList{all[4998].key});
}

QTEST_GUILESS_MAIN(tst_Sqitch)
#include "tst_sqitch.moc"
