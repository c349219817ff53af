// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatregistry.h"
#include "models/formats/liquibase/changelog.h"
#include "models/formats/liquibase/changelogtree.h"
#include "models/formats/liquibase/contextexpression.h"
#include "models/formats/liquibase/enddelimiter.h"
#include "models/formats/liquibase/formattedsql.h"
#include "models/formats/liquibase/liquibasecommand.h"
#include "models/formats/liquibase/liquibaseformat.h"
#include "models/formats/liquibase/liquibasesettings.h"
#include "models/run/formatlocks.h"
#include "tests/formats/formatsession.h"

#include <QFile>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

class tst_Liquibase : public QObject
{
    Q_OBJECT

private slots:
    void checksums_data();
    void checksums();
    void checksumsOfChangesets();
    void changesets();
    void attributes_data();
    void attributes();
    void rollbacks();
    void rollbackLines();
    void ignoredLines();
    void parameters();
    void delimiters_data();
    void delimiters();
    void dashesForMysql();
    void badDirectives_data();
    void badDirectives();
    void repeatables();
    void notForThisRun();
    void contexts_data();
    void contexts();
    void trees_data();
    void trees();
    void brokenTrees_data();
    void brokenTrees();
    void includes();
    void badIncludes();
    void duplicates();
    void oddFiles();
    void settings();
    void addresses();
    void recognition();
    void tablesAreTheTools_data() { everyTestEngine(); }
    void tablesAreTheTools();
    void rowsAreTheTools_data() { everyTestEngine(); }
    void rowsAreTheTools();
    void states_data() { everyTestEngine(); }
    void states();
    void lockIsMade_data() { everyTestEngine(); }
    void lockIsMade();
    void ownNames();
    void waysBack_data();
    void waysBack();
    void driversAddress_data();
    void driversAddress();
    void command();
    void newFiles();
    void editedText();

private:
    std::vector<Migration> load(const TemporaryProject &project, const Dialect &dialect = sqliteDialect()) const
    {
        const auto setup = m_format.setup(project.folder(), {});
        if (!setup)
            qFatal("%s", qPrintable(setup.error().text()));
        auto all = m_format.load(*setup, dialect);
        if (!all)
            qFatal("%s", qPrintable(all.error().text()));
        return *all;
    }
    std::vector<Migration> load(const QByteArray &sql, const Dialect &dialect = sqliteDialect()) const
    {
        TemporaryProject project;
        project.write(u"changelog.sql"_s, "--liquibase formatted sql\n" + sql);
        return load(project, dialect);
    }
    QByteArrayList statements(const Script &script, const Dialect &dialect = sqliteDialect()) const
    {
        QByteArrayList all;
        const auto spans = m_format.split(script.view(), dialect);
        for (const StatementSpan &span : *spans)
            all += script.view().sliced(span.offset, span.length).toByteArray();
        return all;
    }

    LiquibaseFormat m_format;
};

void tst_Liquibase::checksums_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QByteArray>("sum");
    QTest::newRow("upstream") << "select 1"_ba << "9:3b78b9910981c62ca27148640fad7bc2"_ba;
    QTest::newRow("select") << "SELECT 1;"_ba << "9:0a7ed49c904abc7110aa09324b49f106"_ba;
    QTest::newRow("table") << "CREATE TABLE t (id INTEGER PRIMARY KEY);"_ba << "9:bcfbd6c790e5d7f9490f4b177e3694bb"_ba;
    QTest::newRow("lines") << "create table person (\n    id int primary key,\n    name varchar(50) not null\n);"_ba << "9:4777307875fc7d5e917312485f74b236"_ba;
    QTest::newRow("lines, CRLF and tabs") << "create table person (\r\n\tid int primary key,\r\n\tname varchar(50) not null\r\n);\r\n"_ba << "9:4777307875fc7d5e917312485f74b236"_ba;
}

void tst_Liquibase::checksums()
{
    QFETCH(QByteArray, sql);
    QFETCH(QByteArray, sum);
    QCOMPARE(liquibaseChecksum(sql), sum);
    QCOMPARE(load("--changeset a:1\n" + sql + "\n--rollback drop table x;\n").front().checksum, sum);
    QVERIFY(liquibaseChecksum("select 'a b'") == liquibaseChecksum("select 'ab'"));
}

/// What Liquibase 4.28 wrote for these.
void tst_Liquibase::checksumsOfChangesets()
{
    const auto all = load("\n--changeset ann:1 labels:v1,v2 context:\"test or prod\"\n--comment: first table\ncreate table person (\n    id int primary key, -- the key; really\n"
                          "    name varchar(50) not null\n);\ninsert into person values (1, 'a;b');\n--rollback drop table person;\n\n-- an ordinary comment between\n"
                          "--changeset bob:2 runOnChange:true\n--preconditions onFail:MARK_RAN\n--precondition-sql-check expectedResult:0 select count(*) from person where id = 99\n"
                          "drop view if exists v; \n/* block\n   comment */\ncreate view v as select id from person;\n/* liquibase rollback\ndrop view v;\n*/\n\n"
                          "--changeset bob:3 splitStatements:false stripComments:false\n-- kept comment\ncreate table three (x int);\n--rollback not required\n\n"
                          "--changeset \"zoe smith\":\"4 x\" endDelimiter:GO\ncreate table four (x int)\nGO\ncreate table four2 (x int)\nGO\n--rollback empty\n");
    QCOMPARE(all.size(), 4u);
    QCOMPARE(all[0].checksum, "9:d028a144355958e3367ac4e93852cbeb"_ba);
    QCOMPARE(all[1].checksum, "9:13eb0092603e89d5299e5839cbb97768"_ba);
    QCOMPARE(all[2].checksum, "9:6b784f7cef14d59acbce741cbb482d72"_ba);
    QCOMPARE(all[3].checksum, "9:8541143815e869c4a76d4f970210a0dc"_ba);
}

void tst_Liquibase::changesets()
{
    const QByteArray text = "--liquibase formatted sql\n\n--changeset ann:1\n--comment first of all\nCREATE TABLE a (x INT);\n\n-- changeset \"b c\":\"2 d\"\nCREATE TABLE b (x INT);\n"
                            "  --  CHANGESET ann:3\nCREATE TABLE c (x INT);\nINSERT INTO c VALUES (1);\n";
    TemporaryProject project;
    project.write(u"changelog.sql"_s, text);
    const auto all = load(project);
    QCOMPARE(all.size(), 3u);
    QCOMPARE(all[0].key, u"changelog.sql::1::ann"_s);
    QCOMPARE(all[0].description, u"first of all"_s);
    QCOMPARE(all[1].key, u"changelog.sql::2 d::b c"_s);
    QCOMPARE(all[2].key, u"changelog.sql::3::ann"_s);
    QCOMPARE(all[0].up->firstLine, 3);
    QCOMPARE(all[2].up->firstLine, 9);
    for (const Migration &one : all) {
        QVERIFY(one.problems.empty() && !one.down && !one.repeatable);
        QCOMPARE(one.up->fileBytes(), text);
        QCOMPARE(one.upFile, u"changelog.sql"_s);
    }
    QCOMPARE(statements(*all[2].up), (QByteArrayList{"CREATE TABLE c (x INT)", "INSERT INTO c VALUES (1)"}));
    const auto spans = m_format.split(all[2].up->view(), sqliteDialect());
    QCOMPARE(spans->at(1).line + all[2].up->firstLine - 1, 11); // the place in the file
}

