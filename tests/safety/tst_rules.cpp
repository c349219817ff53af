// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatregistry.h"
#include "models/safety/analysis.h"
#include "models/safety/ruleregistry.h"

#include <QDir>
#include <QFile>
#include <QSet>
#include <QTest>

#include <algorithm>

using namespace lk;

/// A case: data/<rule>/<what>.sql. Lines "-- key: value" at its top say what is known and expected, the rest is the
/// script.
///   expect: STATEMENT SEVERITY [destructive] [LINE:COLUMN]
///                                  once for each finding of the rule, in order; none: it stays silent
///   engine: NAME                   whose dialect the script is in: sqlite (when left out), postgresql, mysql, mariadb
///   before: SQL                    an object that the target has
///   rows: TABLE NUMBER             its rows
///   up: SQL                        the script is a down script, this its up
///   down: SQL                      the migration's down script
///   problem: RULE blocks|passes WORDS
///                                  what the format says of the file
///   program: LANGUAGE              the file is a program
///   sent: SQL                      a statement that it was seen to send
///   set: no-transaction | whole-file | bare
struct Case {
    QStringList expected;
    Snapshot before;
    Contents rows;
    QByteArray up;
    std::optional<QByteArray> down;
    std::vector<FileProblem> problems;
    QStringList settings;
    QString engine = QStringLiteral("sqlite");
    QString program;
    QStringList sent;
    Script script;

    const Dialect &dialect() const
    {
        return engine == u"postgresql" ? postgresqlDialect() : engine == u"mariadb" ? mariadbDialect() : engine == u"mysql" ? mysqlDialect() : sqliteDialect();
    }
};

static SchemaObject objectFrom(const QByteArray &sql)
{
    const StatementFacts facts = readFacts(sql, sqliteDialect());
    SchemaObject object;
    object.kind = facts.objectKind == ObjectKind::Index     ? QStringLiteral("index")
                  : facts.objectKind == ObjectKind::Trigger ? QStringLiteral("trigger")
                                                            : QStringLiteral("table");
    object.table = facts.objectKind == ObjectKind::Table ? QString() : facts.table;
    object.name = facts.name;
    object.definition = QString::fromUtf8(sql);
    if (facts.unique)
        object.attributes.insert(QStringLiteral("unique"), QStringLiteral("yes"));
    return object;
}

static Script scriptFrom(const QString &file, const QByteArray &bytes)
{
    return {file, bytes, 0, bytes.size(), 1};
}

static void readLine(Case &one, const QByteArray &key, const QByteArray &value)
{
    const QList<QByteArray> words = value.simplified().split(' ');
    if (key == "expect")
        one.expected << QString::fromUtf8(value.simplified());
    else if (key == "before")
        one.before.objects.push_back(objectFrom(value));
    else if (key == "rows")
        one.rows.push_back({QString::fromUtf8(words[0]), words[1].toLongLong(), {}});
    else if (key == "up")
        one.up = value;
    else if (key == "down")
        one.down = value;
    else if (key == "problem")
        one.problems.push_back({QString::fromUtf8(words[0]), QString::fromUtf8(words.mid(2).join(' ')),
                                QStringLiteral("mend it"), 3, words[1] == "blocks"});
    else if (key == "engine")
        one.engine = QString::fromUtf8(words[0]);
    else if (key == "program")
        one.program = QString::fromUtf8(words[0]);
    else if (key == "sent")
        one.sent << QString::fromUtf8(value);
    else if (key == "set")
        one.settings << QString::fromUtf8(words[0]);
    else
        QFAIL(qPrintable(QStringLiteral("unknown key %1").arg(QString::fromUtf8(key))));
}

static Case readCase(const QString &path)
{
    QFile file(path);
    Case one;
    if (!file.open(QIODevice::ReadOnly))
        return one;
    const QByteArray bytes = file.readAll();
    qsizetype at = 0;
    qint64 line = 1;
    while (bytes.sliced(at).startsWith("-- ")) {
        const qsizetype end = bytes.indexOf('\n', at) < 0 ? bytes.size() : bytes.indexOf('\n', at) + 1;
        const QByteArray text = bytes.sliced(at, end - at).mid(3).trimmed();
        const qsizetype colon = text.indexOf(": ");
        if (colon < 0 || text.left(colon).contains(' '))
            break;
        readLine(one, text.left(colon), text.mid(colon + 2));
        at = end;
        ++line;
    }
    one.script = {QStringLiteral("migrations/0001_case.sql"), bytes, at, bytes.size() - at, line};
    return one;
}

