// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/look/look.h"

#include <QApplication>
#include <QImage>
#include <QPalette>
#include <QSignalSpy>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(QIcon)

namespace {

constexpr Tone tones[] = {Tone::Plain, Tone::Quiet, Tone::Good, Tone::Accent, Tone::Warning, Tone::Bad};

// The colours that an icon consists of, as drawn at a size.
QImage drawn(const QIcon &icon)
{
    return icon.pixmap(QSize(32, 32)).toImage().convertToFormat(QImage::Format_ARGB32);
}

bool holds(const QImage &image, const QColor &color)
{
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (image.pixelColor(x, y) == color)
                return true;
        }
    }
    return false;
}

} // namespace

class TestLook : public QObject
{
    Q_OBJECT

private slots:
    void textCanBeRead_data()
    {
        QTest::addColumn<Look::Theme>("theme");
        QTest::newRow("light") << Look::Theme::Light;
        QTest::newRow("dark") << Look::Theme::Dark;
    }

    void textCanBeRead()
    {
        QFETCH(Look::Theme, theme);
        Look::instance().apply(theme);
        QCOMPARE(Look::dark(), theme == Look::Theme::Dark);
        const QPalette palette = QApplication::palette();
        for (const Tone tone : tones) {
            for (const QPalette::ColorRole role : {QPalette::Base, QPalette::AlternateBase, QPalette::Window}) {
                const double contrast = Look::contrast(Look::color(tone), palette.color(role));
                QVERIFY2(contrast >= 4.5,
                         qPrintable(u"tone %1 on role %2: %3"_s.arg(int(tone)).arg(int(role)).arg(contrast)));
            }
            const double own = Look::contrast(Look::color(tone), Look::tint(tone));
            QVERIFY2(own >= 4.5, qPrintable(u"tone %1 on its tint: %2"_s.arg(int(tone)).arg(own)));
            const double plain = Look::contrast(palette.color(QPalette::Text), Look::tint(tone));
            QVERIFY2(plain >= 7, qPrintable(u"text on tint %1: %2"_s.arg(int(tone)).arg(plain)));
            // Icons on a selected row are graphics: 3 : 1.
            const double selected = Look::contrast(Look::color(tone),
                                                   palette.color(QPalette::Active, QPalette::Highlight));
            QVERIFY2(selected >= 3, qPrintable(u"tone %1 on the selection: %2"_s.arg(int(tone)).arg(selected)));
        }
        const auto pair = [&](QPalette::ColorGroup group, QPalette::ColorRole text, QPalette::ColorRole back) {
            return Look::contrast(palette.color(group, text), palette.color(group, back));
        };
        QVERIFY(pair(QPalette::Active, QPalette::HighlightedText, QPalette::Highlight) >= 4.5);
        QVERIFY(pair(QPalette::Inactive, QPalette::HighlightedText, QPalette::Highlight) >= 4.5);
        QVERIFY(pair(QPalette::Active, QPalette::PlaceholderText, QPalette::Base) >= 4.5);
        QVERIFY(pair(QPalette::Active, QPalette::ToolTipText, QPalette::ToolTipBase) >= 4.5);
        QVERIFY(pair(QPalette::Active, QPalette::ButtonText, QPalette::Button) >= 4.5);
        QVERIFY(pair(QPalette::Active, QPalette::Link, QPalette::Base) >= 4.5);
    }

    void everyMeaningHasAnIcon_data()
    {
        QTest::addColumn<QIcon>("icon");
        const auto add = [](const char *name, int count, auto make) {
            for (int value = 0; value < count; ++value)
                QTest::addRow("%s %d", name, value) << make(value);
        };
        add("state", 8, [](int value) { return Look::icon(State(value)); });
        add("severity", 3, [](int value) { return Look::icon(Severity(value)); });
        add("item", 5, [](int value) { return Look::icon(ItemState(value)); });
        add("phase", 6, [](int value) { return Look::icon(Phase(value)); });
        add("change", 4, [](int value) { return Look::icon(ChangeKind(value)); });
        add("outcome", 4, [](int value) { return Look::icon(Outcome(value)); });
        add("run", 7, [](int value) { return Look::icon(RunModel::RowState(value)); });
        add("verified", 3, [](int value) { return Look::icon(Verified(value)); });
        add("audit", 4, [](int value) { return Look::icon(AuditModel::Result(value)); });
        add("stops", 4, [](int value) { return Look::icon(Stops(value)); });
    }

    void everyMeaningHasAnIcon()
    {
        QFETCH(QIcon, icon);
        const QImage image = drawn(icon);
        bool any = false;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                any = any || image.pixelColor(x, y).alpha() > 200;
        }
        QVERIFY(any);
    }

    void iconsFollowTheTheme()
    {
        Look::instance().apply(Look::Theme::Light);
        const QIcon icon = Look::icon(State::Applied);
        const QColor light = Look::color(State::Applied);
        QVERIFY(holds(drawn(icon), light));
        const QSignalSpy changed(&Look::instance(), &Look::changed);
        Look::instance().apply(Look::Theme::Dark);
        QCOMPARE(changed.count(), 1);
        QVERIFY(Look::color(State::Applied) != light);
        QVERIFY(holds(drawn(icon), Look::color(State::Applied)));
    }

    void statesDifferInShape()
    {
        // Never by colour alone: no two states share a drawing.
        QList<QImage> shapes;
        for (int state = 0; state < 8; ++state) {
            const QImage shape = drawn(Look::icon(State(state))).convertToFormat(QImage::Format_Alpha8);
            if (State(state) != State::Applied && State(state) != State::Failed) // discs whose sign is cut out in white
                QVERIFY(!shapes.contains(shape));
            shapes << shape;
        }
        QVERIFY(drawn(Look::icon(State::Applied)) != drawn(Look::icon(State::Failed)));
    }

    void contrastIsThatOfTheStandard()
    {
        QVERIFY(qAbs(Look::contrast(Qt::black, Qt::white) - 21) < 0.01);
        QVERIFY(qAbs(Look::contrast(Qt::white, Qt::white) - 1) < 0.001);
        QVERIFY(qAbs(Look::contrast(QColor(0x767676), Qt::white) - 4.54) < 0.01);
    }

    void readableReachesTheRatio_data()
    {
        QTest::addColumn<QColor>("color");
        QTest::addColumn<QColor>("background");
        QTest::newRow("grey on dark") << QColor(0x6a737d) << QColor(0x1b1e22);
        QTest::newRow("yellow on white") << QColor(Qt::yellow) << QColor(Qt::white);
        QTest::newRow("same") << QColor(0x1b1e22) << QColor(0x1b1e22);
    }

    void readableReachesTheRatio()
    {
        QFETCH(QColor, color);
        QFETCH(QColor, background);
        QVERIFY(Look::contrast(Look::readable(color, background), background) >= 4.5);
        QCOMPARE(Look::readable(Qt::black, Qt::white), QColor(Qt::black));
    }
};

QTEST_MAIN(TestLook)
#include "tst_look.moc"
