// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/project/dotenv.h"
#include "models/project/project.h"
#include "models/project/urlsecret.h"
#include "tests/support/temporaryproject.h"

#include <QFile>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

class tst_Project : public QObject
{
    Q_OBJECT

private slots:
    void wholeFile();
    void defaults();
    void folderWithoutFile();
    void fileWithoutNameTakesTheFolders();
    void demoProjectHasNoRemarks();
    void parentsAreSearched();
    void brokenFiles_data();
    void brokenFiles();
    void unknownKeysAreRemarks();
    void orderOfEnvironmentsIsChecked();
    void linksAreRefused();
    void largeFilesAreRefused();
    void passwords_data();
    void passwords();
    void passwordNeverInTheError();
    void variables();
    void unsetVariableSpoilsOnlyItsEnvironment();
    void dotEnv_data();
    void dotEnv();
    void bareUrl();
    void readingWritesNothing();

private:
    static Result<Project> open(const QByteArray &toml)
    {
        TemporaryProject project;
        project.write(u"lockkeeper.toml"_s, toml);
        return openProject(project.folder());
    }
};

void tst_Project::wholeFile()
{
    qputenv("LK_TEST_URL", "sqlite:/srv/shop.db");
    const auto project = open(R"(
[project]
name = "Web shop"
format = "sqlx"
migrations = "db/migrations"
author = "Ada"

[environments.staging]
url = "sqlite:staging.db"

[environments.production]
url = "${LK_TEST_URL}"
protected = true
after = "staging"
reviews = 2
destructive = "block"
backup = { required = true, folder = "../backups", verify = "list", keep = 3, encrypt_to = ["age1x"] }
rehearsal = { on = "${LK_TEST_URL}", data = "none" }
gates = ["load-tested", "ux"]
window = "Sat 22:00-02:00 Europe/Berlin"
lock_timeout = "7s"
lock_retries = 5
statement_timeout = "30min"
on_failure = "stop"
notify = { webhook = "${TEAM_WEBHOOK}" }
health_url = "https://shop.example/health"

[environments.development]
url = "sqlite:shop.db"
destructive = "allow"

[[checklist]]
id = "ux"
phase = "test"
title = "Clicked through the shop"

[[checklist]]
id = "wiki"
title = "Wiki page written"
)");
    QVERIFY2(project, qPrintable(project ? QString() : project.error().text()));
    QCOMPARE(project->name, u"Web shop"_s);
    QCOMPARE(project->format, u"sqlx"_s);
    QCOMPARE(project->migrations, u"db/migrations"_s);
    QCOMPARE(project->author, u"Ada"_s);
    QCOMPARE(project->remarks, QStringList());

    // In the file's order, not the alphabet's.
    QCOMPARE(project->environments.size(), 3u);
    QCOMPARE(project->environments[0].name, u"staging"_s);
    QCOMPARE(project->environments[2].name, u"development"_s);
    QCOMPARE(project->environments[2].destructive, DestructivePolicy::Allow);
    QVERIFY(!project->environment(u"nowhere"_s));

    Environment expected;
    expected.name = u"production"_s;
    expected.url = u"sqlite:/srv/shop.db"_s;
    expected.isProtected = true;
    expected.after = u"staging"_s;
    expected.reviews = 2;
    expected.destructive = DestructivePolicy::Block;
    expected.backup = {true, u"../backups"_s, u"list"_s, 3, {u"age1x"_s}};
    expected.rehearsal = {RehearsalPlace::Server, u"sqlite:/srv/shop.db"_s, {}, false};
    expected.gates = {u"load-tested"_s, u"ux"_s};
    expected.window = u"Sat 22:00-02:00 Europe/Berlin"_s;
    expected.lockTimeoutMs = 7000;
    expected.lockRetries = 5;
    expected.statementTimeoutMs = 30 * 60 * 1000;
    QVERIFY(*project->environment(u"production"_s) == expected);

    QCOMPARE(project->items.size(), 2u);
    QVERIFY((project->items[0] == ProjectItem{u"ux"_s, u"test"_s, u"Clicked through the shop"_s}));
    QCOMPARE(project->items[1].phase, u"plan"_s);
}

