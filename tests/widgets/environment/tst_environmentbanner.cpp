// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/environment/environmentbanner.h"
#include "widgets/look/look.h"

#include <QLabel>
#include <QTest>

using namespace lk;

class TestEnvironmentBanner : public QObject
{
    Q_OBJECT

private slots:
    void saysEverything();
    void protectedIsReadable_data();
    void protectedIsReadable();
    void narrowWindowCutsNothingImportant();
};

namespace {

void fill(EnvironmentBanner &banner, bool isProtected)
{
    Project project;
    project.name = QStringLiteral("Web shop");
    Environment environment;
    environment.name = QStringLiteral("production");
    environment.isProtected = isProtected;
    DatabaseView database;
    database.target = {QStringLiteral("sqlite"), QStringLiteral("sqlite:/srv/shop.db"), QStringLiteral("/srv/shop.db"),
                       QStringLiteral("migrator")};
    database.server.version = QStringLiteral("3.40.1");
    EngineTraits engine;
    engine.title = QStringLiteral("SQLite");
    banner.setEnvironment(project, environment, database, engine);
}

} // namespace

void TestEnvironmentBanner::saysEverything()
{
    EnvironmentBanner banner;
    fill(banner, true);
    for (const char *part : {"PRODUCTION", "Web shop @ shop.db", "SQLite 3.40.1", "as migrator", "protected"})
        QVERIFY2(banner.text().contains(QString::fromLatin1(part)), part);
    fill(banner, false);
    QVERIFY(!banner.isProtected());
}

void TestEnvironmentBanner::protectedIsReadable_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void TestEnvironmentBanner::protectedIsReadable()
{
    QFETCH(bool, dark);
    Look::instance().apply(dark ? Look::Theme::Dark : Look::Theme::Light);
    EnvironmentBanner banner;
    fill(banner, true);
    banner.resize(900, 36);
    const QImage image = banner.grab().toImage();
    const QColor background = image.pixelColor(image.width() / 2, 1);
    QVERIFY2(background.red() > 120 && background.green() < 60, qPrintable(background.name()));
    const QColor text =
        banner.findChild<QLabel *>(QStringLiteral("environmentName"))->palette().color(QPalette::WindowText);
    QVERIFY(Look::contrast(text, background) >= 4.5);
}

void TestEnvironmentBanner::narrowWindowCutsNothingImportant()
{
    EnvironmentBanner banner;
    fill(banner, true);
    banner.resize(420, 36);
    banner.show();
    auto *name = banner.findChild<QLabel *>(QStringLiteral("environmentName"));
    QVERIFY(name->width() >= name->sizeHint().width());
}

QTEST_MAIN(TestEnvironmentBanner)
#include "tst_environmentbanner.moc"
