// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/map/mappanel.h"

#include "models/schema/schemasteps.h"
#include "widgets/look/look.h"
#include "widgets/look/tables.h"
#include "widgets/map/mapview.h"
#include "widgets/window/elidedlabel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QtConcurrent>

#include <algorithm>
#include <utility>

namespace lk {

namespace {

/// What is drawn of them is the same; when they were read does not count.
bool sameObjects(const std::shared_ptr<const Snapshot> &a, const std::shared_ptr<const Snapshot> &b)
{
    return a == b || (a && b && a->objects == b->objects);
}

} // namespace

MapPanel::MapPanel(QWidget *parent)
    : QWidget(parent)
    , m_title(new ElidedLabel(Qt::ElideRight, this))
    , m_search(new QLineEdit(this))
    , m_onlyStep(button(QStringLiteral("history"), QStringLiteral("mapOnlyStep"), tr("Only what the chosen migration changes")))
    , m_onlyChanged(button(QStringLiteral("filter"), QStringLiteral("mapOnlyChanged"), tr("Only what changes, and what it is joined to")))
    , m_percent(new QLabel(this))
    , m_zoomOut(button(QStringLiteral("zoom-out"), QStringLiteral("mapZoomOut"), tr("Smaller (-)")))
    , m_zoomIn(button(QStringLiteral("zoom-in"), QStringLiteral("mapZoomIn"), tr("Larger (+)")))
    , m_fit(button(QStringLiteral("zoom-fit"), QStringLiteral("mapFit"), tr("All of it (0)")))
    , m_export(button(QStringLiteral("save"), QStringLiteral("mapExport"), tr("Save the map as SVG…")))
    , m_alone(button(QStringLiteral("expand"), QStringLiteral("mapAlone"), tr("Give the map the whole window")))
    , m_view(new MapView(this))
    , m_empty(new QLabel(this))
{
    setObjectName(QStringLiteral("mapPanel"));
    setAccessibleName(tr("Schema map"));
    m_empty->setObjectName(QStringLiteral("mapEmpty"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(createHead());
    layout->addWidget(m_view, 1);
    layout->addWidget(m_empty, 1);
    setFocusProxy(m_view);
    connectHead();
    updateHead();
}

MapPanel::~MapPanel()
{
    m_watcher.disconnect();
    m_watcher.waitForFinished();
}

QToolButton *MapPanel::button(const QString &icon, const QString &name, const QString &what)
{
    auto *made = new QToolButton(this);
    made->setObjectName(name);
    made->setIcon(Look::icon(icon));
    made->setToolTip(what);
    made->setAccessibleName(what);
    made->setAutoRaise(true);
    made->setFocusPolicy(Qt::TabFocus);
    return made;
}

QLayout *MapPanel::createHead()
{
    m_title->setObjectName(QStringLiteral("mapTitle"));
    m_percent->setObjectName(QStringLiteral("mapPercent"));
    m_percent->setMinimumWidth(m_percent->fontMetrics().horizontalAdvance(QStringLiteral("100 %")));
    m_percent->setAlignment(Qt::AlignCenter);
    m_search->setObjectName(QStringLiteral("mapSearch"));
    m_search->setAccessibleName(tr("Find a table"));
    m_search->setPlaceholderText(tr("Find a table"));
    m_search->setToolTip(tr("Enter goes to the next table of this name"));
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumWidth(80);
    m_search->setMaximumWidth(180);
    m_search->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_onlyStep->setCheckable(true);
    m_onlyChanged->setCheckable(true);
    m_alone->setCheckable(true);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(8, 2, 6, 2);
    head->setSpacing(8);
    head->addWidget(m_title, 1);
    head->addWidget(m_search);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(0);
    for (QWidget *widget : {static_cast<QWidget *>(m_onlyStep), static_cast<QWidget *>(m_onlyChanged), static_cast<QWidget *>(m_zoomOut), static_cast<QWidget *>(m_percent), static_cast<QWidget *>(m_zoomIn),
                            static_cast<QWidget *>(m_fit), static_cast<QWidget *>(m_export), static_cast<QWidget *>(m_alone)})
        buttons->addWidget(widget);
    head->addLayout(buttons);
    return head;
}

void MapPanel::connectHead()
{
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &MapPanel::onDrawn);
    connect(m_onlyStep, &QToolButton::toggled, this, [this] {
        if (takeStep())
            draw();
        updateHead();
    });
    connect(m_onlyChanged, &QToolButton::toggled, this, [this](bool only) {
        m_input.onlyChanged = only;
        draw();
    });
    connect(m_zoomOut, &QToolButton::clicked, m_view, &MapView::zoomOut);
    connect(m_zoomIn, &QToolButton::clicked, m_view, &MapView::zoomIn);
    connect(m_fit, &QToolButton::clicked, m_view, &MapView::fit);
    connect(m_export, &QToolButton::clicked, this, &MapPanel::exportRequested);
    connect(m_alone, &QToolButton::clicked, this, &MapPanel::aloneRequested);
    connect(m_search, &QLineEdit::returnPressed, this, &MapPanel::onSearch);
    connect(m_view, &MapView::scaleChanged, this, [this](double scale) { m_percent->setText(tr("%1 %").arg(qRound(scale * 100))); });
    connect(m_view, &MapView::currentChanged, this, [this](int table) {
        if (const QString name = changedName(table); !name.isEmpty())
            emit tableChosen(name);
    });
    connect(m_view, &MapView::activated, this, [this](int table) {
        if (const QString name = changedName(table); !name.isEmpty())
            emit tableActivated(name);
    });
    const auto add = [this](const QKeySequence &keys, auto does) {
        auto *action = new QAction(this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, does);
        addAction(action);
    };
    add(QKeySequence::ZoomIn, [this] { m_view->zoomIn(); });
    add(QKeySequence::ZoomOut, [this] { m_view->zoomOut(); });
    add(Qt::CTRL | Qt::Key_0, [this] { m_view->fit(); });
    add(QKeySequence::Find, [this] {
        m_search->setFocus(Qt::ShortcutFocusReason);
        m_search->selectAll();
    });
}

void MapPanel::showSchema(std::shared_ptr<const Snapshot> schema, const QString &title)
{
    const bool same = !m_input.after && sameObjects(m_input.before, schema);
    m_about = title;
    m_input.before = std::move(schema);
    m_input.after = nullptr;
    m_input.diff = {};
    m_input.steps.clear();
    takeStep();
    if (!same)
        draw();
    updateHead();
}

void MapPanel::showChanges(std::shared_ptr<const Snapshot> before, std::shared_ptr<const Snapshot> after, const SchemaDiff &diff, const QString &title,
                           const std::vector<MapStep> &steps)
{
    const bool same = m_input.diff == diff && m_input.steps == steps && sameObjects(m_input.before, before) && sameObjects(m_input.after, after);
    m_about = title;
    m_input.before = std::move(before);
    m_input.after = std::move(after);
    m_input.diff = diff;
    m_input.steps = steps;
    if (takeStep() || !same)
        draw();
    updateHead();
}

void MapPanel::chooseStep(const QString &version)
{
    m_chosen = version;
    if (takeStep())
        draw();
    updateHead();
}

/// True: it is another one than before.
bool MapPanel::takeStep()
{
    int step = -1;
    for (int i = 0; i < int(m_input.steps.size()); ++i) {
        if (m_onlyStep->isChecked() && m_input.steps[size_t(i)].version == m_chosen)
            step = i;
    }
    return std::exchange(m_input.step, step) != step;
}

/// In another thread, however large the schema is. Only the last of what was asked for meanwhile is drawn then.
void MapPanel::draw()
{
    m_later = !isVisible();
    m_again = m_drawing && !m_later;
    if (m_later || m_again)
        return;
    m_drawing = true;
    m_watcher.setFuture(QtConcurrent::run(&MapPanel::drawnOf, m_input));
    updateHead();
}

void MapPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_later)
        draw();
}

