// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/historyfilter.h"
#include "models/items/historymodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

HistoryEntry entry(const QString &version, const QString &description, State state, qint64 durationMs = -1,
                   const QString &at = {})
{
    HistoryEntry made;
    made.state = state;
    Migration file;
    file.version = version;
    file.key = version.toInt() > 0 ? QString::number(version.toInt()) : version;
    file.description = description;
    if (state != State::Missing)
        made.file = file;
    if (state != State::Pending && state != State::OutOfOrder) {
        AppliedMigration applied;
        applied.version = version;
        applied.key = file.key;
        applied.description = description;
        applied.durationMs = durationMs;
        applied.appliedBy = QStringLiteral("ada");
        applied.appliedAt = QDateTime::fromString(at, Qt::ISODate);
        made.applied = applied;
    }
    return made;
}

History shop()
{
    History history;
    history.entries = {entry(u"0001"_s, u"customers"_s, State::Applied, 12, u"2024-01-05T10:00:00Z"_s),
                       entry(u"0002"_s, u"catalogue"_s, State::Changed, 900, u"2024-02-05T10:00:00Z"_s),
                       entry(u"0003"_s, u"orders"_s, State::Missing, 70'000, u"2024-03-05T10:00:00Z"_s),
                       entry(u"0010"_s, u"order states"_s, State::Pending)};
    history.entries[0].file->down = Script{};
    history.entries[1].note = u"the file differs from what was applied"_s;
    return history;
}

} // namespace