void tst_Project::defaults()
{
    const auto project = open("[environments.dev]\nurl = \"sqlite:a.db\"\n");
    QVERIFY(project);
    Environment expected;
    expected.name = u"dev"_s;
    expected.url = u"sqlite:a.db"_s;
    QVERIFY(project->environments.at(0) == expected);
    QVERIFY(project->format.isEmpty());
    QVERIFY(project->migrations.isEmpty());
}

void tst_Project::folderWithoutFile()
{
    TemporaryProject folder;
    const auto project = openProject(folder.folder());
    QVERIFY(project);
    QVERIFY(project->environments.empty());
    QCOMPARE(project->name, folder.folder().section(u'/', -1));
    QCOMPARE(project->dataFolder(), folder.path(u".lockkeeper"_s));

    const auto missing = openProject(folder.path(u"no/such"_s));
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::Usage);
    QVERIFY(missing.error().text().contains(u"there is no such folder"));

    folder.write(u"file"_s, "x");
    QVERIFY(openProject(folder.path(u"file"_s)).error().text().contains(u"not a folder"));
}

void tst_Project::fileWithoutNameTakesTheFolders()
{
    TemporaryProject folder;
    folder.write(u"shop/lockkeeper.toml"_s, "");
    const auto project = openProject(folder.path(u"shop/"_s));
    QVERIFY(project);
    QCOMPARE(project->name, u"shop"_s);
    QCOMPARE(project->folder, folder.path(u"shop"_s));
}

void tst_Project::demoProjectHasNoRemarks()
{
    const auto project = openProject(QStringLiteral(LOCKKEEPER_SOURCE_DIR) + u"/resources/demo"_s);
    QVERIFY(project);
    QCOMPARE(project->remarks, QStringList());
    QCOMPARE(project->environments.size(), 3u);
}

void tst_Project::parentsAreSearched()
{
    TemporaryProject folder;
    folder.write(u"lockkeeper.toml"_s, "[project]\nname = \"Outer\"\n");
    folder.makeFolder(u"a/b"_s);
    QCOMPARE(openProject(folder.path(u"a/b"_s))->name, u"b"_s);
    const auto found = openProject(folder.path(u"a/b"_s), true);
    QCOMPARE(found->name, u"Outer"_s);
    QCOMPARE(found->folder, folder.folder());
}

