// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/project/project.h"
#include "models/project/projectwriter.h"
#include "tests/support/temporaryproject.h"

#include <QFile>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

using Settings = std::vector<Setting>;

const Settings NewDatabase{{u"url"_s, u"postgresql://anna@db1:5432/shop"_s}, {u"protected"_s, true}, {u"lock_retries"_s, 3}};

} // namespace

class tst_ProjectWriter : public QObject
{
    Q_OBJECT

private slots:
    void edits_data();
    void edits();
    void refusals_data();
    void refusals();
    void keepsEveryOtherByte();
    void readsWhatItWrote_data();
    void readsWhatItWrote();
    void writtenVariablesAreSeen();
    void writesOnlyOverWhatWasRead();
    void makesTheFile();
    void durations();
    void keysOfTheProject_data();
    void keysOfTheProject();
};

void tst_ProjectWriter::edits_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QString>("environment");
    QTest::addColumn<Settings>("settings");
    QTest::addColumn<QByteArray>("after");
    const Settings url{{u"url"_s, u"sqlite:b.db"_s}};
    const Settings guard{{u"protected"_s, true}};
    QTest::newRow("into nothing") << QByteArray() << u"staging"_s << url << QByteArray("[environments.staging]\nurl = \"sqlite:b.db\"\n");
    QTest::newRow("at the end") << QByteArray("[project]\nname = \"x\"") << u"staging"_s << url
                                << QByteArray("[project]\nname = \"x\"\n\n[environments.staging]\nurl = \"sqlite:b.db\"\n");
    QTest::newRow("quoted name") << QByteArray("# c\n\n") << u"two words"_s << url
                                 << QByteArray("# c\n\n[environments.\"two words\"]\nurl = \"sqlite:b.db\"\n");
    QTest::newRow("a value") << QByteArray("[environments.a]\nurl = 'sqlite:ä.db'  # ü old\nwindow = \"x\"\n") << u"a"_s << url
                             << QByteArray("[environments.a]\nurl = \"sqlite:b.db\"  # ü old\nwindow = \"x\"\n");
    QTest::newRow("behind other characters") << QByteArray("environments = { \"ä\" = {}, a = { url = \"sqlite:ö.db\" } } # ü\n") << u"a"_s << url
                                             << QByteArray();
    QTest::newRow("inline") << QByteArray("[environments]\na = { window = \"ä\", url = \"sqlite:ö.db\" } # ü\n") << u"a"_s << url
                            << QByteArray("[environments]\na = { window = \"ä\", url = \"sqlite:b.db\" } # ü\n");
    QTest::newRow("a key inline") << QByteArray("[environments]\na = { url = \"sqlite:ö.db\" } # ü\n") << u"a"_s << guard
                                  << QByteArray("[environments]\na = { url = \"sqlite:ö.db\", protected = true } # ü\n");
    QTest::newRow("dotted value") << QByteArray("environments.a.url = \"sqlite:a.db\"\n") << u"a"_s << url
                                  << QByteArray("environments.a.url = \"sqlite:b.db\"\n");
    QTest::newRow("windows lines") << QByteArray("\xef\xbb\xbf[environments.a]\r\nurl = \"sqlite:a.db\"\r\n\r\n# end\r\n") << u"a"_s << guard
                                   << QByteArray("\xef\xbb\xbf[environments.a]\r\nurl = \"sqlite:a.db\"\r\nprotected = true\r\n\r\n# end\r\n");
    QTest::newRow("before the parts") << QByteArray("[environments.a]\nurl = \"sqlite:a.db\" # c\n\n# of backups\n[environments.a.backup]\nkeep = 3\n") << u"a"_s << guard
                                      << QByteArray("[environments.a]\nurl = \"sqlite:a.db\" # c\nprotected = true\n\n# of backups\n[environments.a.backup]\nkeep = 3\n");
    QTest::newRow("no end of line") << QByteArray("[environments.a]\nurl = \"sqlite:a.db\"") << u"a"_s << guard
                                    << QByteArray("[environments.a]\nurl = \"sqlite:a.db\"\nprotected = true\n");
    QTest::newRow("long value") << QByteArray("[environments.a]\nurl = \"\"\"\nsqlite:\\\n a.db\"\"\"\ngates = [\n  \"x\", # one\n]\n") << u"a"_s
                                << Settings{{u"url"_s, u"sqlite:b.db"_s}, {u"protected"_s, false}}
                                << QByteArray("[environments.a]\nurl = \"sqlite:b.db\"\ngates = [\n  \"x\", # one\n]\nprotected = false\n");
    const auto rehearsal = [](const Settings &members) { return Settings{{u"rehearsal"_s, {}, members}}; };
    const Settings backup = rehearsal({{u"on"_s, u"backup"_s}});
    QTest::newRow("a table into nothing") << QByteArray("[environments.a]\nurl = \"sqlite:a.db\" # c\n") << u"a"_s << rehearsal({{u"on"_s, u"backup"_s}, {u"data"_s, u"full"_s}})
                                          << QByteArray("[environments.a]\nurl = \"sqlite:a.db\" # c\nrehearsal = { on = \"backup\", data = \"full\" }\n");
    QTest::newRow("a table inline") << QByteArray("[environments.a]\nrehearsal = { data = \"none\", on = 'private' } # why\nurl = \"sqlite:a.db\"\n") << u"a"_s << backup
                                    << QByteArray("[environments.a]\nrehearsal = { data = \"none\", on = \"backup\" } # why\nurl = \"sqlite:a.db\"\n");
    QTest::newRow("a key of a table inline") << QByteArray("[environments.a]\nrehearsal = { data = \"none\" } # why\n") << u"a"_s << backup
                                             << QByteArray("[environments.a]\nrehearsal = { data = \"none\", on = \"backup\" } # why\n");
    QTest::newRow("a table of its own") << QByteArray("[environments.a]\nurl = \"sqlite:a.db\"\n[environments.a.rehearsal]\ndata = \"none\" # why\n\n[environments.b]\nurl = \"sqlite:b.db\"\n") << u"a"_s
                                        << Settings{{u"protected"_s, true}, {u"rehearsal"_s, {}, backup.front().members}}
                                        << QByteArray("[environments.a]\nurl = \"sqlite:a.db\"\nprotected = true\n[environments.a.rehearsal]\ndata = \"none\" # why\non = \"backup\"\n\n[environments.b]\nurl = \"sqlite:b.db\"\n");
    QTest::newRow("a dotted key of a table") << QByteArray("environments.a.rehearsal.on = \"scratch\" # why\n") << u"a"_s << backup << QByteArray("environments.a.rehearsal.on = \"backup\" # why\n");
    QTest::newRow("a table of a new environment") << QByteArray() << u"a"_s << backup << QByteArray("[environments.a]\nrehearsal = { on = \"backup\" }\n");
    QTest::newRow("signs") << QByteArray("[environments.a]\n") << u"a"_s << Settings{{u"window"_s, u"\"\\ \t ä"_s}}
                           << QByteArray("[environments.a]\nwindow = \"\\\"\\\\ \\u0009 ä\"\n");
}

