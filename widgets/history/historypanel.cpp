// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/history/historypanel.h"

#include "models/items/historyfilter.h"
#include "models/items/historymodel.h"
#include "widgets/history/graphdelegate.h"
#include "widgets/history/tagsdelegate.h"
#include "widgets/history/timelinestrip.h"
#include "widgets/look/meaningdelegate.h"

#include <QAction>
#include <QCheckBox>
#include <QDateEdit>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QScopedValueRollback>
#include <QTableView>
#include <QToolButton>
#include <QWidgetAction>

namespace lk {

namespace {

constexpr State allStates[] = {State::Applied, State::Pending, State::OutOfOrder, State::Outdated, State::Changed,
                               State::Missing, State::Failed,  State::Baseline,   State::Unknown};

} // namespace

HistoryPanel::HistoryPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new HistoryModel(this))
    , m_filter(new HistoryFilter(this))
    , m_strip(new TimelineStrip(this))
    , m_text(new QLineEdit(this))
    , m_states(new QToolButton(this))
    , m_view(new QTableView(this))
    , m_summary(new QLabel(this))
    , m_empty(new QLabel(m_view))
{
    setObjectName(QStringLiteral("historyPanel"));
    m_filter->setSourceModel(m_model);
    createView();
    createMenu();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_strip);
    layout->addWidget(createFilterRow());
    layout->addWidget(m_view, 1);
    m_summary->setObjectName(QStringLiteral("historySummary"));
    m_summary->setContentsMargins(8, 3, 8, 3);
    m_summary->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    layout->addWidget(m_summary);

    connect(m_strip, &TimelineStrip::picked, this, &HistoryPanel::makeCurrent);
    connect(m_text, &QLineEdit::textChanged, this,
            [this](const QString &text) { narrow([&] { m_filter->setText(text); }); });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &HistoryPanel::onCurrentChanged);
    connect(m_view, &QTableView::activated, this, [this] { emit activated(currentKey()); });
    updateSummary();
}

void HistoryPanel::createView()
{
    m_view->setObjectName(QStringLiteral("historyView"));
    m_view->setAccessibleName(tr("Migrations"));
    m_view->setModel(m_filter);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setShowGrid(false);
    m_view->setAlternatingRowColors(true);
    m_view->setWordWrap(false);
    m_view->setTabKeyNavigation(false);
    m_view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setItemDelegateForColumn(HistoryModel::StateColumn,
                                     new MeaningDelegate(MeaningDelegate::of<State>(HistoryModel::StateRole), this));
    m_view->setItemDelegateForColumn(HistoryModel::GraphColumn, new GraphDelegate(*m_model, *m_filter, this));
    m_view->setItemDelegateForColumn(HistoryModel::DescriptionColumn, new TagsDelegate(this));
    m_view->verticalHeader()->hide();
    // One height for all rows: 10,000 must not be measured one by one.
    m_view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_view->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    QHeaderView *header = m_view->horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setHighlightSections(false);
    header->setMinimumSectionSize(40);
    const auto resize = [&](int column, const QString &sample, int more = 16) {
        header->resizeSection(column, fontMetrics().horizontalAdvance(sample) + more);
    };
    resize(HistoryModel::StateColumn, word(State::OutOfOrder), 38);
    resize(HistoryModel::VersionColumn, QStringLiteral("Version"));
    m_versionWidth = header->sectionSize(HistoryModel::VersionColumn);
    resize(HistoryModel::DescriptionColumn, QStringLiteral("index orders by customer"));
    resize(HistoryModel::AppliedAtColumn, QStringLiteral("2024-12-28 00:00:00"));
    resize(HistoryModel::ByColumn, QStringLiteral("somebody"));
    resize(HistoryModel::DurationColumn, QStringLiteral("59 min 59 s"));
    header->setStretchLastSection(true);
    showGraph();
    m_empty->setObjectName(QStringLiteral("historyEmpty"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setTextFormat(Qt::PlainText);
    m_empty->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_view->viewport()->installEventFilter(this);
    m_text->installEventFilter(this);
}

QWidget *HistoryPanel::createFilterRow()
{
    auto *row = new QWidget(this);
    m_text->setObjectName(QStringLiteral("historyFilter"));
    m_text->setAccessibleName(tr("Filter the history"));
    m_text->setPlaceholderText(tr("Filter by text"));
    m_text->setClearButtonEnabled(true);
    m_text->addAction(Look::icon(QStringLiteral("find"), Tone::Quiet), QLineEdit::LeadingPosition);
    m_states->setObjectName(QStringLiteral("historyStates"));
    m_states->setAccessibleName(tr("Filter by state and date"));
    m_states->setToolTip(tr("Filter by state and date"));
    m_states->setIcon(Look::icon(QStringLiteral("filter")));
    m_states->setPopupMode(QToolButton::InstantPopup);
    m_states->setAutoRaise(true);
    m_states->setMenu(new QMenu(m_states));
    fillStateMenu();
    fillOrderMenu();
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(6, 4, 6, 4);
    layout->setSpacing(4);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_states);
    auto *find = new QAction(tr("Filter the history"), this);
    find->setShortcut(QKeySequence::Find);
    find->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QAction::triggered, this, &HistoryPanel::focusFilter);
    addAction(find);
    return row;
}