void tst_Liquibase::attributes_data()
{
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<QString>("detail");
    QTest::addColumn<QString>("value");
    QTest::newRow("label") << " labels:one"_ba << u"labels"_s << u"one"_s;
    QTest::newRow("labels") << " labels:\"v1, v2\""_ba << u"labels"_s << u"v1,v2"_s;
    QTest::newRow("context") << " context:test"_ba << u"contexts"_s << u"test"_s;
    QTest::newRow("contexts") << " contextFilter:\"a, b\""_ba << u"contexts"_s << u"(a, b)"_s;
    QTest::newRow("expression") << " context:\"test or prod\""_ba << u"contexts"_s << u"(test or prod)"_s;
    QTest::newRow("path") << " logicalFilePath:other/way.sql"_ba << u"filename"_s << u"other/way.sql"_s;
    QTest::newRow("none") << ""_ba << u"filename"_s << u"changelog.sql"_s;
}

void tst_Liquibase::attributes()
{
    QFETCH(QByteArray, written);
    QFETCH(QString, detail);
    QFETCH(QString, value);
    const auto all = load("--changeset a:1" + written + "\nSELECT 1;\n");
    QCOMPARE(all.front().details.value(detail), value);
    QVERIFY(all.front().problems.empty());
}

void tst_Liquibase::rollbacks()
{
    const auto all = load("--changeset a:1\nA;\n--rollback B;\n--rollback C;\n--changeset a:2\nD;\n/* liquibase rollback\nE;\nF; */\n--changeset a:3\nG;\n--rollback not required\n"
                          "--changeset a:4\nH;\n--rollback EMPTY\n--changeset a:5\nI;\n--rollback changesetId:1 changesetAuthor:a\n--changeset a:6\nJ;\n--rollback\n--changeset a:7\nK;\n"
                          "--rollback changesetId:9 changesetAuthor:a\n--changeset a:8 runInTransaction:false\nL;\n--rollback M;\n");
    QCOMPARE(all.size(), 8u);
    QCOMPARE(statements(*all[0].down), (QByteArrayList{"B", "C"}));
    QCOMPARE(statements(*all[1].down), (QByteArrayList{"E", "F"}));
    QVERIFY(all[2].down && statements(*all[2].down).isEmpty()); // the row goes, and nothing else
    QVERIFY(all[3].down && statements(*all[3].down).isEmpty());
    QCOMPARE(statements(*all[4].down), (QByteArrayList{"A"}));
    QVERIFY(!all[5].down);
    QVERIFY(problemOf(all[6], u"bad-annotation")->blocks);
    QVERIFY(!all[7].inTransaction(Direction::Up) && !all[7].inTransaction(Direction::Down));
    QVERIFY(all[0].inTransaction(Direction::Up));
    QCOMPARE(statements(*all[0].up), (QByteArrayList{"A"}));
    QCOMPARE(statements(*all[1].up), (QByteArrayList{"D"}));
}

void tst_Liquibase::rollbackLines()
{
    const auto all = load("--changeset a:1\n--rollback DROP TABLE b;\nA;\n\n--rollback DROP TABLE c;\nB;\n");
    QCOMPARE(all[0].down->firstLine, 3);
    const auto spans = m_format.split(all[0].down->view(), sqliteDialect());
    QCOMPARE(spans->at(0).line + all[0].down->firstLine - 1, 3);
    QCOMPARE(spans->at(1).line + all[0].down->firstLine - 1, 6);
    QCOMPARE(statements(*all[0].up), (QByteArrayList{"A", "B"}));
}

void tst_Liquibase::ignoredLines()
{
    const auto all = load("--changeset a:1\nA;\n--ignoreLines:2\nB;\nC;\nD;\n--ignoreLines:start\nE;\n--changeset a:9\nF;\n--ignoreLines:end\nG;\n");
    QCOMPARE(all.size(), 1u);
    QCOMPARE(statements(*all[0].up), (QByteArrayList{"A", "D", "G"}));
    const auto spans = m_format.split(all[0].up->view(), sqliteDialect());
    QCOMPARE(spans->at(1).line + all[0].up->firstLine - 1, 7);
    QCOMPARE(spans->at(2).line + all[0].up->firstLine - 1, 13);
    QCOMPARE(all[0].checksum, liquibaseChecksum("A;D;G;"));
}

/// As Liquibase 4.28 filled them in: the first value stays, what is not known is left.
void tst_Liquibase::parameters()
{
    TemporaryProject project;
    project.write(u"liquibase.properties"_s, "changelogFile=main.yaml\nparameter.own = fromprops\n");
    project.write(u"main.yaml"_s, "databaseChangeLog:\n  - property:\n      name: tbl\n      value: named\n  - include:\n      file: one.sql\n");
    project.write(u"one.sql"_s, "-- liquibase formatted sql logicalFilePath:logical/one.sql\n\n--property name:p2 value:two\n--property name:tbl value:late\n--changeset ann:c1 context:test\n"
                                "create table ${tbl} (x int, d varchar(9) default '${p2} ${unknown} ${own}');\n--changeset ann:c2\nselect '${:tbl}';\n--rollback drop table ${tbl};\n");
    const auto all = load(project);
    QCOMPARE(all.size(), 2u);
    QCOMPARE(all[0].key, u"logical/one.sql::c1::ann"_s);
    QCOMPARE(statements(*all[0].up), (QByteArrayList{"create table named (x int, d varchar(9) default 'two ${unknown} fromprops')"}));
    QCOMPARE(all[0].checksum, "9:0e7f8e2f470b15016349efd08942c9f1"_ba);
    QCOMPARE(statements(*all[1].up), (QByteArrayList{"select '${tbl}'"}));
    QCOMPARE(statements(*all[1].down), (QByteArrayList{"drop table named"}));
}