void tst_ProjectWriter::edits()
{
    QFETCH(QByteArray, before);
    QFETCH(QString, environment);
    QFETCH(Settings, settings);
    QFETCH(QByteArray, after);
    const auto text = withEnvironment(before, environment, settings);
    QVERIFY2(text, text ? "" : qPrintable(text.error().text()));
    if (after.isEmpty())
        after = QByteArray(before).replace("sqlite:ö.db", "sqlite:b.db");
    QCOMPARE(*text, after);
}

void tst_ProjectWriter::refusals_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("said");
    QTest::newRow("a password") << QByteArray("[environments.a]\n") << u"postgresql://anna:secret@db1/shop"_s << u"password"_s;
    QTest::newRow("broken file") << QByteArray("[environments\n") << u"sqlite:b.db"_s << u"not valid"_s;
    QTest::newRow("dotted keys") << QByteArray("[environments]\na.window = \"x\"\n") << u"sqlite:b.db"_s << u"table of its own"_s;
    QTest::newRow("only parts") << QByteArray("[environments.a.backup]\nkeep = 3\n") << u"sqlite:b.db"_s << u"without touching"_s;
    QTest::newRow("all in one line") << QByteArray("environments = { b = { window = \"x\" } }\n") << u"sqlite:b.db"_s << u"without touching"_s;
}

void tst_ProjectWriter::refusals()
{
    QFETCH(QByteArray, before);
    QFETCH(QString, value);
    QFETCH(QString, said);
    const auto text = withEnvironment(before, u"a"_s, {{u"url"_s, value}});
    QVERIFY(!text);
    QVERIFY2(text.error().text().contains(said), qPrintable(text.error().text()));
    QVERIFY(!text.error().text().contains(u"secret"_s));
}

void tst_ProjectWriter::keepsEveryOtherByte()
{
    const QByteArray before = "# Kopf ä\n\n[project]\nname   =   'Laden'\t# Tab\n\n[ environments . production ]\n"
                              "url=\"sqlite:a.db\"\nprotected\t=\tfalse # nicht\n\n\n[environments.staging]\nurl = \"sqlite:s.db\"\n# Schluss ohne Zeilenende";
    const auto text = withEnvironment(before, u"production"_s, {{u"url"_s, u"sqlite:b.db"_s}, {u"protected"_s, true}});
    QVERIFY2(text, text ? "" : qPrintable(text.error().text()));
    QByteArray wanted = before;
    wanted.replace("\"sqlite:a.db\"", "\"sqlite:b.db\"").replace("\tfalse", "\ttrue");
    QCOMPARE(*text, wanted);
    const auto back = withEnvironment(*text, u"production"_s, {{u"url"_s, u"sqlite:a.db"_s}, {u"protected"_s, false}});
    QVERIFY(back);
    QCOMPARE(*back, before);
}

