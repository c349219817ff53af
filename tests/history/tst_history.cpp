// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatregistry.h"
#include "models/history/history.h"

#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

Migration file(const QString &version, const QByteArray &text = "SELECT 1;", const QString &key = {})
{
    Migration migration;
    migration.version = version;
    migration.key = key.isEmpty() ? version : key;
    migration.description = u"file "_s + version;
    migration.upFile = u"migrations/"_s + version + u".sql"_s;
    migration.up = Script{migration.upFile, text, 0, text.size(), 1};
    migration.checksum = "sum of " + text;
    return migration;
}

AppliedMigration row(const QString &key, const QByteArray &text = "SELECT 1;")
{
    AppliedMigration applied;
    applied.version = key;
    applied.key = key;
    applied.description = u"row "_s + key;
    applied.checksum = "sum of " + text;
    return applied;
}

} // namespace

class tst_History : public QObject
{
    Q_OBJECT

private slots:
    void words();
    void states_data();
    void states();
    void notes();
    void rowOfTheRightTwin();
    void changedTwins();
    void passedOver();
    void upFileGone();
    void unreadableFile();
    void findsByVersionOrKey();
    void countsAndDisagreement();
    void entryAnswers();
    void tenThousand();

private:
    static History join(const std::vector<Migration> &files, const std::vector<AppliedMigration> &applied)
    {
        return joinHistory(files, applied, *formatByName(u"sqlx"_s), {});
    }

    /// "1 applied, 2 pending": version and state of each.
    static QString text(const History &history)
    {
        QStringList lines;
        for (const HistoryEntry &entry : history.entries)
            lines += entry.version() + u' ' + word(entry.state);
        return lines.join(u", "_s);
    }
};

void tst_History::words()
{
    QCOMPARE(word(State::Applied), u"applied"_s);
    QCOMPARE(word(State::Pending), u"pending"_s);
    QCOMPARE(word(State::OutOfOrder), u"out of order"_s);
    QCOMPARE(word(State::Changed), u"changed"_s);
    QCOMPARE(word(State::Missing), u"missing"_s);
    QCOMPARE(word(State::Failed), u"failed"_s);
    QCOMPARE(word(State::Baseline), u"baseline"_s);
    QCOMPARE(word(State::Unknown), u"unknown"_s);
}

void tst_History::states_data()
{
    QTest::addColumn<QString>("files");   // versions; a ! after one: its file was edited
    QTest::addColumn<QString>("applied"); // keys; ! failed, = baseline
    QTest::addColumn<QString>("expected");
    QTest::newRow("nothing") << u""_s << u""_s << u""_s;
    QTest::newRow("all pending") << u"1 2"_s << u""_s << u"1 pending, 2 pending"_s;
    QTest::newRow("all applied") << u"1 2"_s << u"1 2"_s << u"1 applied, 2 applied"_s;
    QTest::newRow("newest pending") << u"1 2 3"_s << u"1 2"_s << u"1 applied, 2 applied, 3 pending"_s;
    QTest::newRow("out of order") << u"1 2 3 4"_s << u"1 3"_s << u"1 applied, 2 out of order, 3 applied, 4 pending"_s;
    QTest::newRow("before the first") << u"1 2"_s << u"2"_s << u"1 out of order, 2 applied"_s;
    QTest::newRow("order of application does not matter")
        << u"1 2 3"_s << u"3 1"_s << u"1 applied, 2 out of order, 3 applied"_s;
    QTest::newRow("changed") << u"1! 2"_s << u"1 2"_s << u"1 changed, 2 applied"_s;
    QTest::newRow("missing in the middle") << u"1 3"_s << u"1 2 3"_s << u"1 applied, 2 missing, 3 applied"_s;
    QTest::newRow("missing first") << u"2"_s << u"1 2"_s << u"1 missing, 2 applied"_s;
    QTest::newRow("missing last") << u"1"_s << u"1 2"_s << u"1 applied, 2 missing"_s;
    QTest::newRow("missing by value, not by text")
        << u"9 11"_s << u"9 10 11"_s << u"9 applied, 10 missing, 11 applied"_s;
    QTest::newRow("several missing, applied in another order")
        << u"5"_s << u"5 3 4 1 7 6"_s << u"1 missing, 3 missing, 4 missing, 5 applied, 6 missing, 7 missing"_s;
    QTest::newRow("missing behind pending") << u"1 2"_s << u"1 9"_s << u"1 applied, 2 out of order, 9 missing"_s;
    QTest::newRow("no files") << u""_s << u"2 1"_s << u"1 missing, 2 missing"_s;
    QTest::newRow("failed") << u"1 2"_s << u"1 2!"_s << u"1 applied, 2 failed"_s;
    QTest::newRow("failed without a file") << u"1"_s << u"1 2!"_s << u"1 applied, 2 failed"_s;
    QTest::newRow("failed, then others") << u"1 2 3"_s << u"1 3!"_s << u"1 applied, 2 out of order, 3 failed"_s;
    QTest::newRow("baseline") << u"1 2"_s << u"1="_s << u"1 baseline, 2 pending"_s;
    QTest::newRow("baseline without a file") << u"2"_s << u"1="_s << u"1 baseline, 2 pending"_s;
    QTest::newRow("names, not numbers") << u"alpha beta gamma"_s << u"alpha delta gamma"_s
                                        << u"alpha applied, delta missing, beta out of order, gamma applied"_s;
    QTest::newRow("names: missing first") << u"beta"_s << u"alpha beta"_s << u"alpha missing, beta applied"_s;
    QTest::newRow("negative") << u"-1 0"_s << u"-2 -1 0"_s << u"-2 missing, -1 applied, 0 applied"_s;
}