void tst_Liquibase::delimiters_data()
{
    QTest::addColumn<QString>("delimiter");
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QByteArray>("changed");
    QTest::newRow("usual") << QString() << "A;\nB;\n"_ba << "A;\nB;\n"_ba;
    QTest::newRow("usual, GO") << QString() << "A\nGO\nB 'GO'\ngo\nC go\n"_ba << "A\n; \nB 'GO'\n; \nC go\n"_ba;
    QTest::newRow("usual, slash") << QString() << "A\n/\nB\n/ 2\n"_ba << "A\n;\nB\n/ 2\n"_ba;
    QTest::newRow("GO") << u"GO"_s << "A\nGO\nB GO\nGOOD\n"_ba << "A\n; \nB ; \nGOOD\n"_ba;
    QTest::newRow("slashes") << u"//"_s << "A '//'//\nB // -- //\n"_ba << "A '//'; \nB ;  -- //\n"_ba;
    QTest::newRow("line") << u"\\n/"_s << "A / 2\n/\nB\n"_ba << "A / 2\n;\nB\n"_ba;
    QTest::newRow("line, end") << u"\\nGO$"_s << "A GO\nGO\n"_ba << "A GO\n; \n"_ba;
    QTest::newRow("signs") << u"@@"_s << "A @@\nB@@"_ba << "A ; \nB; "_ba;
    QTest::newRow("open string") << u"//"_s << "A 'x // \nB //"_ba << "A 'x // \nB //"_ba;
}

void tst_Liquibase::delimiters()
{
    QFETCH(QString, delimiter);
    QFETCH(QByteArray, script);
    QFETCH(QByteArray, changed);
    QCOMPARE(withSemicolons(script, delimiter, postgresqlDialect()), changed);
}

/// MySQL takes "--x" for two minus signs; Liquibase takes comments out before it sends anything.
void tst_Liquibase::dashesForMysql()
{
    const auto all = load("--changeset a:1\n--note\nCREATE TABLE a (\n--rollback DROP TABLE a;\n  x INT\n--more\n);\n-- fine\n", mariadbDialect());
    QCOMPARE(all[0].up->view().toByteArray(), "-- changeset a:1\n\nCREATE TABLE a (\n\n  x INT\n\n);\n-- fine\n"_ba);
    QCOMPARE(all[0].checksum, liquibaseChecksum("--note\nCREATE TABLE a (\n  x INT\n--more\n);\n-- fine"));
    QCOMPARE(statements(*all[0].up, mariadbDialect()).size(), 1);
}

void tst_Liquibase::badDirectives_data()
{
    QTest::addColumn<QByteArray>("text"); // behind the first line
    QTest::addColumn<int>("line");
    QTest::newRow("no id") << "--changeset a\nSELECT 1;\n"_ba << 2;
    QTest::newRow("no author") << "--changeset :1\nSELECT 1;\n"_ba << 2;
    QTest::newRow("space before id") << "--changeset a: 1\nSELECT 1;\n"_ba << 2;
    QTest::newRow("nothing") << "--changeset\nSELECT 1;\n"_ba << 2;
    QTest::newRow("one dash") << "--changeset a:1\nSELECT 1;\n-rollback SELECT 2;\n"_ba << 4;
    QTest::newRow("no SQL") << "\n--changeset a:1\n--rollback SELECT 2;\n"_ba << 3;
    QTest::newRow("neither true nor false") << "--changeset a:1 runOnChange:yes\nSELECT 1;\n"_ba << 2;
    QTest::newRow("open rollback") << "--changeset a:1\nSELECT 1;\n/* liquibase rollback\nSELECT 2;\n"_ba << 4;
    QTest::newRow("lines") << "--changeset a:1\nSELECT 1;\n--ignoreLines:x\n"_ba << 4;
    QTest::newRow("comment outside") << "--comment: hello\n--changeset a:1\nSELECT 1;\n"_ba << 2;
}

void tst_Liquibase::badDirectives()
{
    QFETCH(QByteArray, text);
    QFETCH(int, line);
    const auto all = load(text);
    QVERIFY(!all.empty());
    const FileProblem &problem = all[0].problems.front();
    QVERIFY(all[0].blocked() && problem.blocks && !problem.message.isEmpty() && !problem.fix.isEmpty());
    QCOMPARE(problem.line, line);
    QVERIFY(!all[0].up);
}

void tst_Liquibase::repeatables()
{
    const auto all = load("--changeset a:1 runOnChange:true\nSELECT 1;\n--changeset a:2 runAlways:true\nSELECT 2;\n--changeset a:3 runOnChange:false\n--validCheckSum: 9:abc\nSELECT 3;\n"
                          "--changeset a:4\n--validCheckSum ANY\nSELECT 4;\n");
    QVERIFY(all[0].repeatable && all[1].repeatable && !all[2].repeatable);
    QVERIFY(problemOf(all[1], u"runs-always") && !all[1].blocked());
    AppliedMigration row;
    row.checksum = "9:abc";
    QVERIFY(!m_format.isSame(all[0], row));
    QVERIFY(m_format.isSame(all[2], row));
    QVERIFY(m_format.isSame(all[3], row));
    row.checksum = "9:abcd";
    QVERIFY(!m_format.isSame(all[2], row));
    QVERIFY(m_format.isSame(all[3], row));
    for (const char *theirs : {"", "8:d41d8cd98f00b204e9800998ecf8427e", "7:d41d8cd98f00b204e9800998ecf8427e"}) { // the tool fills them in anew
        row.checksum = theirs;
        QVERIFY(m_format.isSame(all[0], row));
    }
}

void tst_Liquibase::notForThisRun()
{
    TemporaryProject project;
    project.write(u"liquibase.properties"_s, "changeLogFile=changelog.sql\ncontexts=test\nlabel-filter=v1 and !old\n");
    project.write(u"changelog.sql"_s, "--liquibase formatted sql\n--changeset a:1 dbms:postgresql\nA;\n--changeset a:2 dbms:sqlite,mysql\nA;\n--changeset a:3 dbms:!sqlite\nA;\n"
                                      "--changeset a:4 ignore:true\nA;\n--changeset a:5 context:prod\nA;\n--changeset a:6 context:test labels:v1\nA;\n--changeset a:7 labels:v2\nA;\n"
                                      "--changeset a:8\nA;\n");
    QString runs;
    for (const Migration &one : load(project)) {
        QVERIFY(!one.blocked());
        QCOMPARE(one.up.has_value(), problemOf(one, u"not-for-this-run") == nullptr);
        if (one.up)
            runs += one.details.value(IdDetail);
    }
    QCOMPARE(runs, u"268"_s);
    const auto all = load("--changeset a:1\n--preconditions onFail:MARK_RAN\n--precondition-sql-check expectedResult:0 SELECT 1\nA;\n");
    QVERIFY(problemOf(all[0], u"tool-precondition")->message.contains(u"precondition-sql-check expectedResult:0 SELECT 1"_s));
    QVERIFY(!all[0].blocked());
    const auto before = load("DROP TABLE gone;\n--changeset a:1\nA;\n");
    QVERIFY(problemOf(before[0], u"outside-changeset") && !before[0].blocked());
}

void tst_Liquibase::contexts_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<bool>("runs"); // with test and eu
    QTest::newRow("none") << QString() << true;
    QTest::newRow("one") << u"test"_s << true;
    QTest::newRow("case") << u"TEST"_s << true;
    QTest::newRow("other") << u"prod"_s << false;
    QTest::newRow("or") << u"prod or eu"_s << true;
    QTest::newRow("comma") << u"prod, eu"_s << true;
    QTest::newRow("and") << u"test and prod"_s << false;
    QTest::newRow("not") << u"!prod"_s << true;
    QTest::newRow("not, word") << u"not test"_s << false;
    QTest::newRow("brackets") << u"(prod or test) and (eu and !us)"_s << true;
    QTest::newRow("deep") << QString(1000, u'(') << false;
}

