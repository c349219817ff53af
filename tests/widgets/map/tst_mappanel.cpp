// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/map/mappanel.h"

#include "models/schema/schemadiff.h"
#include "widgets/look/look.h"
#include "widgets/map/mapsvg.h"
#include "widgets/map/mapview.h"
#include "widgets/window/elidedlabel.h"

#include <QHelpEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QSignalSpy>
#include <QSvgRenderer>
#include <QTest>
#include <QToolButton>
#include <QtConcurrent>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

SchemaObject table(const QString &name)
{
    return {u"table"_s, {}, {}, name, 0, u"CREATE TABLE "_s + name, {}, {}};
}

SchemaObject column(const QString &owner, const QString &name, int position)
{
    return {u"column"_s, {}, owner, name, position, name + u" INT"_s, {}, {{u"type"_s, u"INT"_s}}};
}

SchemaObject key(const QString &owner, const QString &to)
{
    return {u"constraint"_s, {}, owner, u"key of "_s + owner, 0, u"FOREIGN KEY (%1_id) REFERENCES %1 (id)"_s.arg(to), to.toUtf8(), {{u"type"_s, u"foreign key"_s}}};
}

std::shared_ptr<const Snapshot> snapshot(std::vector<SchemaObject> objects)
{
    auto made = std::make_shared<Snapshot>();
    made->objects = std::move(objects);
    sortObjects(*made);
    return made;
}

std::vector<SchemaObject> shop()
{
    return {table(u"customers"_s), column(u"customers"_s, u"id"_s, 1), table(u"orders"_s), column(u"orders"_s, u"id"_s, 1),
            column(u"orders"_s, u"customers_id"_s, 2), key(u"orders"_s, u"customers"_s), table(u"lines"_s), column(u"lines"_s, u"orders_id"_s, 1),
            key(u"lines"_s, u"orders"_s), table(u"log"_s), column(u"log"_s, u"at"_s, 1)};
}

std::vector<SchemaObject> changedShop()
{
    std::vector<SchemaObject> after = shop();
    after.push_back(column(u"orders"_s, u"note"_s, 3));
    after.push_back(table(u"refunds"_s));
    after.push_back(column(u"refunds"_s, u"orders_id"_s, 1));
    after.push_back(key(u"refunds"_s, u"orders"_s));
    return after;
}

QByteArray svgOf(const MapView &view)
{
    return mapSvg(*view.drawn(), MapLook::current(), {}).value();
}

} // namespace

class TestMapPanel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void showsTheSchema();
    void showsWhatChanges();
    void showsOneStepAlone();
    void fits();
    void zoomsAndMoves();
    void choosesByClick();
    void goesAboutWithKeys();
    void findsTables();
    void drawsOnlyTheLast();
    void waitsUntilItIsSeen();
    void savesSvg();
    void cancelsSvg();
    void drawsDifferencesNotOnlyInColour();
    void saysWhenThereIsNothing();

private:
    template <class T>
    T *child(const QString &name) const
    {
        T *found = m_panel->findChild<T *>(name);
        Q_ASSERT(found);
        return found;
    }
    MapView &view() const { return m_panel->view(); }
    QString chosen() const { return view().current() < 0 ? QString() : view().map().tables[size_t(view().current())].name; }
    QPoint middleOf(const QString &name) const { return view().boxOnScreen(view().map().find(name)).center().toPoint(); }
    void showShop()
    {
        m_panel->showSchema(snapshot(shop()), u"development as it is"_s);
        QTRY_VERIFY(m_panel->isDrawn());
        QCOMPARE(view().map().tables.size(), size_t(4));
    }
    void showChanges()
    {
        const auto before = snapshot(shop());
        const auto after = snapshot(changedShop());
        m_panel->showChanges(before, after, diff(*before, *after), u"what 0010 makes of it"_s);
        QTRY_VERIFY(m_panel->isDrawn());
        QCOMPARE(view().map().tables.size(), size_t(5));
    }

    std::unique_ptr<MapPanel> m_panel;
};

void TestMapPanel::init()
{
    m_panel = std::make_unique<MapPanel>();
    m_panel->resize(900, 500);
    m_panel->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
}

void TestMapPanel::showsTheSchema()
{
    showShop();
    QCOMPARE(child<ElidedLabel>(u"mapTitle"_s)->text(), u"development as it is · 4 table(s) · 2 foreign key(s)"_s);
    QVERIFY(!child<QToolButton>(u"mapOnlyChanged"_s)->isEnabled());
    QVERIFY(child<QToolButton>(u"mapOnlyChanged"_s)->toolTip().contains(u"rehearsed"_s));
}