void tst_History::states()
{
    QFETCH(QString, files);
    QFETCH(QString, applied);
    QFETCH(QString, expected);
    std::vector<Migration> fileSide;
    for (QString version : files.split(u' ', Qt::SkipEmptyParts)) {
        const bool edited = version.endsWith(u'!');
        fileSide.push_back(file(version.remove(u'!'), edited ? "SELECT 2;" : "SELECT 1;"));
    }
    std::vector<AppliedMigration> databaseSide;
    for (QString key : applied.split(u' ', Qt::SkipEmptyParts)) {
        const bool failed = key.endsWith(u'!');
        const bool baseline = key.endsWith(u'=');
        databaseSide.push_back(row(key.remove(u'!').remove(u'=')));
        databaseSide.back().success = !failed;
        databaseSide.back().baseline = baseline;
    }
    QCOMPARE(text(join(fileSide, databaseSide)), expected);
}

void tst_History::notes()
{
    const History history = join({file(u"1"_s, "SELECT 2;"), file(u"2"_s), file(u"4"_s)}, {row(u"1"_s), row(u"3"_s)});
    QVERIFY(history.entries[0].note.contains(u"differs from what was applied: edited"));
    QVERIFY(history.entries[1].note.contains(u"3")); // which one came before it
    QVERIFY(history.entries[2].note.contains(u"no file"));
    QVERIFY(history.entries[3].note.isEmpty());
}

void tst_History::rowOfTheRightTwin()
{
    // Two files of one version: the applied one is the one with the row's checksum.
    const History history = join({file(u"01"_s, "A;", u"1"_s), file(u"1"_s, "B;", u"1"_s), file(u"2"_s)},
                                 {row(u"1"_s, "B;"), row(u"2"_s)});
    QCOMPARE(text(history), u"01 out of order, 1 applied, 2 applied"_s);
}

void tst_History::changedTwins()
{
    const History history = join({file(u"01"_s, "A;", u"1"_s), file(u"1"_s, "B;", u"1"_s)}, {row(u"1"_s, "C;")});
    QCOMPARE(text(history), u"01 changed, 1 pending"_s);
}

void tst_History::passedOver()
{
    Migration seed = file(u"seed"_s);
    seed.up.reset();
    seed.problems = {{u"bad-file-name"_s, u"seed.sql is not run"_s, {}, 0, false}};
    Migration broken = file(u"2"_s);
    broken.up.reset();
    broken.problems = {{u"not-utf8"_s, u"not UTF-8"_s, {}, 1, true}};
    const History history = join({file(u"1"_s), broken, seed}, {});
    QVERIFY(history.entries[0].canApply());
    QVERIFY(history.entries[1].canApply()); // the plan stops there and says why
    QVERIFY(!history.entries[1].isPassedOver());
    QVERIFY(!history.entries[2].canApply());
    QVERIFY(history.entries[2].isPassedOver());
    QCOMPARE(history.entries[2].note, u"seed.sql is not run"_s);
    // What nobody runs is not out of order either.
    QCOMPARE(text(join({seed, file(u"1"_s)}, {row(u"1"_s)})), u"seed pending, 1 applied"_s);
}