void tst_Liquibase::contexts()
{
    QFETCH(QString, expression);
    QFETCH(bool, runs);
    QCOMPARE(matchesContexts(expression, {u"test"_s, u"eu "_s}), runs);
}

void tst_Liquibase::trees_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("xml") << u"m.xml"_s
                         << "<?xml version=\"1.0\"?>\n<databaseChangeLog xmlns=\"http://www.liquibase.org/xml/ns/dbchangelog\">\n  <!-- x -->\n  <include file=\"a.sql\" relativeToChangelogFile=\"true\"/>\n"
                            "  <changeSet id=\"1\" author=\"ann\" context=\"test\">\n    <comment>two words</comment>\n    <createTable tableName=\"t\"><column name=\"x\" type=\"int\"/></createTable>\n"
                            "  </changeSet>\n</databaseChangeLog>\n"_ba;
    QTest::newRow("yaml") << u"m.yaml"_s
                          << "# x\ndatabaseChangeLog:\n- include:\n    file: a.sql   # it\n    relativeToChangelogFile: true\n\n- changeSet:\n    id: 1\n    author: \"ann\"\n    context: test\n"
                             "    comment: 'two words'\n    changes:\n    - createTable:\n        tableName: t\n        columns:\n        - column:\n            name: x\n            type: int\n"_ba;
    QTest::newRow("yaml, indented, CRLF") << u"m.yml"_s
                                          << "---\r\ndatabaseChangeLog:\r\n  - include: {file: a.sql, relativeToChangelogFile: true}\r\n  -\r\n    changeSet:\r\n      id: '1'\r\n      author: ann\r\n"
                                             "      context: test\r\n      comment: two\r\n        words\r\n      changes:\r\n        - createTable:\r\n            tableName: t\r\n"_ba;
    QTest::newRow("json") << u"m.json"_s
                          << "{\"databaseChangeLog\": [\n {\"include\": {\"file\": \"a.sql\", \"relativeToChangelogFile\": true}},\n {\"changeSet\": {\"id\": \"1\", \"author\": \"ann\", \"context\": \"test\","
                             " \"comment\": \"two words\",\n  \"changes\": [{\"createTable\": {\"tableName\": \"t\"}}]}}\n]}"_ba;
}

void tst_Liquibase::trees()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, text);
    const auto tree = readChangelogTree(text, file);
    QVERIFY2(tree, tree ? "" : qPrintable(tree.error().text()));
    QCOMPARE(tree->children.size(), 2u);
    QCOMPARE(tree->children[0].name, u"include"_s);
    QCOMPARE(tree->children[0].value(u"file"), u"a.sql"_s);
    QCOMPARE(tree->children[0].value(u"relativeToChangelogFile"), u"true"_s);
    QVERIFY(tree->children[0].line > 0 && tree->children[1].line > tree->children[0].line);

    TemporaryProject project;
    project.write(u"db/"_s + file, text);
    project.write(u"db/a.sql"_s, "CREATE TABLE raw (x INT);\n");
    project.write(u"liquibase.properties"_s, "changeLogFile=db/" + file.toUtf8() + '\n');
    const auto all = load(project);
    QCOMPARE(all.size(), 2u);
    QCOMPARE(all[0].key, u"db/a.sql::raw::includeAll"_s);
    QVERIFY(all[0].language.isEmpty() && all[0].up);
    QCOMPARE(all[1].key, u"db/%1::1::ann"_s.arg(file));
    QCOMPARE(all[1].language, file.endsWith(u"l") && !file.endsWith(u"xml") ? u"yaml"_s : file.section(u'.', 1));
    QCOMPARE(all[1].details.value(DescriptionDetail), u"createTable"_s);
    QCOMPARE(all[1].details.value(ContextDetail), u"test"_s);
    QCOMPARE(all[1].description, u"two words"_s);
    QVERIFY(!all[1].blocked() && m_format.isSame(all[1], {}));
    const QByteArray lines = all[1].up->view().toByteArray(); // its own, and not the include
    QVERIFY2(lines.contains("changeSet") && lines.contains("tableName") && !lines.contains("a.sql") && !lines.contains("</databaseChangeLog"), lines.constData());
    QVERIFY(all[1].up->firstLine > 2 && all[1].down == all[1].up);
}

void tst_Liquibase::waysBack_data()
{
    QTest::addColumn<QByteArray>("changes");
    QTest::addColumn<bool>("back");
    QTest::newRow("inverse") << "<createTable tableName=\"t\"/><addColumn tableName=\"t\"/>"_ba << true;
    QTest::newRow("sql") << "<createTable tableName=\"t\"/><sql>select 1</sql>"_ba << false;
    QTest::newRow("sql with rollback") << "<sql>select 1</sql><rollback>select 2</rollback>"_ba << true;
    QTest::newRow("sql with nothing to do") << "<sql>select 1</sql><rollback/>"_ba << true;
    QTest::newRow("drop") << "<dropTable tableName=\"t\"/>"_ba << false;
    QTest::newRow("somebody's own") << "<customChange class=\"org.example.Change\"/>"_ba << true; // Liquibase will tell
}

void tst_Liquibase::waysBack()
{
    QFETCH(QByteArray, changes);
    TemporaryProject project;
    project.write(u"changelog.xml"_s, "<databaseChangeLog><changeSet id=\"1\" author=\"a\" runInTransaction=\"false\">\n" + changes + "</changeSet></databaseChangeLog>\n");
    const auto all = load(project);
    QCOMPARE(all.size(), 1u);
    QVERIFY(all[0].up);
    QTEST(all[0].down.has_value(), "back");
    QVERIFY(!all[0].transaction && !all[0].downTransaction);
}

