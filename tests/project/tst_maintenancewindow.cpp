// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/project/maintenancewindow.h"

#include <QTest>

using namespace lk;

class TestMaintenanceWindow : public QObject
{
    Q_OBJECT

private slots:
    void contains_data();
    void contains();
    void refuses_data();
    void refuses();
};

void TestMaintenanceWindow::contains_data()
{
    QTest::addColumn<QString>("window");
    QTest::addColumn<QString>("utc");
    QTest::addColumn<bool>("inside");
    const QString night = QStringLiteral("Sat 22:00-02:00 Europe/Berlin");
    QTest::newRow("begins, winter time") << night << QStringLiteral("2026-01-03T21:00:00Z") << true;
    QTest::newRow("a minute before") << night << QStringLiteral("2026-01-03T20:59:00Z") << false;
    QTest::newRow("past midnight") << night << QStringLiteral("2026-01-04T00:30:00Z") << true;
    QTest::newRow("the end is outside") << night << QStringLiteral("2026-01-04T01:00:00Z") << false;
    QTest::newRow("summer time") << night << QStringLiteral("2026-07-04T20:00:00Z") << true;
    QTest::newRow("another day") << night << QStringLiteral("2026-01-02T22:30:00Z") << false;
    QTest::newRow("every day, UTC") << QStringLiteral("06:00-07:30") << QStringLiteral("2026-01-06T07:29:00Z") << true;
    QTest::newRow("range of days") << QStringLiteral("Mon-Fri 06:00-07:30 UTC") << QStringLiteral("2026-01-03T06:30:00Z") << false;
    QTest::newRow("list of days") << QStringLiteral("Sat,Sun 06:00-07:30 UTC") << QStringLiteral("2026-01-04T06:30:00Z") << true;
}

void TestMaintenanceWindow::contains()
{
    QFETCH(QString, window);
    QFETCH(QString, utc);
    QFETCH(bool, inside);
    const auto read = readMaintenanceWindow(window);
    QVERIFY2(read, read ? "" : qPrintable(read.error().text()));
    QCOMPARE(read->contains(QDateTime::fromString(utc, Qt::ISODate)), inside);
}

void TestMaintenanceWindow::refuses_data()
{
    QTest::addColumn<QString>("window");
    QTest::newRow("empty") << QString();
    QTest::newRow("no such day") << QStringLiteral("Caturday 22:00-23:00");
    QTest::newRow("no such time") << QStringLiteral("Sat 25:00-26:00");
    QTest::newRow("no such zone") << QStringLiteral("Sat 22:00-23:00 Europe/Atlantis");
    QTest::newRow("words") << QStringLiteral("at night");
}

void TestMaintenanceWindow::refuses()
{
    QFETCH(QString, window);
    QVERIFY(!readMaintenanceWindow(window));
}

QTEST_GUILESS_MAIN(TestMaintenanceWindow)
#include "tst_maintenancewindow.moc"