void TestMapPanel::showsWhatChanges()
{
    showChanges();
    QVERIFY(child<ElidedLabel>(u"mapTitle"_s)->text().endsWith(u"2 changed"_s));
    QTest::mouseClick(child<QToolButton>(u"mapOnlyChanged"_s), Qt::LeftButton);
    QTRY_VERIFY(m_panel->isDrawn());
    QCOMPARE(view().map().find(u"log"_s), -1);
    QCOMPARE(view().map().tables.size(), size_t(4));
    QTest::mouseClick(child<QToolButton>(u"mapOnlyChanged"_s), Qt::LeftButton);
    QTRY_VERIFY(m_panel->isDrawn());
    QVERIFY(view().map().find(u"log"_s) >= 0);
    m_panel->stepChange(true);
    QCOMPARE(chosen(), u"orders"_s);
    m_panel->stepChange(true);
    QCOMPARE(chosen(), u"refunds"_s);
    m_panel->stepChange(true);
    QCOMPARE(chosen(), u"orders"_s);
    m_panel->stepChange(false);
    QCOMPARE(chosen(), u"refunds"_s);
}

void TestMapPanel::showsOneStepAlone()
{
    std::vector<SchemaObject> middle = shop();
    middle.push_back(column(u"orders"_s, u"note"_s, 3));
    const auto before = snapshot(shop());
    const auto between = snapshot(middle);
    const auto after = snapshot(changedShop());
    const auto step = [](const QString &version, const SchemaDiff &changes) { return MapStep{version, changes, changes}; };
    auto *only = child<QToolButton>(u"mapOnlyStep"_s);
    showShop();
    QVERIFY(!only->isEnabled());
    m_panel->showChanges(before, after, diff(*before, *after), u"both"_s, {step(u"1"_s, diff(*before, *between)), step(u"2"_s, diff(*between, *after))});
    QTRY_VERIFY(m_panel->isDrawn());
    QVERIFY(!only->isEnabled()); // none of them is chosen
    m_panel->chooseStep(u"1"_s);
    QVERIFY(only->isEnabled());
    QCOMPARE(view().map().changed(), 2);
    QTest::mouseClick(only, Qt::LeftButton);
    QTRY_VERIFY(m_panel->isDrawn());
    QCOMPARE(view().map().changed(), 1);
    QCOMPARE(view().map().find(u"refunds"_s), -1);
    QVERIFY(child<ElidedLabel>(u"mapTitle"_s)->text().startsWith(u"1 alone"_s));
    m_panel->chooseStep(u"2"_s);
    QTRY_VERIFY(m_panel->isDrawn() && view().map().find(u"refunds"_s) >= 0);
    QCOMPARE(view().map().changed(), 1);
    m_panel->chooseStep(u"elsewhere"_s); // all of it, until one of them is chosen again
    QTRY_VERIFY(m_panel->isDrawn() && view().map().changed() == 2);
    QVERIFY(only->isEnabled());
    QTest::mouseClick(only, Qt::LeftButton);
    QVERIFY(!only->isEnabled());
}

void TestMapPanel::fits()
{
    showShop();
    const auto inside = [this] {
        for (int box = 0; box < 4; ++box) {
            if (!QRectF(view().rect()).contains(view().boxOnScreen(box)))
                return false;
        }
        return true;
    };
    QVERIFY(inside());
    m_panel->resize(400, 260);
    QTRY_VERIFY(view().width() < 420);
    QVERIFY(inside());
    QVERIFY(view().scale() <= 1);
}