void tst_Liquibase::driversAddress_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("own");
    QTest::addColumn<QString>("address"); // empty: refused
    QTest::newRow("sqlite") << u"sqlite:/srv/a b.db"_s << u"jdbc:sqlite:x.db"_s << u"jdbc:sqlite:/srv/a b.db"_s;
    QTest::newRow("postgresql") << u"postgresql://ann:geheim@db1:5433/shop?sslmode=require"_s << QString() << u"jdbc:postgresql://db1:5433/shop?sslmode=require"_s;
    QTest::newRow("project's options") << u"postgresql://ann@db1/shop"_s << u"jdbc:postgresql://x/y?user=bob&password=geheim&currentSchema=app"_s << u"jdbc:postgresql://db1:5432/shop?currentSchema=app&sslmode=verify-full"_s;
    QTest::newRow("another's options") << u"postgresql://ann@db1/shop"_s << u"jdbc:mysql://x/y?allowPublicKeyRetrieval=true"_s << u"jdbc:postgresql://db1:5432/shop?sslmode=verify-full"_s;
    QTest::newRow("socket") << u"postgresql:///shop"_s << QString() << QString();
    QTest::newRow("mysql's own driver") << u"mysql://ann@db1/shop"_s << u"jdbc:mysql://x/y?allowPublicKeyRetrieval=true"_s << u"jdbc:mysql://db1:3306/shop?allowPublicKeyRetrieval=true&sslMode=VERIFY_IDENTITY"_s;
    QTest::newRow("project's encryption") << u"mariadb://ann@db1/shop"_s << u"jdbc:mariadb://x/y?sslMode=trust"_s << u"jdbc:mariadb://db1:3306/shop?sslMode=trust"_s;
    QTest::newRow("here") << u"mariadb://ann@localhost/shop"_s << QString() << u"jdbc:mariadb://localhost/shop"_s;
    QTest::newRow("mariadb") << u"mariadb://ann@db1:3307/shop?ssl-mode=VERIFY_IDENTITY"_s << QString() << u"jdbc:mariadb://db1:3307/shop?sslMode=verify-full"_s;
}

void tst_Liquibase::driversAddress()
{
    QFETCH(QString, url);
    QFETCH(QString, own);
    QFETCH(QString, address);
    const auto engine = engineForUrl(url);
    QVERIFY2(engine, engine ? "" : qPrintable(engine.error().text()));
    const auto target = (*engine)->target(url, u"/srv"_s);
    QVERIFY2(target, target ? "" : qPrintable(target.error().text()));
    const auto made = jdbcFromTarget(*target, own);
    QCOMPARE(made.has_value(), !address.isEmpty());
    if (made)
        QCOMPARE(*made, address);
}

/// A secret stands in the input alone; where the database is, needs no asking.
void tst_Liquibase::command()
{
    TemporaryProject project;
    project.write(u"liquibase.properties"_s, "changeLogFile=m.xml\nurl=jdbc:postgresql://x/y?password=geheim\n");
    project.write(u"m.xml"_s, "<databaseChangeLog>\n<changeSet id=\"1\" author=\"a\" runAlways=\"true\"><sql>select 1</sql></changeSet>\n<changeSet id=\"2\" author=\"a\"><sql>select 2</sql></changeSet>\n"
                              "</databaseChangeLog>\n");
    const FormatSetup setup = *m_format.setup(project.folder(), {});
    const auto all = load(project, postgresqlDialect());
    QCOMPARE(m_format.programFiles(setup), QStringList{u"liquibase.properties"_s});
    QVERIFY(m_format.command({ToolAction::Address}, setup)->program.isEmpty());
    ToolRequest request{ToolAction::Run};
    request.target = *engineByName(u"postgresql"_s)->target(u"postgresql://ann:geheim@db1/shop"_s, project.folder());
    request.migration = all[1];
    const auto command = m_format.command(request, setup);
    QVERIFY2(command, command ? "" : qPrintable(command.error().text()));
    QVERIFY(!command->script.isEmpty());
    QVERIFY(!command->arguments.join(u' ').contains(u"geheim") && !command->environment.values().join(u' ').contains(u"geheim"));
    QCOMPARE(command->input.count("geheim"), 1);
    QVERIFY(command->input.contains("\"always\":[\"m.xml::1::a\"]") && !command->input.contains("\"before\""));
    QVERIFY(command->input.contains("\"table\":\"databasechangelog\"") && command->input.contains("\"line\":3"));
    request.target.database = u"lockkeeper_scratch_0123456789ab"_s;
    QVERIFY(m_format.command(request, setup)->input.contains("\"before\":[{"));
}

void tst_Liquibase::brokenTrees_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("line");
    QTest::newRow("open element") << u"m.xml"_s << "<databaseChangeLog>\n<include file=\"a\">\n</databaseChangeLog>\n"_ba << qint64(3);
    QTest::newRow("other root") << u"m.xml"_s << "<project/>\n"_ba << qint64(1);
    QTest::newRow("empty") << u"m.xml"_s << ""_ba << qint64(1);
    QTest::newRow("deep") << u"m.xml"_s << QByteArray("<databaseChangeLog>") + QByteArray("<a>").repeated(2000) << qint64(1);
    QTest::newRow("entities") << u"m.xml"_s << "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">"
                                               "<!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\">]>\n<databaseChangeLog>&d;</databaseChangeLog>\n"_ba << qint64(2);
    QTest::newRow("no key") << u"m.yaml"_s << "databaseChangeLog:\n  - include:\n      file: a\n      nonsense\n  key: x\n   deeper\n"_ba << qint64(4);
    QTest::newRow("no list") << u"m.yaml"_s << "something: else\n"_ba << qint64(1);
    QTest::newRow("tab") << u"m.yaml"_s << "databaseChangeLog:\n\t- include:\n"_ba << qint64(2);
    QTest::newRow("json") << u"m.json"_s << "{\"databaseChangeLog\": [\n{\"include\": }\n]}"_ba << qint64(2);
    QTest::newRow("json, no list") << u"m.json"_s << "{}"_ba << qint64(1);
}

void tst_Liquibase::brokenTrees()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, text);
    QFETCH(qint64, line);
    const auto tree = readChangelogTree(text, file);
    QVERIFY(!tree);
    QVERIFY2(tree.error().where.file == file && !tree.error().why.isEmpty(), qPrintable(tree.error().text()));
    QCOMPARE(tree.error().where.line, line);
    TemporaryProject project;
    project.write(file, text);
    project.write(u"liquibase.properties"_s, "changeLogFile=" + file.toUtf8() + '\n');
    QVERIFY(!m_format.load(*m_format.setup(project.folder(), {}), sqliteDialect()));
}

/// The order and the names that Liquibase 4.28 gave these.
void tst_Liquibase::includes()
{
    TemporaryProject project;
    const QByteArray one = "--liquibase formatted sql\n--changeset q:1 context:c\nselect 1\n";
    project.write(u"liquibase.properties"_s, "changeLogFile: main.yaml\n");
    project.write(u"main.yaml"_s, "databaseChangeLog:\n  - include: {file: first.sql}\n  - includeAll:\n      path: inc/\n      relativeToChangelogFile: true\n  - include: {file: two.sql, context: inner}\n");
    project.write(u"first.sql"_s, one);
    project.write(u"two.sql"_s, one);
    project.write(u"inc/raw.sql"_s, "create table raw (x int);\n");
    project.write(u"inc/deep/d.sql"_s, one);
    project.write(u"inc/notes.txt"_s, "no changelog");
    QStringList keys;
    const auto all = load(project);
    for (const Migration &migration : all)
        keys += migration.key;
    QCOMPARE(keys, (QStringList{u"first.sql::1::q"_s, u"inc/deep/d.sql::1::q"_s, u"inc/raw.sql::raw::includeAll"_s, u"two.sql::1::q"_s}));
    QCOMPARE(all[2].checksum, "9:9a07fc079e9dd0154104ba42f8f1cc50"_ba);
    QCOMPARE(all[3].details.value(ContextDetail), u"inner AND c"_s);
}