class TestHistoryModel : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_model = std::make_unique<HistoryModel>();
        m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        m_model->setHistory(shop());
    }

    void saysWhatTheHistoryHolds()
    {
        QCOMPARE(m_model->rowCount(), 4);
        const auto text = [&](int row, int column) { return m_model->index(row, column).data().toString(); };
        QCOMPARE(text(0, HistoryModel::StateColumn), u"applied"_s);
        QCOMPARE(text(0, HistoryModel::ReversibleColumn), u"yes"_s);
        QCOMPARE(text(1, HistoryModel::ReversibleColumn), u"no"_s);
        QCOMPARE(text(2, HistoryModel::VersionColumn), u"0003"_s);
        QCOMPARE(text(2, HistoryModel::ByColumn), u"ada"_s);
        QCOMPARE(text(2, HistoryModel::DurationColumn), u"1 min 10 s"_s);
        QCOMPARE(text(3, HistoryModel::AppliedAtColumn), QString());
        QCOMPARE(text(3, HistoryModel::DurationColumn), QString());
        QCOMPARE(State(m_model->index(1, 0).data(HistoryModel::StateRole).toInt()), State::Changed);
        QVERIFY(m_model->index(1, 0).data(Qt::AccessibleTextRole).toString().contains(u"differs"_s));
    }

    void findsRowsByKey()
    {
        QCOMPARE(m_model->rowOf(u"10"_s), 3);
        QCOMPARE(m_model->rowOf(u"11"_s), -1);
        QVERIFY(!m_model->entry(4));
        QVERIFY(!m_model->entry(-1));
    }

    void neverTakesDataForMarkup()
    {
        History history;
        history.entries = {entry(u"0001"_s, u"<img src=x>"_s, State::Pending)};
        m_model->setHistory(history);
        QVERIFY(!m_model->index(0, 0).data(Qt::ToolTipRole).toString().contains(u"<img"));
    }

    void saysWhatBuildsOnWhat()
    {
        History history = shop();
        history.entries[1].file->dependsOn = {u"1"_s};
        history.entries[3].file->dependsOn = {u"2"_s, u"7"_s};
        history.entries[3].file->up.emplace();
        history.entries[3].file->tags = {u"v1.0"_s};
        m_model->setHistory(history, true);
        const auto relation = [&](int row) { return m_model->index(row, HistoryModel::GraphColumn).data(Qt::AccessibleTextRole).toString(); };
        QCOMPARE(relation(0), u"needed by 0002"_s);
        QCOMPARE(relation(1), u"builds on 0001; needed by 0010"_s);
        QCOMPARE(relation(2), QString());
        QCOMPARE(relation(3), u"head: nothing builds on it; builds on 0002, 7 (not there)"_s);
        QVERIFY(m_model->index(3, 0).data(HistoryModel::HeadRole).toBool());
        QVERIFY(!m_model->index(2, 0).data(HistoryModel::HeadRole).toBool());
        QCOMPARE(m_model->index(3, 0).data(HistoryModel::TagsRole).toStringList(), QStringList{u"v1.0"_s});
        QVERIFY(m_model->index(3, 1).data(Qt::ToolTipRole).toString().contains(u"v1.0"_s));
        m_model->setHistory(history, false); // requirements without branches: there are no heads
        QVERIFY(!m_model->index(3, 0).data(HistoryModel::HeadRole).toBool());
        HistoryFilter filter;
        filter.setSourceModel(m_model.get());
        filter.setText(u"V1."_s);
        QCOMPARE(keysOf(filter), QStringList{u"10"_s});
    }

    void filters_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QList<int>>("states");
        QTest::addColumn<QDate>("from");
        QTest::addColumn<QDate>("to");
        QTest::addColumn<QStringList>("shown");
        const QStringList all{u"1"_s, u"2"_s, u"3"_s, u"10"_s};
        const QList<int> none;
        QTest::newRow("nothing set") << QString() << none << QDate() << QDate() << all;
        QTest::newRow("part of a word") << u"ORD"_s << none << QDate() << QDate() << QStringList{u"3"_s, u"10"_s};
        QTest::newRow("all words") << u"order pend"_s << none << QDate() << QDate() << QStringList{u"10"_s};
        QTest::newRow("version") << u"0002"_s << none << QDate() << QDate() << QStringList{u"2"_s};
        QTest::newRow("fits nothing") << u"zebra"_s << none << QDate() << QDate() << QStringList();
        QTest::newRow("states") << QString() << QList<int>{int(State::Missing), int(State::Pending)} << QDate()
                                << QDate() << QStringList{u"3"_s, u"10"_s};
        QTest::newRow("from") << QString() << none << QDate(2024, 2, 5) << QDate() << QStringList{u"2"_s, u"3"_s};
        QTest::newRow("to") << QString() << none << QDate() << QDate(2024, 2, 5) << QStringList{u"1"_s, u"2"_s};
        QTest::newRow("all of them") << u"a"_s << QList<int>{int(State::Changed)} << QDate(2024, 2, 1)
                                     << QDate(2024, 2, 28) << QStringList{u"2"_s};
    }

    void filters()
    {
        QFETCH(QString, text);
        QFETCH(QList<int>, states);
        QFETCH(QDate, from);
        QFETCH(QDate, to);
        HistoryFilter filter;
        QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
        filter.setSourceModel(m_model.get());
        QSet<State> wanted;
        for (const int state : states)
            wanted.insert(State(state));
        filter.setText(text);
        filter.setStates(wanted);
        filter.setDateRange(from, to);
        QTEST(keysOf(filter), "shown");
    }

    void newestFirst()
    {
        HistoryFilter filter;
        filter.setSourceModel(m_model.get());
        filter.setNewestFirst(true);
        QCOMPARE(keysOf(filter), (QStringList{u"10"_s, u"3"_s, u"2"_s, u"1"_s}));
        filter.setNewestFirst(false);
        QCOMPARE(keysOf(filter), (QStringList{u"1"_s, u"2"_s, u"3"_s, u"10"_s}));
    }

private:
    static QStringList keysOf(const QAbstractItemModel &model)
    {
        QStringList keys;
        for (int row = 0; row < model.rowCount(); ++row)
            keys << model.index(row, 0).data(HistoryModel::KeyRole).toString();
        return keys;
    }

    std::unique_ptr<HistoryModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

QTEST_GUILESS_MAIN(TestHistoryModel)
#include "tst_historymodel.moc"