static std::vector<Finding> analyseCase(const Case &one)
{
    if (one.settings.contains(QStringLiteral("bare")))
        return analyseScript(one.script, one.dialect());
    const bool isDown = !one.up.isEmpty();
    Migration migration;
    migration.version = QStringLiteral("0001");
    migration.upFile = one.script.file;
    migration.problems = one.problems;
    migration.language = one.program;
    migration.transaction = migration.downTransaction = !one.settings.contains(QStringLiteral("no-transaction"));
    if (isDown) {
        migration.up = scriptFrom(QStringLiteral("up.sql"), one.up);
        migration.down = one.script;
    } else {
        migration.up = one.script;
        if (one.down)
            migration.down = scriptFrom(QStringLiteral("down.sql"), *one.down);
    }
    AnalysisFacts facts;
    facts.before = one.before.objects.empty() ? nullptr : &one.before;
    facts.rows = one.rows.empty() ? nullptr : &one.rows;
    facts.sent = one.sent.isEmpty() ? nullptr : &one.sent;
    facts.runsFileWhole = one.settings.contains(QStringLiteral("whole-file"));
    return analyse(migration, isDown ? Direction::Down : Direction::Up, one.dialect(), facts);
}

static QString described(const Finding &finding, bool withPlace)
{
    QString text = QStringLiteral("%1 %2").arg(finding.statement).arg(word(finding.severity));
    if (finding.destructive)
        text += QStringLiteral(" destructive");
    if (withPlace)
        text += QStringLiteral(" %1:%2").arg(finding.line).arg(finding.column);
    return text;
}

static QDir dataFolder()
{
    return QDir(QStringLiteral(LOCKKEEPER_SOURCE_DIR "/tests/safety/data"));
}

static QStringList caseFiles(const QString &rule)
{
    return QDir(dataFolder().filePath(rule)).entryList({QStringLiteral("*.sql")}, QDir::Files);
}

class tst_Rules : public QObject
{
    Q_OBJECT

private slots:
    void cases_data();
    void cases();
    void everyRuleHasCases_data();
    void everyRuleHasCases();
    void everyFolderIsARule();
    void idsAreUniqueAndWellFormed();
    void demoProjectIsReadAsMeant();
    void waiverKeysFollowTheStatement();
    void findingsAreInFileOrder();
    void otherDialectsAreLeftAlone();
    void toolsCutTheirScriptsThemselves();
};

/// To MySQL "-->" is no comment: only the tool's own marks show where statements end.
void tst_Rules::toolsCutTheirScriptsThemselves()
{
    Migration migration;
    migration.up = scriptFrom(QStringLiteral("drizzle/0000_a.sql"), "CREATE TABLE a (x INT);--> statement-breakpoint\nDROP TABLE b;");
    AnalysisFacts facts;
    facts.downExpected = false;
    facts.format = formatByName(QStringLiteral("drizzle"));
    const auto findings = analyse(migration, Direction::Up, mariadbDialect(), facts);
    QStringList said;
    for (const Finding &finding : findings)
        said << QStringLiteral("%1 %2:%3").arg(finding.rule).arg(finding.line).arg(finding.column);
    QVERIFY2(said.contains(QStringLiteral("ban-drop-table 2:1")), qPrintable(said.join(u'\n')));
    QVERIFY2(!said.join(u' ').contains(QStringLiteral("syntax")) && !said.join(u' ').contains(QStringLiteral("unparsed")), qPrintable(said.join(u'\n')));
}

void tst_Rules::cases_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("path");
    for (const QString &rule : dataFolder().entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        for (const QString &file : caseFiles(rule))
            QTest::newRow(qPrintable(rule + u'/' + file)) << rule << dataFolder().filePath(rule + u'/' + file);
    }
}

void tst_Rules::cases()
{
    QFETCH(QString, rule);
    QFETCH(QString, path);
    const Case one = readCase(path);
    QStringList actual;
    for (const Finding &finding : analyseCase(one)) {
        if (finding.rule != rule)
            continue;
        const qsizetype index = actual.size();
        actual << described(finding, index < one.expected.size() && one.expected[index].contains(u':'));
        QVERIFY(!finding.message.isEmpty());
        QVERIFY(!finding.fix.isEmpty() || finding.severity == Severity::Note);
        QVERIFY2(!finding.message.contains(u'%'), qPrintable(finding.message));
        QVERIFY2(!finding.fix.contains(QStringLiteral("%1")), qPrintable(finding.fix));
        QCOMPARE(finding.file, one.script.file);
        QVERIFY(finding.statement == 0 || !one.program.isEmpty() || (finding.line > 0 && finding.column > 0));
        QVERIFY(finding.waiverKey.startsWith(rule + u'@'));
        QCOMPARE(finding.waiverKey.size(), rule.size() + 17);
    }
    QCOMPARE(actual, one.expected);
}