void HistoryPanel::fillStateMenu()
{
    QMenu *menu = m_states->menu();
    menu->addSection(tr("Show only"));
    for (const State state : allStates) {
        QAction *action = menu->addAction(Look::icon(state), word(state));
        action->setCheckable(true);
        action->setData(int(state));
        action->setObjectName(QStringLiteral("historyState-%1").arg(word(state).replace(u' ', u'-')));
        connect(action, &QAction::toggled, this, &HistoryPanel::takeStates);
    }
}

void HistoryPanel::fillOrderMenu()
{
    QMenu *menu = m_states->menu();
    menu->addSection(tr("Applied between"));
    auto *dates = new QWidget(menu);
    auto *form = new QHBoxLayout(dates);
    form->setContentsMargins(10, 2, 10, 4);
    m_withDates = new QCheckBox(tr("From"), dates);
    m_withDates->setObjectName(QStringLiteral("historyDates"));
    m_from = new QDateEdit(QDate::currentDate().addMonths(-1), dates);
    m_from->setObjectName(QStringLiteral("historyFrom"));
    m_from->setAccessibleName(tr("From this day"));
    m_to = new QDateEdit(QDate::currentDate(), dates);
    m_to->setObjectName(QStringLiteral("historyTo"));
    m_to->setAccessibleName(tr("To this day"));
    form->addWidget(m_withDates);
    form->addWidget(m_from);
    form->addWidget(new QLabel(tr("to"), dates));
    form->addWidget(m_to);
    for (QDateEdit *edit : {m_from, m_to}) {
        edit->setCalendarPopup(true);
        edit->setDisplayFormat(QStringLiteral("yyyy-MM-dd"));
        connect(edit, &QDateEdit::dateChanged, this, &HistoryPanel::takeDates);
    }
    connect(m_withDates, &QCheckBox::toggled, this, &HistoryPanel::takeDates);
    auto *action = new QWidgetAction(menu);
    action->setDefaultWidget(dates);
    menu->addAction(action);
    menu->addSeparator();
    m_newestFirst = menu->addAction(tr("Newest first"));
    m_newestFirst->setObjectName(QStringLiteral("historyNewestFirst"));
    m_newestFirst->setCheckable(true);
    connect(m_newestFirst, &QAction::toggled, this, [this](bool newestFirst) {
        m_filter->setNewestFirst(newestFirst);
        showCurrent();
    });
    menu->addAction(Look::icon(QStringLiteral("clear")), tr("Show all"), this, &HistoryPanel::clearFilter)
        ->setObjectName(QStringLiteral("historyShowAll"));
}

// Narrowing the list must not change what the window shows: the view would make a neighbour current.
void HistoryPanel::narrow(const std::function<void()> &change)
{
    {
        const QScopedValueRollback loading(m_loading, true);
        change();
    }
    showCurrent();
    updateSummary();
}

void HistoryPanel::takeStates()
{
    QSet<State> states;
    for (const QAction *action : m_states->menu()->actions()) {
        if (action->isChecked() && action->data().isValid())
            states.insert(State(action->data().toInt()));
    }
    narrow([&] { m_filter->setStates(states); });
}

void HistoryPanel::takeDates()
{
    const bool on = m_withDates->isChecked();
    narrow([&] { m_filter->setDateRange(on ? m_from->date() : QDate(), on ? m_to->date() : QDate()); });
}