void tst_Liquibase::badIncludes()
{
    TemporaryProject project;
    project.write(u"liquibase.properties"_s, "changeLogFile=m.xml\n");
    project.write(u"m.xml"_s, "<databaseChangeLog>\n<include file=\"gone.sql\"/>\n<include file=\"../out.sql\"/>\n<include file=\"m.xml\"/>\n<includeAll path=\"../\"/>\n<includeAll path=\"nowhere\"/>\n"
                              "<includeAll path=\"nowhere\" errorIfMissingOrEmpty=\"false\"/>\n<include file=\"broken.yaml\"/>\n</databaseChangeLog>\n");
    project.write(u"broken.yaml"_s, "databaseChangeLog:\n  nonsense\n");
    const auto all = load(project);
    QStringList rules;
    for (const Migration &migration : all) {
        QVERIFY(migration.blocked());
        rules += migration.problems.front().rule + u' ' + QString::number(migration.problems.front().line);
    }
    QCOMPARE(rules, (QStringList{u"journal-missing-file 2"_s, u"journal-path 3"_s, u"journal-path 0"_s, u"journal-path 5"_s, u"journal-missing-file 6"_s}) + rules.mid(5));
    QVERIFY(rules.size() <= 6);
    project.remove(u"m.xml"_s);
    const auto gone = m_format.load(*m_format.setup(project.folder(), {}), sqliteDialect());
    QVERIFY(!gone);
    QVERIFY2(gone.error().text().contains(u"m.xml"), qPrintable(gone.error().text()));
}

void tst_Liquibase::duplicates()
{
    const auto all = load("--changeset a:1\nA;\n--changeset a:1\nB;\n--changeset b:1\nC;\n");
    QVERIFY(problemOf(all[0], u"duplicate-version")->blocks);
    QVERIFY(problemOf(all[1], u"duplicate-version")->blocks);
    QVERIFY(!all[2].blocked()); // another author's is another one
}

void tst_Liquibase::oddFiles()
{
    TemporaryProject project;
    project.write(u"liquibase.properties"_s, "changeLogFile=m.yaml\n");
    project.write(u"m.yaml"_s, "databaseChangeLog:\n  - includeAll: {path: sql}\n");
    project.write(u"sql/1.sql"_s, "\xef\xbb\xbf--liquibase formatted sql\r\n--changeset a:1\r\nSELECT 1;\r\n");
    project.write(u"sql/2.sql"_s, "--liquibase formatted sql\n--changeset a:1\n-- gr\xfc\xdf\nSELECT 1;\n");
    QVERIFY(QFile::link(u"3.sql"_s, project.path(u"sql/3.sql"_s)));
    QVERIFY(QFile::link(u"."_s, project.path(u"sql/loop"_s)));
    project.write(u"sql/4.sql"_s, "--liquibase formatted sql\n");
    project.write(u"sql/5.sql"_s, "");
    const auto all = load(project);
    QVERIFY(all.size() >= 3);
    QCOMPARE(all[0].checksum, "9:0a7ed49c904abc7110aa09324b49f106"_ba);
    QVERIFY(problemOf(all[1], u"not-utf8")->blocks);
    QVERIFY(problemOf(all[2], u"unreadable")->blocks);
}

void tst_Liquibase::settings()
{
    for (const char *name : {"changeLogFile", "changelogFile", "changelog-file", "liquibase.command.changelogFile", "CHANGELOG_FILE"})
        QCOMPARE(canonicalSetting(QString::fromLatin1(name)), u"changelogfile"_s);
    TemporaryProject project;
    project.write(u"liquibase.properties"_s, "# comment\n! other\nchangeLogFile = db/\\\n    main.sql\r\nurl: jdbc\\:sqlite\\:a.db\nparameter.a.b=c = d\nusername ann\n\npassword=p\\u00e4\\=\n");
    const auto read = readLiquibaseSettings(project.folder());
    QVERIFY(read);
    QCOMPARE(read->value(u"changelogfile"_s), u"db/main.sql"_s);
    QCOMPARE(read->value(u"url"_s), u"jdbc:sqlite:a.db"_s);
    QCOMPARE(read->parameters.value(u"a.b"_s), u"c = d"_s);
    QCOMPARE(read->value(u"username"_s), u"ann"_s);
    QCOMPARE(read->value(u"password"_s), u"p\u00e4="_s);
    QCOMPARE(read->places.value(u"url"_s).line, 5);
    project.write(u"liquibase.properties"_s, "a=\xff\n");
    const auto bad = m_format.setup(project.folder(), {});
    QVERIFY(!bad);
    QCOMPARE(bad.error().where.line, 1);
    QVERIFY(m_format.recognise(project.folder()).matches);
}

void tst_Liquibase::addresses()
{
    TemporaryProject project;
    const auto url = [&](const QByteArray &text) {
        project.write(u"liquibase.properties"_s, text);
        return m_format.url(*m_format.setup(project.folder(), {}), {});
    };
    QCOMPARE(*url("url=jdbc:postgresql://db1:5433/shop\nusername=me\npassword=p@ss\n"), u"postgresql://me:p%40ss@db1:5433/shop"_s);
    QCOMPARE(*url("liquibase.command.url: jdbc:sqlite:shop.db\n"), u"sqlite:shop.db"_s);
    QCOMPARE(*url("changeLogFile=a.sql\n"), QString());
    const auto other = url("x=1\nurl=jdbc:oracle:thin:@secret\n");
    QVERIFY(!other);
    QCOMPARE(other.error().where.line, 2);
    QVERIFY(!other.error().text().contains(u"secret"));
}

void tst_Liquibase::recognition()
{
    TemporaryProject project;
    QVERIFY(!m_format.recognise(project.folder()).matches);
    project.write(u"changelog.xml"_s, "<changes/>");
    QVERIFY(!m_format.recognise(project.folder()).matches);
    project.write(u"src/main/resources/db/changelog/db.changelog-master.yaml"_s, "databaseChangeLog:\n  - include:\n      file: classpath:/db/changelog/one.sql\n");
    project.write(u"src/main/resources/db/changelog/one.sql"_s, "--liquibase formatted sql\n--changeset a:1\nSELECT 1;\n");
    project.remove(u"changelog.xml"_s);
    const Recognition found = m_format.recognise(project.folder());
    QVERIFY(found.matches);
    QCOMPARE(found.migrations, u"src/main/resources/db/changelog"_s);
    QCOMPARE(detectFormat(project.folder())->format->traits().name, u"liquibase"_s);
    const auto all = load(project);
    QCOMPARE(all.size(), 1u);
    QCOMPARE(all[0].key, u"db/changelog/one.sql::1::a"_s);
    QCOMPARE(all[0].upFile, u"src/main/resources/db/changelog/one.sql"_s);
}