std::shared_ptr<const DrawnMap> MapPanel::drawnOf(const Input &input)
{
    auto made = std::make_shared<DrawnMap>();
    if (!input.before)
        return made;
    if (input.after && input.step >= 0) {
        std::vector<SchemaDiff> steps;
        for (const MapStep &step : input.steps)
            steps.push_back(step.changes);
        const SchemaStep alone = schemaOfStep(*input.before, *input.after, steps, size_t(input.step));
        made->map = schemaMap(alone.before, alone.after, input.steps[size_t(input.step)].shown);
    } else {
        made->map = input.after ? schemaMap(*input.before, *input.after, input.diff) : schemaMap(*input.before);
    }
    if (input.onlyChanged && input.after)
        made->map = changedWithNeighbours(made->map);
    made->layout = layOut(made->map);
    return made;
}

void MapPanel::onDrawn()
{
    m_drawing = false;
    if (m_again || m_later) {
        draw();
        return;
    }
    m_view->setMap(m_watcher.result());
    updateHead();
    emit drawn();
}

void MapPanel::updateHead()
{
    const SchemaMap &map = m_view->map();
    const int changed = map.changed();
    QStringList counts;
    if (!map.tables.empty())
        counts << tr("%n table(s)", nullptr, int(map.tables.size()) - map.views());
    if (map.views() > 0)
        counts << tr("%n view(s)", nullptr, map.views());
    if (!map.tables.empty())
        counts << tr("%n foreign key(s)", nullptr, map.foreignKeys());
    if (changed > 0)
        counts << tr("%n changed", nullptr, changed);
    const QString about = m_input.step >= 0 ? tr("%1 alone").arg(m_chosen) : m_about;
    m_title->setText((QStringList{about} + counts).join(QStringLiteral(" · ")));
    const bool empty = map.tables.empty() && !m_drawing;
    m_empty->setText(!m_input.before                           ? tr("The schema is not known: the database could not be read.")
                     : m_input.onlyChanged && m_input.after    ? tr("No table changes.")
                                                               : tr("The schema holds no table."));
    m_empty->setVisible(empty);
    m_view->setVisible(!empty);
    const bool hasStep = std::ranges::any_of(m_input.steps, [this](const MapStep &step) { return step.version == m_chosen; });
    const QString whyNoStep = !m_input.after           ? tr("What changes is known once it was rehearsed")
                              : m_input.steps.size() < 2 ? tr("Only one migration was rehearsed")
                              : hasStep                  ? QString()
                                                         : tr("Choose one of the rehearsed migrations");
    setEnabledOrWhy(m_onlyStep, m_onlyStep->isChecked() ? QString() : whyNoStep, tr("Only what the chosen migration changes"));
    m_onlyStep->setIcon(Look::icon(QStringLiteral("history"), m_input.step >= 0 ? Tone::Accent : Tone::Plain));
    setEnabledOrWhy(m_onlyChanged, m_input.after ? QString() : tr("What changes is known once it was rehearsed"), tr("Only what changes, and what it is joined to"));
    m_onlyChanged->setIcon(Look::icon(QStringLiteral("filter"), m_onlyChanged->isChecked() && m_input.after ? Tone::Accent : Tone::Plain));
    for (QToolButton *one : {m_zoomOut, m_zoomIn, m_fit, m_export})
        one->setEnabled(!map.tables.empty());
}