void HistoryPanel::clearFilter()
{
    m_text->clear();
    m_withDates->setChecked(false);
    for (QAction *action : m_states->menu()->actions()) {
        if (action->data().isValid())
            action->setChecked(false);
    }
}

void HistoryPanel::focusFilter()
{
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

// The graph's column stands first, and only where there is a graph.
void HistoryPanel::showGraph()
{
    QHeaderView *header = m_view->horizontalHeader();
    const RevisionGraph &graph = m_model->graph();
    header->moveSection(header->visualIndex(HistoryModel::GraphColumn), 0);
    header->setSectionHidden(HistoryModel::GraphColumn, graph.isEmpty());
    const int title = fontMetrics().horizontalAdvance(m_model->headerData(HistoryModel::GraphColumn, Qt::Horizontal, Qt::DisplayRole).toString()) + 12;
    const int width = std::max(title, GraphDelegate::widthFor(graph.laneCount()));
    const bool persons = m_graphWidth > 0 && header->sectionSize(HistoryModel::GraphColumn) != m_graphWidth;
    if (!graph.isEmpty() && !persons) {
        header->resizeSection(HistoryModel::GraphColumn, width);
        m_graphWidth = width;
    }
}

// Some tools' versions are times or hashes: as much room as they need, within reason, unless a person gave them another.
void HistoryPanel::showVersions()
{
    constexpr int looked = 500;
    constexpr int mostCharacters = 16;
    QString longest = QStringLiteral("Version");
    const std::vector<HistoryEntry> &entries = m_model->history().entries;
    for (size_t i = 0; i < std::min(entries.size(), size_t(looked)); ++i) {
        if (const QString version = entries[i].version(); version.size() > longest.size())
            longest = version;
    }
    const int width = fontMetrics().horizontalAdvance(longest.left(mostCharacters)) + 16;
    QHeaderView *header = m_view->horizontalHeader();
    if (header->sectionSize(HistoryModel::VersionColumn) != m_versionWidth)
        return;
    header->resizeSection(HistoryModel::VersionColumn, width);
    m_versionWidth = width;
}

void HistoryPanel::createMenu()
{
    m_menu = new QMenu(this);
    m_menu->setObjectName(QStringLiteral("historyMenu"));
    m_menu->setToolTipsVisible(true);
    const auto go = [this](const QString &name, const QString &text, Qt::Key key, bool back) {
        auto *action = new QAction(text, this);
        action->setObjectName(name);
        action->setShortcut(QKeySequence(int(Qt::ALT) | key));
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        action->setEnabled(false);
        connect(action, &QAction::triggered, this, [this, back] { goAlongGraph(back); });
        addAction(action);
        return action;
    };
    m_toParent = go(QStringLiteral("historyToParent"), tr("Go to what it &builds on"), Qt::Key_Left, true);
    m_toChild = go(QStringLiteral("historyToChild"), tr("Go to what builds on &it"), Qt::Key_Right, false);
    setMenuActions({});
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_view, &QWidget::customContextMenuRequested, this, &HistoryPanel::showMenu);
}

void HistoryPanel::setMenuActions(const QList<QAction *> &actions)
{
    m_menu->clear();
    m_menu->addActions(actions);
    m_menu->addSeparator();
    m_menu->addActions({m_toParent, m_toChild});
}

void HistoryPanel::showMenu(const QPoint &at)
{
    if (!currentEntry())
        return;
    const QRect row = m_view->visualRect(m_view->currentIndex());
    const bool withKey = !m_view->indexAt(at).isValid(); // the menu's key asks at the caret's place
    m_menu->popup(m_view->viewport()->mapToGlobal(withKey ? row.bottomLeft() : at));
}

// Of several ways the first, which goes on in the same lane where there is one.
void HistoryPanel::goAlongGraph(bool back)
{
    const int row = m_model->rowOf(m_current);
    if (row < 0)
        return;
    const RevisionGraph &graph = m_model->graph();
    const std::vector<int> &next = back ? graph.parents(row) : graph.children(row);
    if (next.empty())
        return;
    const auto same = std::ranges::find_if(next, [&](int other) { return graph.laneOf(other) == graph.laneOf(row); });
    makeCurrent(same == next.end() ? next.front() : *same);
}