void tst_Rules::everyRuleHasCases_data()
{
    QTest::addColumn<QString>("rule");
    for (const Rule &rule : rules())
        QTest::newRow(rule.id) << QString::fromLatin1(rule.id);
}

void tst_Rules::everyRuleHasCases()
{
    QFETCH(QString, rule);
    int firing = 0;
    int silent = 0;
    for (const QString &file : caseFiles(rule))
        ++(readCase(dataFolder().filePath(rule + u'/' + file)).expected.isEmpty() ? silent : firing);
    QVERIFY2(firing > 0, "no case in which the rule speaks");
    QVERIFY2(silent > 0, "no case in which the rule stays silent");
}

void tst_Rules::everyFolderIsARule()
{
    QSet<QString> ids;
    for (const Rule &rule : rules())
        ids.insert(QString::fromLatin1(rule.id));
    for (const QString &folder : dataFolder().entryList(QDir::Dirs | QDir::NoDotAndDotDot))
        QVERIFY2(ids.contains(folder), qPrintable(folder));
}

void tst_Rules::idsAreUniqueAndWellFormed()
{
    QSet<QString> seen;
    for (const Rule &rule : rules()) {
        const QString id = QString::fromLatin1(rule.id);
        QVERIFY2(!seen.contains(id), rule.id);
        seen.insert(id);
        QVERIFY2(std::all_of(id.begin(), id.end(), [](QChar c) { return c.isLower() || c.isDigit() || c == u'-'; }),
                 rule.id);
        QVERIFY(rule.check && *rule.title && *rule.engines);
    }
}

/// The bundled project: one dangerous migration, all others are free of what blocks.
void tst_Rules::demoProjectIsReadAsMeant()
{
    const QDir shop(QStringLiteral(LOCKKEEPER_SOURCE_DIR "/resources/demo/migrations"));
    QStringList blocking;
    for (const QString &name : shop.entryList({QStringLiteral("*.sql")}, QDir::Files)) {
        QFile file(shop.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        const qsizetype down = bytes.indexOf("-- Down");
        Migration migration;
        migration.up = {name, bytes, 0, down < 0 ? bytes.size() : down, 1};
        for (const Finding &finding : analyse(migration, Direction::Up, sqliteDialect())) {
            if (finding.severity == Severity::Blocks && !name.endsWith(QStringLiteral(".down.sql")))
                blocking << name.left(4) + u' ' + finding.rule;
        }
    }
    QCOMPARE(blocking, (QStringList{QStringLiteral("0012 ban-drop-table"), QStringLiteral("0012 ban-drop-column")}));
}

void tst_Rules::waiverKeysFollowTheStatement()
{
    const auto keys = [](const QByteArray &sql) {
        QStringList result;
        for (const Finding &finding : analyseScript(scriptFrom(QStringLiteral("a.sql"), sql), sqliteDialect())) {
            if (finding.rule == u"ban-drop-table")
                result << finding.waiverKey;
        }
        return result;
    };
    // The first 16 hex digits of the SHA-256 of "DROP TABLE a".
    QCOMPARE(keys("DROP TABLE a;"), QStringList{QStringLiteral("ban-drop-table@1eb7532812c5a99b")});
    QCOMPARE(keys("-- moved\n\nDROP TABLE a;"), keys("DROP TABLE a;"));
    QVERIFY(keys("DROP TABLE A;") != keys("DROP TABLE a;"));
}

void tst_Rules::findingsAreInFileOrder()
{
    const Script script = scriptFrom(
        QStringLiteral("a.sql"), "VACUUM;\nDROP TABLE b;\nDELETE FROM c;\nDROP TABLE d; ALTER TABLE e DROP COLUMN f;");
    const std::vector<Finding> findings = analyseScript(script, sqliteDialect());
    QVERIFY(findings.size() >= 5);
    QVERIFY(std::is_sorted(findings.begin(), findings.end(), [](const Finding &a, const Finding &b) {
        return std::pair(a.line, a.statement) < std::pair(b.line, b.statement);
    }));
}

void tst_Rules::otherDialectsAreLeftAlone()
{
    Dialect unknown;
    unknown.name = QStringLiteral("postgresql");
    const Script script = scriptFrom(QStringLiteral("a.sql"), "TRUNCATE a; DROP TABLE b;");
    QStringList ids;
    for (const Finding &finding : analyseScript(script, unknown))
        ids << finding.rule;
    QVERIFY(!ids.contains(QStringLiteral("wrong-dialect")));
    QVERIFY(ids.contains(QStringLiteral("ban-drop-table")));
}

QTEST_GUILESS_MAIN(tst_Rules)
#include "tst_rules.moc"