void tst_ProjectWriter::readsWhatItWrote_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"production", "two words", "größer", "a.b", "1"})
        QTest::newRow(name) << QString::fromUtf8(name);
}

void tst_ProjectWriter::readsWhatItWrote()
{
    QFETCH(QString, name);
    QVERIFY(environmentNameProblem(name).isEmpty());
    TemporaryProject folder;
    folder.writePlainProject();
    const auto before = readProjectFile(folder.folder());
    QVERIFY(before && *before);
    const auto text = withEnvironment(**before, name, NewDatabase);
    QVERIFY2(text, text ? "" : qPrintable(text.error().text()));
    QVERIFY(writeProjectFile(folder.folder(), *before, *text));
    const auto project = openProject(folder.folder());
    QVERIFY2(project, project ? "" : qPrintable(project.error().text()));
    QCOMPARE(project->environments.size(), size_t(2));
    const Environment *environment = project->environment(name);
    QVERIFY(environment);
    QCOMPARE(environment->url, u"postgresql://anna@db1:5432/shop"_s);
    QVERIFY(environment->isProtected);
    QCOMPARE(environment->lockRetries, 3);
    QVERIFY(project->remarks.isEmpty());
}

void tst_ProjectWriter::writtenVariablesAreSeen()
{
    const QByteArray text = "[environments.\"p 1\"]\nurl = \"${DATABASE_URL}\"\n";
    QCOMPARE(writtenSetting(text, u"p 1"_s, u"url"_s), u"${DATABASE_URL}"_s);
    QCOMPARE(writtenSetting(text, u"p 1"_s, u"window"_s), QString());
    QCOMPARE(writtenSetting(text, u"other"_s, u"url"_s), QString());
}

void tst_ProjectWriter::writesOnlyOverWhatWasRead()
{
    TemporaryProject folder;
    folder.writePlainProject();
    const auto before = readProjectFile(folder.folder());
    QVERIFY(before && *before);
    const QByteArray others = **before + "# mine\n";
    folder.write(u"lockkeeper.toml"_s, others);
    const auto written = writeProjectFile(folder.folder(), *before, "[project]\n");
    QVERIFY(!written);
    QVERIFY2(written.error().text().contains(u"meanwhile"_s), qPrintable(written.error().text()));
    QCOMPARE(folder.read(u"lockkeeper.toml"_s), others);
    QVERIFY(!writeProjectFile(folder.folder(), std::nullopt, "[project]\n"));
    folder.remove(u"lockkeeper.toml"_s);
    QVERIFY(QFile::link(folder.path(u"other.toml"_s), folder.path(u"lockkeeper.toml"_s)));
    QVERIFY(!readProjectFile(folder.folder()));
}

void tst_ProjectWriter::makesTheFile()
{
    TemporaryProject folder;
    const auto before = readProjectFile(folder.folder());
    QVERIFY(before && !*before);
    const auto text = withEnvironment({}, u"development"_s, NewDatabase);
    QVERIFY(text);
    QVERIFY(writeProjectFile(folder.folder(), *before, *text));
    QCOMPARE(folder.files(), QStringList{u"lockkeeper.toml"_s});
    QVERIFY(openProject(folder.folder())->environment(u"development"_s));
}

void tst_ProjectWriter::keysOfTheProject_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("no file") << QByteArray() << QByteArray("[project]\nformat = \"sqlx\"\n");
    QTest::newRow("no such table") << QByteArray("[environments.a]\nurl = \"sqlite:a\" # here\n") << QByteArray("[environments.a]\nurl = \"sqlite:a\" # here\n\n[project]\nformat = \"sqlx\"\n");
    QTest::newRow("another key") << QByteArray("[project]\r\nname = \"Shop\"\r\n") << QByteArray("[project]\r\nname = \"Shop\"\r\nformat = \"sqlx\"\r\n");
    QTest::newRow("another value") << QByteArray("[project]\nformat = \"plain\" # ours\n") << QByteArray("[project]\nformat = \"sqlx\" # ours\n");
}

void tst_ProjectWriter::keysOfTheProject()
{
    QFETCH(QByteArray, before);
    const auto written = withProject(before, {{QStringLiteral("format"), QStringLiteral("sqlx")}});
    QVERIFY(written);
    QTEST(*written, "after");
}

void tst_ProjectWriter::durations()
{
    QCOMPARE(durationSetting(500), u"500ms"_s);
    QCOMPARE(durationSetting(0), u"0s"_s);
    QCOMPARE(durationSetting(5000), u"5s"_s);
    QCOMPARE(durationSetting(90'000), u"90s"_s);
    QCOMPARE(durationSetting(1'800'000), u"30min"_s);
    QVERIFY(!environmentNameProblem({}).isEmpty());
    QVERIFY(!environmentNameProblem(u"a/b"_s).isEmpty());
}

QTEST_GUILESS_MAIN(tst_ProjectWriter)
#include "tst_projectwriter.moc"
