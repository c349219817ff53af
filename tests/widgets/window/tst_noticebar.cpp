// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/noticebar.h"

#include <QAbstractButton>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>

using namespace lk;

class TestNoticeBar : public QObject
{
    Q_OBJECT

private slots:
    void errorSaysEverything();
    void dataIsNotMarkup();
    void placeLeadsToTheLine();
    void sameKeyReplaces();
    void isBounded();
    void actionClosesAndActs();
};

void TestNoticeBar::errorSaysEverything()
{
    NoticeBar bar;
    QVERIFY(bar.isHidden());
    bar.showError(QStringLiteral("Applying 0003"), {ErrorCode::Failed,
                                                    QStringLiteral("statement 3 failed"),
                                                    {QStringLiteral("migrations/0003.sql"), 7, 2},
                                                    QStringLiteral("no such table: x"),
                                                    QStringLiteral("correct it")});
    QVERIFY(!bar.isHidden());
    const QString text = bar.texts().first();
    for (const char *part :
         {"Applying 0003", "statement 3 failed", "migrations/0003.sql:7:2", "no such table: x", "correct it"})
        QVERIFY2(text.contains(QString::fromLatin1(part)), part);
}

void TestNoticeBar::dataIsNotMarkup()
{
    NoticeBar bar;
    bar.showError({}, {ErrorCode::Failed,
                       QStringLiteral("<b>x</b> & <img src=y>"),
                       {},
                       QStringLiteral("<a href=\"place:1:1:z\">z</a>"),
                       {}});
    QVERIFY(bar.texts().first().contains(QStringLiteral("<b>x</b> & <img src=y>")));
    QVERIFY(bar.texts().first().contains(QStringLiteral("<a href=")));
}

void TestNoticeBar::placeLeadsToTheLine()
{
    NoticeBar bar;
    QSignalSpy activated(&bar, &NoticeBar::placeActivated);
    bar.showError({}, {ErrorCode::Failed, QStringLiteral("x"), {QStringLiteral("a:b/0001.sql"), 12, 3}, {}, {}});
    const QString html = bar.findChild<QLabel *>(QStringLiteral("noticeText"))->text();
    const QString link = html.section(QStringLiteral("href=\""), 1).section(u'"', 0, 0);
    emit bar.findChild<QLabel *>(QStringLiteral("noticeText"))->linkActivated(link);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.first(), (QVariantList{QStringLiteral("a:b/0001.sql"), 12, 3}));
}

void TestNoticeBar::sameKeyReplaces()
{
    NoticeBar bar;
    bar.show(QStringLiteral("k"), Notice::Kind::Note, QStringLiteral("first"));
    bar.show(QStringLiteral("k"), Notice::Kind::Note, QStringLiteral("second"));
    QCOMPARE(bar.texts(), QStringList{QStringLiteral("second")});
    bar.remove(QStringLiteral("k"));
    QVERIFY(bar.isHidden());
}

void TestNoticeBar::isBounded()
{
    NoticeBar bar;
    for (int number = 0; number < 30; ++number)
        bar.show(QString::number(number), Notice::Kind::Note, QString::number(number));
    QCOMPARE(bar.texts().size(), 4);
    QCOMPARE(bar.texts().first(), QStringLiteral("29"));
}

void TestNoticeBar::actionClosesAndActs()
{
    NoticeBar bar;
    int acted = 0;
    bar.show(QStringLiteral("k"), Notice::Kind::Warning, QStringLiteral("x"),
             {{QStringLiteral("Do"), [&acted] { ++acted; }}});
    bar.findChild<QAbstractButton *>(QStringLiteral("noticeAction"))->click();
    QCOMPARE(acted, 1);
    QVERIFY(bar.texts().isEmpty());
}

QTEST_MAIN(TestNoticeBar)
#include "tst_noticebar.moc"