void TestMapPanel::zoomsAndMoves()
{
    showShop();
    const QPointF place = view().boxOnScreen(0).center();
    const double scale = view().scale();
    QWheelEvent wheel(place, view().mapToGlobal(place), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&view(), &wheel);
    QVERIFY(view().scale() > scale);
    QVERIFY((view().boxOnScreen(0).center() - place).manhattanLength() < 2); // what is under the pointer stays there
    QCOMPARE(child<QLabel>(u"mapPercent"_s)->text(), u"%1 %"_s.arg(qRound(view().scale() * 100)));

    QTest::mousePress(&view(), Qt::LeftButton, {}, {10, 10});
    QTest::mouseMove(&view(), {50, 40});
    QTest::mouseMove(&view(), {90, 60});
    QTest::mouseRelease(&view(), Qt::LeftButton, {}, {90, 60});
    QVERIFY((view().boxOnScreen(0).center() - place - QPointF(80, 50)).manhattanLength() < 2);
    QCOMPARE(view().current(), -1); // dragging chooses nothing

    const QPointF middle = view().boxOnScreen(0).center() - QRectF(view().rect()).center();
    m_panel->resize(700, 380);
    QTRY_COMPARE(view().width(), 700);
    QVERIFY((view().boxOnScreen(0).center() - QRectF(view().rect()).center() - middle).manhattanLength() < 3); // the middle stays
    m_panel->resize(900, 500);
    QTRY_COMPARE(view().width(), 900);

    QTest::mouseClick(child<QToolButton>(u"mapFit"_s), Qt::LeftButton);
    QCOMPARE(view().scale(), scale);
    QTest::keyClick(&view(), Qt::Key_Minus, Qt::ControlModifier);
    QVERIFY(view().scale() < scale);
    QTest::keyClick(&view(), Qt::Key_Plus, Qt::ControlModifier);
    QCOMPARE(view().scale(), scale);
    for (int press = 0; press < 60; ++press)
        QTest::keyClick(&view(), Qt::Key_Plus);
    QVERIFY(view().scale() <= 3);
    QTest::keyClick(&view(), Qt::Key_0);
    QCOMPARE(view().scale(), scale);
}

void TestMapPanel::choosesByClick()
{
    showChanges();
    QSignalSpy choice(m_panel.get(), &MapPanel::tableChosen);
    QSignalSpy activation(m_panel.get(), &MapPanel::tableActivated);
    QTest::mouseClick(&view(), Qt::LeftButton, {}, middleOf(u"orders"_s));
    QCOMPARE(chosen(), u"orders"_s);
    QCOMPARE(choice.count(), 1);
    QCOMPARE(choice[0][0].toString(), u"orders"_s);
    QVERIFY(view().accessibleDescription().startsWith(u"orders: altered"_s));
    QVERIFY(view().accessibleDescription().contains(u"column note: added"_s));
    QVERIFY(view().accessibleDescription().contains(u"refers to customers"_s));
    QTest::mouseClick(&view(), Qt::LeftButton, {}, middleOf(u"log"_s));
    QCOMPARE(choice.count(), 1); // nothing of it changes: there is nothing to show in the diff
    QTest::mouseDClick(&view(), Qt::LeftButton, {}, middleOf(u"refunds"_s));
    QCOMPARE(activation.count(), 1);
    QCOMPARE(activation[0][0].toString(), u"refunds"_s);
    QTest::keyClick(&view(), Qt::Key_Escape);
    QCOMPARE(view().current(), -1);
}