/// Its name if it has a change, else nothing.
QString MapPanel::changedName(int table) const
{
    const SchemaMap &map = m_view->map();
    return table >= 0 && map.tables[size_t(table)].change ? map.tables[size_t(table)].fullName() : QString();
}

bool MapPanel::showTable(const QStringList &names)
{
    for (const QString &name : names) {
        const int table = m_view->map().find(name);
        if (table < 0)
            continue;
        m_view->choose(table);
        return true;
    }
    return false;
}

void MapPanel::stepChange(bool forwards)
{
    const auto &tables = m_view->map().tables;
    const int count = int(tables.size());
    const int start = m_view->current() < 0 && !forwards ? 0 : m_view->current();
    for (int step = 1; step <= count; ++step) {
        const int table = (start + (forwards ? step : -step) + 2 * count) % count;
        if (tables[size_t(table)].change) {
            m_view->choose(table);
            return;
        }
    }
}

void MapPanel::onSearch()
{
    const QString text = m_search->text().trimmed();
    const auto &tables = m_view->map().tables;
    if (text.isEmpty() || tables.empty())
        return;
    for (size_t step = 1; step <= tables.size(); ++step) {
        const size_t table = (size_t(m_view->current() + 1) + step - 1) % tables.size();
        if (tables[table].fullName().contains(text, Qt::CaseInsensitive) || tables[table].oldName.contains(text, Qt::CaseInsensitive)) {
            m_view->choose(int(table));
            return;
        }
    }
    m_search->selectAll();
}

void MapPanel::setAlone(bool alone)
{
    m_alone->setChecked(alone);
    m_alone->setIcon(Look::icon(alone ? QStringLiteral("collapse") : QStringLiteral("expand")));
    m_alone->setToolTip(alone ? tr("Show the other panels again") : tr("Give the map the whole window"));
    m_alone->setAccessibleName(m_alone->toolTip());
}

} // namespace lk