/// The texts are what Liquibase 4.28 sends.
void tst_Liquibase::tablesAreTheTools()
{
    QFETCH(QString, engine);
    FormatDatabase ours(engine);
    FormatDatabase theirs(engine);
    ours.run(m_format.prepare(ours.traits(), {}));
    ours.run(m_format.locks(ours.traits(), {}, {}).front().prepare);
    const QByteArray time = engine == u"sqlite" ? "TEXT" : engine == u"postgresql" ? "TIMESTAMP WITHOUT TIME ZONE" : "datetime";
    const QByteArray integer = engine == u"mariadb" ? "INT" : "INTEGER";
    theirs.run("CREATE TABLE DATABASECHANGELOG (ID VARCHAR(255) NOT NULL, AUTHOR VARCHAR(255) NOT NULL, FILENAME VARCHAR(255) NOT NULL, DATEEXECUTED " + time + " NOT NULL, ORDEREXECUTED " + integer
               + " NOT NULL, EXECTYPE VARCHAR(10) NOT NULL, MD5SUM VARCHAR(35), DESCRIPTION VARCHAR(255), COMMENTS VARCHAR(255), TAG VARCHAR(255), LIQUIBASE VARCHAR(20), CONTEXTS VARCHAR(255),"
                 " LABELS VARCHAR(255), DEPLOYMENT_ID VARCHAR(10))");
    theirs.run("CREATE TABLE DATABASECHANGELOGLOCK (ID " + integer + " NOT NULL, LOCKED " + (engine == u"mariadb" ? "TINYINT" : "BOOLEAN") + " NOT NULL, LOCKGRANTED " + time
               + ", LOCKEDBY VARCHAR(255), " + (engine == u"postgresql" ? "" : "CONSTRAINT PK_DATABASECHANGELOGLOCK ") + "PRIMARY KEY (ID))");
    theirs.run("INSERT INTO DATABASECHANGELOGLOCK (ID, LOCKED) VALUES (1, FALSE)");
    const QString look = engine == u"sqlite"
        ? u"SELECT sql FROM sqlite_schema WHERE name LIKE 'DATABASECHANGELOG%' AND sql IS NOT NULL ORDER BY name"_s
        : u"SELECT table_name, column_name, data_type, is_nullable, character_maximum_length, column_default FROM information_schema.columns WHERE lower(table_name) LIKE 'databasechangelog%' AND "
          "table_schema = "_s + (engine == u"postgresql" ? u"current_schema()"_s : u"DATABASE()"_s) + u" ORDER BY table_name, ordinal_position"_s;
    QCOMPARE(ours.rows(look), theirs.rows(look));
    QCOMPARE(ours.rows(look).size(), engine == u"sqlite" ? 2 : 18);
    const QString rows = u"SELECT * FROM DATABASECHANGELOGLOCK"_s;
    QCOMPARE(ours.rows(rows), theirs.rows(rows));
    ours.run(m_format.prepare(ours.traits(), {})); // twice is harmless
    ours.run(m_format.locks(ours.traits(), {}, {}).front().prepare);
    QCOMPARE(ours.rows(rows), theirs.rows(rows));
}

void tst_Liquibase::rowsAreTheTools()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    const auto all = load("--changeset ann:1 labels:v1,v2 context:\"test or prod\"\n--comment: first table\nSELECT 1;\n--changeset bob:2 runOnChange:true\nSELECT 2;\n");
    database.run(m_format.prepare(database.traits(), {}));
    for (const Migration &migration : all)
        database.run(m_format.record(migration, Direction::Up, database.traits(), true, {}));
    const QString look = u"SELECT ID, AUTHOR, FILENAME, ORDEREXECUTED, EXECTYPE, MD5SUM, DESCRIPTION, COMMENTS, TAG, CONTEXTS, LABELS, DEPLOYMENT_ID FROM DATABASECHANGELOG ORDER BY ORDEREXECUTED"_s;
    QCOMPARE(database.rows(look), (QStringList{u"1|ann|changelog.sql|1|EXECUTED|9:0a7ed49c904abc7110aa09324b49f106|sql|first table|NULL|(test or prod)|v1,v2|7"_s,
                                               u"2|bob|changelog.sql|2|EXECUTED|%1|sql||NULL|NULL|NULL|7"_s.arg(QString::fromLatin1(liquibaseChecksum("SELECT2;")))}));
    Migration again = all[1];
    again.rerun = true;
    database.run(m_format.record(again, Direction::Up, database.traits(), true, {}));
    QCOMPARE(database.rows(u"SELECT ID, ORDEREXECUTED, EXECTYPE FROM DATABASECHANGELOG ORDER BY ORDEREXECUTED"_s), (QStringList{u"1|1|EXECUTED"_s, u"2|3|RERAN"_s}));
    database.run("UPDATE DATABASECHANGELOG SET FILENAME = 'classpath:changelog.sql' WHERE ID = '1'"); // called in another way
    const auto applied = m_format.applied(database.session(), {}, all);
    QVERIFY2(applied, applied ? "" : qPrintable(applied.error().text()));
    QCOMPARE(applied->at(0).key, all[0].key);
    QVERIFY(m_format.isSame(all[0], applied->at(0)) && applied->at(0).success);
    QVERIFY2(std::abs(applied->at(0).appliedAt.secsTo(QDateTime::currentDateTimeUtc())) < 24 * 3600, qPrintable(applied->at(0).appliedAt.toString()));
    database.run(m_format.record(all[0], Direction::Down, database.traits(), true, {}));
    QCOMPARE(m_format.applied(database.session(), {}, all)->size(), 1u);
    const auto milliseconds = database.session().query(engine == u"sqlite" ? u"SELECT substr(CAST(1795268150261 AS TEXT), -10)"_s : u"SELECT right(CAST(1795268150261 AS CHAR(13)), 10)"_s);
    QCOMPARE(milliseconds->rows[0][0].toString(), u"5268150261"_s);
}

void tst_Liquibase::states()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    database.run(m_format.prepare(database.traits(), {}));
    const auto insert = [&](const char *id, const char *type, int order) {
        database.run("INSERT INTO DATABASECHANGELOG (ID, AUTHOR, FILENAME, DATEEXECUTED, ORDEREXECUTED, EXECTYPE, MD5SUM, TAG) VALUES ('" + QByteArray(id) + "', 'a', 'x.sql', '2025-11-24 16:00:00', "
                     + QByteArray::number(order) + ", '" + type + "', NULL, 'rel1')");
    };
    insert("2", "MARK_RAN", 2);
    insert("1", "EXECUTED", 1);
    insert("3", "FAILED", 3);
    insert("4", "RERAN", 4);
    const auto applied = m_format.applied(database.session(), {}, {});
    QVERIFY2(applied, applied ? "" : qPrintable(applied.error().text()));
    QStringList found;
    for (const AppliedMigration &row : *applied)
        found += row.details.value(u"id"_s) + (row.success ? u""_s : u" failed"_s);
    QCOMPARE(found, (QStringList{u"1"_s, u"2"_s, u"3 failed"_s, u"4"_s}));
    QCOMPARE(applied->at(1).details.value(u"exectype"_s), u"MARK_RAN"_s);
    QCOMPARE(applied->at(1).details.value(u"tag"_s), u"rel1"_s);
    QCOMPARE(applied->at(0).appliedAt, QDateTime(QDate(2025, 11, 24), QTime(16, 0), Qt::UTC));
    database.run("ALTER TABLE DATABASECHANGELOG ADD COLUMN tenant INT");
    QVERIFY(!m_format.applied(database.session(), {}, {}));
}