void tst_Project::brokenFiles_data()
{
    QTest::addColumn<QByteArray>("toml");
    QTest::addColumn<qint64>("line");
    QTest::addColumn<QString>("says");
    QTest::newRow("not closed") << "[project]\nname = \"x\n"_ba << qint64(2) << u"TOML"_s;
    QTest::newRow("no name") << "[project]\n[=]\n"_ba << qint64(2) << u"TOML"_s;
    QTest::newRow("no name of many") << "[project]\n[[ $ ]]\n"_ba << qint64(2) << u"TOML"_s;
    QTest::newRow("no key") << "[project]\n= 3\n"_ba << qint64(2) << u"TOML"_s;
    QTest::newRow("no key after the dot") << "[project]\na.=3\n"_ba << qint64(2) << u"TOML"_s;
    QTest::newRow("twice") << "[project]\nname = \"x\"\nname = \"y\"\n"_ba << qint64(3) << u"TOML"_s;
    QTest::newRow("no table") << "\nproject = 3\n"_ba << qint64(2) << u"it has to be a table"_s;
    QTest::newRow("name is a number") << "[project]\nname = 3\n"_ba << qint64(2) << u"project.name"_s;
    QTest::newRow("protected as text") << "[environments.a]\nurl='sqlite:x'\nprotected = \"yes\"\n"_ba << qint64(3)
                                       << u"true or false"_s;
    QTest::newRow("destructive word") << "[environments.a]\ndestructive = \"never\"\n"_ba << qint64(2)
                                      << u"block, manual, allow"_s;
    QTest::newRow("rehearsal place") << "[environments.a]\nurl = \"sqlite:a.db\"\nrehearsal = { on = \"moon\" }\n"_ba << qint64(3) << u"not a place to rehearse on"_s;
    QTest::newRow("rehearsal place is no text") << "[environments.a]\nrehearsal = { on = 1 }\n"_ba << qint64(2) << u"text in quotes"_s;
    QTest::newRow("rehearsal data") << "[environments.a]\nrehearsal = { data = \"some\" }\n"_ba << qint64(2) << u"is not known"_s;
    QTest::newRow("password in a rehearsal's address") << "[environments.a]\nrehearsal = { on = \"postgresql://me:secret@db/shop\" }\n"_ba << qint64(2) << u"a password stands in it"_s;
    QTest::newRow("verify word") << "[environments.a]\nbackup = { verify = \"maybe\" }\n"_ba << qint64(2)
                                 << u"list, restore"_s;
    QTest::newRow("secret as recipient") << "[environments.a]\nbackup = { encrypt_to = [\"AGE-SECRET-KEY-1X\"] }\n"_ba << qint64(2) << u"a secret key stands in it"_s;
    QTest::newRow("no recipient") << "[environments.a]\nbackup = { encrypt_to = [\"me@example.org\"] }\n"_ba << qint64(2) << u"is no recipient"_s;
    QTest::newRow("jobs and encryption") << "[environments.a]\nbackup = { encrypt_to = [\"age1x\"], jobs = 4 }\n"_ba << qint64(2)
                                         << u"a backup by several jobs can't be encrypted"_s;
    QTest::newRow("secret as identity") << "[environments.a]\nbackup = { identity = \"AGE-SECRET-KEY-1X\" }\n"_ba << qint64(2) << u"a secret key stands in it"_s;
    QTest::newRow("no job") << "[environments.a]\nbackup = { jobs = 0 }\n"_ba << qint64(2) << u"at least 1"_s;
    QTest::newRow("keep none") << "[environments.a]\nbackup = { keep = 0 }\n"_ba << qint64(2) << u"at least 1"_s;
    QTest::newRow("reviews below zero") << "[environments.a]\nreviews = -1\n"_ba << qint64(2) << u"at least 0"_s;
    QTest::newRow("gates as text") << "[environments.a]\ngates = \"x\"\n"_ba << qint64(2) << u"list of texts"_s;
    QTest::newRow("gates of numbers") << "[environments.a]\ngates = [1]\n"_ba << qint64(2) << u"list of texts"_s;
    QTest::newRow("no time") << "[environments.a]\nbusy_timeout = \"soon\"\n"_ba << qint64(2) << u"not a time"_s;
    QTest::newRow("endless time") << "[environments.a]\nbusy_timeout = \"99999999h\"\n"_ba << qint64(2)
                                  << u"not a time"_s;
    QTest::newRow("environment is text") << "[environments]\na = \"sqlite:x\"\n"_ba << qint64(2) << u"environments.a"_s;
    QTest::newRow("name with a slash") << "[environments.\"a/b\"]\nurl = \"sqlite:x\"\n"_ba << qint64(1)
                                       << u"letters, digits"_s;
    QTest::newRow("item without title") << "[[checklist]]\nid = \"x\"\n"_ba << qint64(1) << u"id and a title"_s;
    QTest::newRow("item twice") << "[[checklist]]\nid='x'\ntitle='X'\n[[checklist]]\nid='x'\ntitle='Y'\n"_ba
                                << qint64(4) << u"two items"_s;
    QTest::newRow("items as table") << "[checklist]\nid = \"x\"\n"_ba << qint64(1) << u"[[checklist]]"_s;
    QTest::newRow("phase word") << "[[checklist]]\nid='x'\ntitle='X'\nphase='never'\n"_ba << qint64(4)
                                << u"plan, develop"_s;
    QTest::newRow("not UTF-8") << "[project]\nname = \"\xff\"\n"_ba << qint64(2) << u"UTF-8"_s;
}

void tst_Project::brokenFiles()
{
    QFETCH(QByteArray, toml);
    QFETCH(qint64, line);
    QFETCH(QString, says);
    const auto project = open(toml);
    QVERIFY(!project);
    const Error &error = project.error();
    QCOMPARE(error.code, ErrorCode::Usage);
    QVERIFY2(error.text().contains(says), qPrintable(error.text()));
    QCOMPARE(error.where.line, line);
    QVERIFY(error.where.file.endsWith(u"lockkeeper.toml"));
    QVERIFY(!error.nextStep.isEmpty());
}