void HistoryPanel::setHistory(const History &history, bool branches)
{
    const bool first = m_model->rowCount() == 0;
    {
        const QScopedValueRollback loading(m_loading, true);
        m_model->setHistory(history, branches);
        m_strip->setHistory(history);
    }
    showGraph();
    showVersions();
    updateSummary();
    if (!m_current.isEmpty() && m_model->rowOf(m_current) < 0) {
        m_current.clear();
        emit currentChanged({});
    }
    showCurrent();
    if (first && m_current.isEmpty() && !m_filter->newestFirst())
        m_view->scrollToBottom();
}

const History &HistoryPanel::history() const
{
    return m_model->history();
}

void HistoryPanel::setEmptyText(const QString &text)
{
    m_emptyText = text;
    updateSummary();
}

// Marks the current migration in list and strip, as far as the filter lets it be seen.
void HistoryPanel::showCurrent()
{
    const QScopedValueRollback loading(m_loading, true);
    const int row = m_model->rowOf(m_current);
    const QModelIndex shown = m_filter->mapFromSource(m_model->index(row, 0));
    m_toParent->setEnabled(row >= 0 && !m_model->graph().parents(row).empty());
    m_toChild->setEnabled(row >= 0 && !m_model->graph().children(row).empty());
    m_strip->setCurrent(row);
    if (shown.isValid()) {
        m_view->selectRow(shown.row());
        m_view->setCurrentIndex(shown);
        m_view->scrollTo(shown);
    } else {
        m_view->selectionModel()->clear();
    }
}

void HistoryPanel::selectKey(const QString &key)
{
    const int row = m_model->rowOf(key);
    if (row >= 0)
        makeCurrent(row);
}

void HistoryPanel::makeCurrent(int sourceRow)
{
    const HistoryEntry *entry = m_model->entry(sourceRow);
    if (!entry)
        return;
    if (!m_filter->mapFromSource(m_model->index(sourceRow, 0)).isValid())
        clearFilter();
    const bool other = m_current != entry->key();
    m_current = entry->key();
    showCurrent();
    if (other)
        emit currentChanged(m_current);
}

QString HistoryPanel::currentKey() const
{
    return m_current;
}

const HistoryEntry *HistoryPanel::currentEntry() const
{
    return m_model->entry(m_model->rowOf(m_current));
}

void HistoryPanel::onCurrentChanged()
{
    if (m_loading)
        return;
    const QModelIndex index = m_view->currentIndex();
    if (index.isValid())
        makeCurrent(m_filter->mapToSource(index).row());
}

void HistoryPanel::updateSummary()
{
    QStringList texts;
    const QMap<QString, int> counts = m_model->history().counts();
    for (const State state : allStates) {
        if (const int count = counts.value(word(state)); count > 0)
            texts << tr("%1 %2").arg(locale().toString(count), word(state));
    }
    const int shown = m_filter->rowCount();
    if (shown != m_model->rowCount())
        texts.prepend(tr("%1 of %2 shown").arg(locale().toString(shown), locale().toString(m_model->rowCount())));
    m_summary->setText(texts.join(QStringLiteral(" · ")));
    m_summary->setVisible(!texts.isEmpty());
    m_empty->setText(m_model->rowCount() == 0 ? m_emptyText : tr("No migration fits the filter."));
    m_empty->setVisible(shown == 0);
    const bool narrowed = !m_filter->states().isEmpty() || m_withDates->isChecked();
    m_states->setIcon(Look::icon(QStringLiteral("filter"), narrowed ? Tone::Accent : Tone::Plain));
}

bool HistoryPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_view->viewport() && event->type() == QEvent::Resize)
        m_empty->setGeometry(m_view->viewport()->geometry().adjusted(12, 12, -12, -12));
    if (watched == m_text && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter) {
            m_view->setFocus(Qt::OtherFocusReason);
            if (!m_view->currentIndex().isValid())
                m_view->setCurrentIndex(m_filter->index(0, 0));
            return true;
        }
        if (key == Qt::Key_Escape && !m_text->text().isEmpty()) {
            m_text->clear();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

QByteArray HistoryPanel::saveState() const
{
    return m_view->horizontalHeader()->saveState();
}

void HistoryPanel::restoreState(const QByteArray &state)
{
    m_view->horizontalHeader()->restoreState(state);
    showGraph();
}

} // namespace lk