void TestMapPanel::goesAboutWithKeys()
{
    showChanges();
    view().setFocus();
    m_panel->showTable({u"customers"_s});
    QTest::keyClick(&view(), Qt::Key_Right);
    QCOMPARE(chosen(), u"orders"_s); // who refers to another stands to the right of it
    QTest::keyClick(&view(), Qt::Key_Left);
    QCOMPARE(chosen(), u"customers"_s);
    QSignalSpy activation(m_panel.get(), &MapPanel::tableActivated);
    QTest::keyClick(&view(), Qt::Key_Return);
    QCOMPARE(activation.count(), 0);
    m_panel->showTable({u"orders"_s});
    QTest::keyClick(&view(), Qt::Key_Return);
    QCOMPARE(activation.count(), 1);
    const QPointF place = view().boxOnScreen(0).center();
    QTest::keyClick(&view(), Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE((view().boxOnScreen(0).center() - place).x(), -80.0);
}

void TestMapPanel::findsTables()
{
    showShop();
    auto *search = child<QLineEdit>(u"mapSearch"_s);
    view().setFocus();
    QTest::keyClick(&view(), Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(QApplication::focusWidget(), search);
    QTest::keyClicks(search, u"L"_s);
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(chosen(), u"lines"_s);
    QVERIFY(view().scale() > 0.6); // near enough to be read
    QVERIFY(QRectF(view().rect()).contains(view().boxOnScreen(view().current())));
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(chosen(), u"log"_s);
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(chosen(), u"lines"_s);
    QVERIFY(!m_panel->showTable({u"nothing"_s}));
}

void TestMapPanel::drawsOnlyTheLast()
{
    QSignalSpy drawn(m_panel.get(), &MapPanel::drawn);
    for (int time = 0; time < 5; ++time)
        m_panel->showSchema(snapshot({table(u"t%1"_s.arg(time))}), u"x"_s);
    QTRY_VERIFY(m_panel->isDrawn());
    QCOMPARE(view().map().tables.size(), size_t(1));
    QCOMPARE(view().map().tables[0].name, u"t4"_s);
    QVERIFY(drawn.count() <= 2);
    // The same schema, read again, leaves the view where it is.
    view().zoomIn();
    const double scale = view().scale();
    m_panel->showSchema(snapshot({table(u"t4"_s)}), u"x"_s);
    QVERIFY(m_panel->isDrawn());
    QCOMPARE(view().scale(), scale);
}

void TestMapPanel::waitsUntilItIsSeen()
{
    m_panel->hide();
    QSignalSpy drawn(m_panel.get(), &MapPanel::drawn);
    m_panel->showSchema(snapshot(shop()), u"x"_s);
    QVERIFY(!m_panel->isDrawn());
    QVERIFY(!drawn.wait(200));
    m_panel->show();
    QTRY_VERIFY(m_panel->isDrawn());
    QCOMPARE(view().map().tables.size(), size_t(4));
}

void TestMapPanel::savesSvg()
{
    showChanges();
    const QByteArray svg = svgOf(view());
    QSvgRenderer renderer(svg);
    QVERIFY(renderer.isValid());
    QVERIFY(renderer.defaultSize().width() > 400);
    for (const char *name : {"customers", "orders", "refunds", "note"})
        QVERIFY2(svg.contains(name), name);
    // The same in another thread, whatever the window does meanwhile.
    auto elsewhere = QtConcurrent::run([drawn = view().drawn(), look = MapLook::current()] { return mapSvg(*drawn, look, {}); });
    Look::instance().apply(Look::Theme::Dark);
    m_panel->showSchema(nullptr, {});
    QCOMPARE(elsewhere.result().value(), svg);
    Look::instance().apply(Look::Theme::Light);
    QSignalSpy wanted(m_panel.get(), &MapPanel::exportRequested);
    showChanges();
    QTest::mouseClick(child<QToolButton>(u"mapExport"_s), Qt::LeftButton);
    QCOMPARE(wanted.count(), 1);
}

void TestMapPanel::cancelsSvg()
{
    showChanges();
    RunControl control;
    int told = 0;
    const auto cancelled = mapSvg(*view().drawn(), MapLook::current(), control, [&](const Progress &progress) {
        QVERIFY(progress.done < progress.total);
        if (++told == 3)
            control.cancel();
    });
    QVERIFY(!cancelled);
    QCOMPARE(cancelled.error().code, ErrorCode::Cancelled);
    QCOMPARE(told, 3);
}

void TestMapPanel::drawsDifferencesNotOnlyInColour()
{
    showChanges();
    QString text = QString::fromUtf8(svgOf(view()));
    QVERIFY(text.contains(u">+</text>"_s)); // before the added column
    for (const Look::Theme theme : {Look::Theme::Light, Look::Theme::Dark}) {
        Look::instance().apply(theme);
        QImage image(view().size(), QImage::Format_RGB32);
        view().render(&image);
        QVERIFY(image.pixelColor(1, image.height() - 2) == view().palette().color(QPalette::Base) || view().hasFocus());
    }
    Look::instance().apply(Look::Theme::Light);
}

void TestMapPanel::saysWhenThereIsNothing()
{
    m_panel->showSchema(nullptr, u"x"_s);
    QTRY_VERIFY(m_panel->isDrawn());
    QVERIFY(child<QLabel>(u"mapEmpty"_s)->isVisible());
    QVERIFY(child<QLabel>(u"mapEmpty"_s)->text().contains(u"not known"_s));
    m_panel->showSchema(snapshot({}), u"x"_s);
    QTRY_VERIFY(m_panel->isDrawn());
    QVERIFY(child<QLabel>(u"mapEmpty"_s)->text().contains(u"no table"_s));
    QVERIFY(!child<QToolButton>(u"mapFit"_s)->isEnabled());
    showShop();
    QVERIFY(!child<QLabel>(u"mapEmpty"_s)->isVisible());
}

QTEST_MAIN(TestMapPanel)
#include "tst_mappanel.moc"