void tst_History::upFileGone()
{
    Migration downOnly = file(u"1"_s);
    downOnly.up.reset();
    downOnly.upFile.clear();
    downOnly.checksum.clear();
    downOnly.problems = {{u"down-without-up"_s, u"no up"_s, {}, 0, false}};
    const History history = join({downOnly}, {row(u"1"_s)});
    QCOMPARE(history.entries[0].state, State::Missing);
    QVERIFY(history.entries[0].note.contains(u"up script is gone"));
}

void tst_History::unreadableFile()
{
    Migration unreadable = file(u"1"_s);
    unreadable.up.reset();
    unreadable.checksum.clear();
    unreadable.problems = {{u"unreadable"_s, u"permission denied"_s, {}, 0, true}};
    const History history = join({unreadable}, {row(u"1"_s)});
    QCOMPARE(history.entries[0].state, State::Changed);
    QCOMPARE(history.entries[0].note, u"permission denied"_s);
}

void tst_History::findsByVersionOrKey()
{
    const History history = join({file(u"0009"_s, "A;", u"9"_s), file(u"0010"_s, "A;", u"10"_s)}, {row(u"11"_s)});
    QCOMPARE(history.find(u"0009"_s), &history.entries[0]);
    QCOMPARE(history.find(u"9"_s), &history.entries[0]);
    QCOMPARE(history.find(u"00010"_s), &history.entries[1]);
    QCOMPARE(history.find(u"11"_s), &history.entries[2]);
    QVERIFY(!history.find(u"12"_s));
    QVERIFY(!history.find(QString()));
}

void tst_History::countsAndDisagreement()
{
    const History history = join({file(u"1"_s), file(u"2"_s), file(u"4"_s)}, {row(u"1"_s), row(u"3"_s)});
    QCOMPARE(history.counts(),
             (QMap<QString, int>{{u"applied"_s, 1}, {u"out of order"_s, 1}, {u"missing"_s, 1}, {u"pending"_s, 1}}));
    QVERIFY(history.disagrees());
    QVERIFY(!join({file(u"1"_s), file(u"2"_s)}, {row(u"2"_s)}).disagrees());
    QVERIFY(join({file(u"1"_s, "X;")}, {row(u"1"_s)}).disagrees());
    AppliedMigration failed = row(u"1"_s);
    failed.success = false;
    QVERIFY(join({file(u"1"_s)}, {failed}).disagrees());
}

void tst_History::entryAnswers()
{
    AppliedMigration failed = row(u"3"_s);
    failed.success = false;
    const History history = join({file(u"1"_s), file(u"3"_s)}, {row(u"1"_s), row(u"2"_s), failed});
    QVERIFY(history.entries[0].inDatabase());
    QVERIFY(history.entries[1].inDatabase());
    QVERIFY(!history.entries[2].inDatabase());
    QCOMPARE(history.entries[0].description(), u"file 1"_s);
    QCOMPARE(history.entries[1].description(), u"row 2"_s);
    QVERIFY(!history.entries[1].reversible());
}

void tst_History::tenThousand()
{
    // Every tenth file is lost; all places must be right, and none may cost a walk over all others.
    std::vector<Migration> files;
    std::vector<AppliedMigration> applied;
    for (int i = 0; i < 10'000; ++i) {
        const QString version = QString::number(20'250'000'000'000 + i);
        applied.push_back(row(version));
        if (i % 10 != 0)
            files.push_back(file(version));
    }
    std::reverse(applied.begin(), applied.end());
    const History history = join(files, applied);
    QCOMPARE(history.entries.size(), 10'000u);
    for (size_t i = 0; i < history.entries.size(); ++i) {
        QCOMPARE(history.entries[i].version(), QString::number(20'250'000'000'000 + qint64(i)));
        QCOMPARE(history.entries[i].state, i % 10 == 0 ? State::Missing : State::Applied);
    }
}

QTEST_GUILESS_MAIN(tst_History)
#include "tst_history.moc"