void tst_Project::unknownKeysAreRemarks()
{
    const auto project = open("[project]\nnmae = \"x\"\n\n[environments.a]\nurl = \"sqlite:x\"\nprotectd = "
                              "true\nbackup = { kepp = 3 }\n[extra]\n");
    QVERIFY(project);
    QCOMPARE(project->remarks,
             (QStringList{u"lockkeeper.toml:2: unknown key project.nmae has no effect"_s,
                          u"lockkeeper.toml:7: unknown key environments.a.backup.kepp has no effect"_s,
                          u"lockkeeper.toml:6: unknown key environments.a.protectd has no effect"_s,
                          u"lockkeeper.toml:8: unknown key extra has no effect"_s}));
}

void tst_Project::orderOfEnvironmentsIsChecked()
{
    const auto project = open(
        "[environments.a]\nafter = \"gone\"\n[environments.b]\nafter = \"b\"\n[environments.c]\nafter = \"a\"\n");
    QVERIFY(project);
    QCOMPARE(project->remarks.size(), 2);
    QVERIFY(project->remarks[0].contains(u"\"gone\""));
    QVERIFY(project->remarks[1].contains(u"b can't come after itself"));
}

void tst_Project::linksAreRefused()
{
    TemporaryProject folder;
    folder.write(u"real.toml"_s, "[project]\nname = \"x\"\n");
    QVERIFY(QFile::link(folder.path(u"real.toml"_s), folder.path(u"lockkeeper.toml"_s)));
    const auto project = openProject(folder.folder());
    QVERIFY(!project);
    QVERIFY(project.error().text().contains(u"symbolic link"));

    QVERIFY(QFile::remove(folder.path(u"lockkeeper.toml"_s)));
    QVERIFY(QFile::link(folder.path(u"nothing"_s), folder.path(u"lockkeeper.toml"_s)));
    QVERIFY(!openProject(folder.folder()));

    QVERIFY(QFile::remove(folder.path(u"lockkeeper.toml"_s)));
    folder.makeFolder(u"lockkeeper.toml"_s);
    QVERIFY(openProject(folder.folder()).error().text().contains(u"not a file"));
}

void tst_Project::largeFilesAreRefused()
{
    const QByteArray line = "# " + QByteArray(61, 'x') + "\n";
    QVERIFY(open(line.repeated(16 * 1024)));
    const auto project = open(line.repeated(16 * 1024) + "#");
    QVERIFY(!project);
    QVERIFY(project.error().text().contains(u"1 MB"));
}

void tst_Project::passwords_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("holds");
    QTest::newRow("sqlite") << u"sqlite:shop.db"_s << false;
    QTest::newRow("sqlite path with signs") << u"sqlite:///srv/a:b@c.db"_s << false;
    QTest::newRow("no user") << u"postgresql://db1:5432/shop"_s << false;
    QTest::newRow("user only") << u"postgresql://ada@db1:5432/shop"_s << false;
    QTest::newRow("password") << u"postgresql://ada:secret@db1/shop"_s << true;
    QTest::newRow("password with signs") << u"mysql://ada:se/cr@et@db1/shop"_s << true;
    QTest::newRow("empty password") << u"mysql://root:@db1/shop"_s << false;
    QTest::newRow("variable") << u"mysql://ada:${DB_PASSWORD}@db1/shop"_s << false;
    QTest::newRow("variable with a tail") << u"mysql://ada:${DB_PASSWORD}1@db1/shop"_s << true;
    QTest::newRow("whole variable") << u"${DATABASE_URL}"_s << false;
    QTest::newRow("query") << u"postgresql://db1/shop?sslmode=require&password=secret"_s << true;
    QTest::newRow("query variable") << u"postgresql://db1/shop?password=${PW}"_s << false;
    QTest::newRow("query other") << u"postgresql://db1/shop?sslmode=require"_s << false;
}

void tst_Project::passwords()
{
    QFETCH(QString, url);
    QFETCH(bool, holds);
    QCOMPARE(holdsPassword(url), holds);
}