/// Also where neither the table nor its row is there yet; whoever comes second waits, and finds the row as Liquibase leaves it.
void tst_Liquibase::lockIsMade()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    const Engine &one = *engineByName(engine);
    Target target = *one.target(database.url(), database.project().folder());
    target.lockTimeoutMs = 300;
    RunControl control;
    const auto locks = m_format.locks(database.traits(), {}, {});
    QCOMPARE(locks.size(), 1u);
    {
        const auto held = FormatLocks::take(one, target, locks, control);
        QVERIFY2(held, held ? "" : qPrintable(held.error().text()));
        const QStringList rows = database.rows(u"SELECT ID, LOCKED, LOCKEDBY, CASE WHEN LOCKGRANTED IS NULL THEN 'never' ELSE 'granted' END FROM DATABASECHANGELOGLOCK"_s);
        QCOMPARE(rows.size(), 1);
        QVERIFY2(rows[0].endsWith(u"(Lockkeeper)|granted"_s) && (rows[0].startsWith(u"1|1|"_s) || rows[0].startsWith(u"1|true|"_s)), qPrintable(rows[0]));
        const auto second = FormatLocks::take(one, target, locks, control);
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::Locked);
    }
    const QStringList rows = database.rows(u"SELECT ID, LOCKED, LOCKEDBY, LOCKGRANTED FROM DATABASECHANGELOGLOCK"_s);
    QVERIFY2(rows == QStringList{u"1|0|NULL|NULL"_s} || rows == QStringList{u"1|false|NULL|NULL"_s}, qPrintable(rows.join(u' ')));
    database.run("UPDATE DATABASECHANGELOGLOCK SET LOCKED = TRUE, LOCKEDBY = 'build7 (10.0.0.7)'");
    QVERIFY(!FormatLocks::take(one, target, locks, control)); // and is not taken from the tool
    QVERIFY(database.rows(u"SELECT LOCKEDBY FROM DATABASECHANGELOGLOCK"_s).front().startsWith(u"build7"_s));
}

void tst_Liquibase::ownNames()
{
    TemporaryProject project;
    project.write(u"liquibase.properties"_s, "url=jdbc:postgresql://h/d\nliquibaseSchemaName=meta\ndatabaseChangeLogTableName=LOG\ndatabaseChangeLogLockTableName=log_lock\n");
    auto setup = m_format.setup(project.folder(), {});
    QVERIFY(setup);
    QCOMPARE(m_format.trackingTable(*setup), u"meta.log"_s);
    QVERIFY(m_format.ownTables(*setup).contains(u"meta.log_lock"_s));
    QVERIFY(m_format.locks(engineByName(u"postgresql"_s)->traits(), {}, *setup).front().take.sql.contains("\"meta\".\"log_lock\""));
    project.write(u"liquibase.properties"_s, "url=jdbc:mariadb://h/d\n");
    setup = m_format.setup(project.folder(), {});
    QCOMPARE(m_format.trackingTable(*setup), u"DATABASECHANGELOG"_s);
    QVERIFY(m_format.ownTables(*setup).contains(u"DATABASECHANGELOGLOCK"_s));
}

void tst_Liquibase::newFiles()
{
    const QDateTime now(QDate(2025, 3, 4), QTime(5, 6, 7), Qt::UTC);
    TemporaryProject project;
    const auto create = [&] {
        const auto setup = m_format.setup(project.folder(), {});
        return m_format.create({u"add users"_s, true, now}, *setup, load(project));
    };
    const QByteArray text = "--liquibase formatted sql\n--changeset \"zoe smith\":7\nA;";
    project.write(u"changelog.sql"_s, text);
    auto files = create();
    QVERIFY(files);
    QCOMPARE(files->size(), 1u);
    QCOMPARE(files->front().path, u"changelog.sql"_s);
    QCOMPARE(files->front().replaces, text);
    QCOMPARE(files->front().content, text + "\n\n--changeset \"zoe smith\":8\n--comment: add users\n-- Write the SQL here\n/* liquibase rollback\n-- Takes back: add users\n*/\n");
    project.write(u"changelog.sql"_s, files->front().content);
    QCOMPARE(load(project).back().key, u"changelog.sql::8::zoe smith"_s);
    QVERIFY(!load(project).back().blocked());

    project.write(u"changelog.sql"_s, "--liquibase formatted sql\r\n--changeset a:users-1\r\nA;\r\n");
    files = create();
    QVERIFY(files->front().content.endsWith("\r\n\r\n--changeset a:20250304050607\r\n--comment: add users\r\n-- Write the SQL here\r\n/* liquibase rollback\r\n-- Takes back: add users\r\n*/\r\n"));

    project.remove(u"changelog.sql"_s);
    project.write(u"liquibase.properties"_s, "changeLogFile=m.yaml\n");
    project.write(u"m.yaml"_s, "databaseChangeLog:\n  - includeAll: {path: sql}\n");
    project.write(u"sql/009-a.sql"_s, text);
    files = create();
    QCOMPARE(files->front().path, u"sql/010-add_users.sql"_s);
    QVERIFY(files->front().content.startsWith("--liquibase formatted sql\n\n--changeset \"zoe smith\":1\n"));

    project.write(u"m.yaml"_s, "databaseChangeLog:\n  - changeSet: {id: 1, author: a}\n");
    files = create();
    QVERIFY(!files);
    QCOMPARE(files.error().where.file, u"m.yaml"_s);
}

void tst_Liquibase::editedText()
{
    const QByteArray text = "--liquibase formatted sql\n--changeset a:1\nA;\n--changeset a:2\nB;\n--rollback C;\n";
    const auto up = m_format.cut(u"x.sql"_s, text, Direction::Up, sqliteDialect());
    QCOMPARE(statements(*up), (QByteArrayList{"B"}));
    QCOMPARE(up->firstLine, 4);
    QCOMPARE(statements(*m_format.cut(u"x.sql"_s, text, Direction::Down, sqliteDialect())), (QByteArrayList{"C"}));
    QVERIFY(!m_format.cut(u"x.xml"_s, "<databaseChangeLog/>", Direction::Up, sqliteDialect()));
}

QTEST_GUILESS_MAIN(tst_Liquibase)
#include "tst_liquibase.moc"