void tst_Project::passwordNeverInTheError()
{
    const auto project = open("[environments.a]\nurl = \"postgresql://ada:hunter2@db1/shop\"\n");
    QVERIFY(!project);
    QVERIFY(!project.error().text().contains(u"hunter2"));
    QVERIFY(project.error().nextStep.contains(u"${"));
    QCOMPARE(project.error().where.line, 2);
}

void tst_Project::variables()
{
    TemporaryProject folder;
    folder.write(u".env"_s, "LK_TEST_A=from file\nLK_TEST_B=also\n");
    qputenv("LK_TEST_A", "from process");
    qunsetenv("LK_TEST_B");
    qunsetenv("LK_TEST_C");
    QCOMPARE(*fillVariables(u"no variable"_s, folder.folder()), u"no variable"_s);
    QCOMPARE(*fillVariables(u"<${LK_TEST_A}|${LK_TEST_B}>"_s, folder.folder()), u"<from process|also>"_s);
    // What a variable holds is not read again.
    qputenv("LK_TEST_A", "${LK_TEST_B}");
    QCOMPARE(*fillVariables(u"${LK_TEST_A}"_s, folder.folder()), u"${LK_TEST_B}"_s);
    const auto missing = fillVariables(u"${LK_TEST_C}"_s, folder.folder());
    QVERIFY(!missing);
    QVERIFY(missing.error().text().contains(u"LK_TEST_C"));
    QCOMPARE(missing.error().code, ErrorCode::Usage);
}

void tst_Project::unsetVariableSpoilsOnlyItsEnvironment()
{
    qunsetenv("LK_TEST_UNSET");
    const auto project = open("[environments.a]\nurl = \"sqlite:x\"\n[environments.b]\nurl = \"${LK_TEST_UNSET}\"\n");
    QVERIFY(project);
    QVERIFY(project->environments[0].urlProblem.isEmpty());
    QVERIFY(project->environments[1].urlProblem.contains(u"LK_TEST_UNSET"));
}

void tst_Project::dotEnv_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("value");
    QTest::newRow("plain") << "K=v"_ba << u"v"_s;
    QTest::newRow("spaces") << "  K = v w  "_ba << u"v w"_s;
    QTest::newRow("export") << "export K=v"_ba << u"v"_s;
    QTest::newRow("empty") << "K="_ba << u""_s;
    QTest::newRow("comment after") << "K=v # say"_ba << u"v"_s;
    QTest::newRow("hash inside") << "K=a#b"_ba << u"a#b"_s;
    QTest::newRow("single quotes") << "K='a \\n # b' # c"_ba << u"a \\n # b"_s;
    QTest::newRow("double quotes") << "K=\"a\\n\\\"b\\\" # c\" # d"_ba << u"a\n\"b\" # c"_s;
    QTest::newRow("equals sign") << "K=postgres://h/d?a=b"_ba << u"postgres://h/d?a=b"_s;
    QTest::newRow("CRLF") << "K=v\r\nL=w\r\n"_ba << u"v"_s;
    QTest::newRow("last wins") << "K=a\nK=b"_ba << u"b"_s;
    QTest::newRow("nothing is expanded") << "K=$HOME"_ba << u"$HOME"_s;
    QTest::newRow("comment line") << "# K=a\nK=b"_ba << u"b"_s;
}

void tst_Project::dotEnv()
{
    QFETCH(QByteArray, line);
    QFETCH(QString, value);
    const auto values = parseDotEnv(line);
    QVERIFY(values.contains(u"K"_s));
    QCOMPARE(values.value(u"K"_s), value);
}

void tst_Project::bareUrl()
{
    const Environment environment = environmentFromUrl(u"sqlite:a.db"_s);
    QCOMPARE(environment.name, u"url"_s);
    QCOMPARE(environment.url, u"sqlite:a.db"_s);
    QVERIFY(!environment.isProtected);
}

void tst_Project::readingWritesNothing()
{
    TemporaryProject folder;
    folder.writePlainProject();
    const QStringList before = folder.files();
    QVERIFY(openProject(folder.folder()));
    QCOMPARE(folder.files(), before);
}

QTEST_GUILESS_MAIN(tst_Project)
#include "tst_project.moc"
