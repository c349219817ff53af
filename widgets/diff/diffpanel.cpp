// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/diff/diffpanel.h"

#include "models/items/schemadiffmodel.h"
#include "models/items/texts.h"
#include "models/sql/dialect.h"
#include "widgets/diff/difffilterbutton.h"
#include "widgets/diff/diffpages.h"
#include "widgets/diff/sidebyside.h"
#include "widgets/editor/syntaxes.h"
#include "widgets/look/look.h"
#include "widgets/look/tables.h"
#include "widgets/window/elidedlabel.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeView>

#include <algorithm>

namespace lk {

namespace {

/// All of an object of which only parts change, as @p schema has it; empty where it is not known.
QString wholeDefinition(const Snapshot *schema, const QModelIndex &object)
{
    if (!schema || !object.data(SchemaDiffModel::PartsOnlyRole).toBool())
        return {};
    const QString kind = object.data(SchemaDiffModel::ObjectRole).toString();
    const QString name = object.data(SchemaDiffModel::NameRole).toString();
    const auto isIt = [&](const SchemaObject &one) {
        return one.kind == kind && one.table.isEmpty() && (one.schema.isEmpty() ? one.name : one.schema + u'.' + one.name).compare(name, Qt::CaseInsensitive) == 0;
    };
    const auto found = std::ranges::find_if(schema->objects, isIt);
    return found == schema->objects.end() ? QString() : found->definition;
}

} // namespace

void DiffPanel::showNotRehearsed(const QString &why)
{
    showMessage(tr("Not rehearsed yet"), why);
}

void DiffPanel::showStale(const QString &why)
{
    showMessage(tr("Stale: file, schema or server changed since"), why);
}

void DiffPanel::showFailed(const QString &why)
{
    showMessage(tr("The rehearsal failed"), why);
}

void DiffPanel::showMessage(const QString &heading, const QString &why)
{
    m_diff = {};
    m_filtered = {};
    m_before.reset();
    m_after.reset();
    m_model->setDiff({});
    m_heading->setText(heading);
    m_why->setText(why);
    m_why->setVisible(!why.isEmpty());
    m_title->setText({});
    m_counts->clear();
    m_leftOut->clear();
    m_pages->setCurrentIndex(NotRehearsedPage);
    updateButtons();
}

void DiffPanel::showDiff(const SchemaDiff &diff, const QString &title, std::shared_ptr<const Snapshot> before, std::shared_ptr<const Snapshot> after)
{
    m_filterText->clear();
    m_diff = diff;
    m_before = std::move(before);
    m_after = std::move(after);
    m_title->setText(title);
    m_filterButton->setObjectKinds(objectKinds(diff));
    showFiltered();
}

/// The diff as far as the filters let it through; the head says how many changes they don't.
void DiffPanel::showFiltered()
{
    m_filtered = filtered(m_diff, m_filterButton->options());
    m_model->setDiff(m_filtered.diff);
    m_counts->setText(SchemaDiffModel::countsText(m_model->counts(), QStringLiteral(" · ")));
    const int leftOut = m_filtered.leftOut();
    m_leftOut->setText(leftOut == 0 ? QString() : tr("%n not shown", nullptr, leftOut));
    m_leftOut->setToolTip(tr("Hidden by filters: %1, ignored: %2").arg(m_filtered.hidden).arg(m_filtered.ignored));
    m_leftOut->setVisible(leftOut > 0);
    m_allHidden->setText(tr("Something differs, but the filters let nothing of it through: %n change(s) not shown.", nullptr, leftOut));
    m_pages->setCurrentIndex(m_diff.equal() ? EqualPage : m_filtered.diff.equal() ? AllHiddenPage : ShownPage);
    m_tree->expandAll();
    m_tree->setCurrentIndex(m_filter->index(0, 0));
    if (!m_tree->currentIndex().isValid())
        onCurrentChanged({});
    updateButtons();
}

void DiffPanel::setRehearseEnabled(bool enabled, const QString &whyNot)
{
    m_rehearse->setEnabled(enabled);
    m_rehearse->setToolTip(enabled ? tr("Runs the plan on a scratch copy and shows what it did")
                                   : plainToolTip({whyNot}));
}

bool DiffPanel::showObject(const QStringList &names, bool throughFilters)
{
    if (m_diff.equal())
        return false;
    m_filterText->clear();
    const auto found = [&]() -> QModelIndex {
        for (const QString &name : names) {
            if (const QModelIndex row = rowOf(QString(name).remove(u'"').remove(u'`'), {}); row.isValid())
                return row;
        }
        return {};
    };
    QModelIndex row = found();
    if (!row.isValid() && throughFilters && m_filtered.leftOut() > 0) {
        const DiffOptions kept = m_filterButton->options();
        m_filterButton->setOptions({});
        showFiltered();
        row = found();
        if (!row.isValid()) {
            m_filterButton->setOptions(kept);
            showFiltered();
        }
    }
    if (!row.isValid())
        return false;
    m_tree->setCurrentIndex(row);
    m_tree->scrollTo(row);
    return true;
}

QModelIndex DiffPanel::rowOf(const QString &name, const QModelIndex &parent) const
{
    for (int row = 0; row < m_filter->rowCount(parent); ++row) {
        const QModelIndex index = m_filter->index(row, SchemaDiffModel::ObjectColumn, parent);
        const QString shown = index.data(SchemaDiffModel::NameRole).toString();
        const bool isSame = shown.compare(name, Qt::CaseInsensitive) == 0 || shown.endsWith(u'.' + name, Qt::CaseInsensitive)
                            || name.endsWith(u'.' + shown, Qt::CaseInsensitive);
        if (isSame)
            return index;
        if (const QModelIndex below = rowOf(name, index); below.isValid())
            return below;
    }
    return {};
}

void DiffPanel::setDialect(const Dialect &dialect)
{
    m_sides->setSyntax(syntaxOf(QStringLiteral("definition.sql"), dialect));
}

const DiffOptions &DiffPanel::options() const
{
    return m_filterButton->options();
}

void DiffPanel::setOptions(const DiffOptions &options)
{
    m_filterButton->setOptions(options);
    if (m_pages->currentIndex() != NotRehearsedPage)
        showFiltered();
}

void DiffPanel::onOptionsChanged(const DiffOptions &options)
{
    if (m_pages->currentIndex() != NotRehearsedPage)
        showFiltered();
    emit optionsChanged(options);
}

const SchemaDiff &DiffPanel::shownDiff() const
{
    return m_filtered.diff;
}

DiffTitles DiffPanel::titles() const
{
    return {tr("before"), m_title->text(), m_filtered.leftOut()};
}

void DiffPanel::onCurrentChanged(const QModelIndex &current)
{
    const QModelIndex object = current.siblingAtColumn(SchemaDiffModel::ObjectColumn);
    const QString wholeBefore = wholeDefinition(m_before.get(), object);
    const QString wholeAfter = wholeDefinition(m_after.get(), object);
    const bool whole = !wholeBefore.isEmpty() && !wholeAfter.isEmpty() && wholeBefore != wholeAfter;
    m_sides->setTexts(whole ? wholeBefore : object.data(SchemaDiffModel::BeforeRole).toString(),
                      whole ? wholeAfter : object.data(SchemaDiffModel::AfterRole).toString());
    QStringList details = object.data(SchemaDiffModel::DetailsRole).toStringList();
    const bool renamed = object.isValid() && ChangeKind(object.data(SchemaDiffModel::KindRole).toInt()) == ChangeKind::Renamed;
    if (renamed && !details.isEmpty())
        details = {tr("Taken for a rename: %1").arg(details.join(QStringLiteral("; ")))};
    if (const QVariant rows = object.data(SchemaDiffModel::DestroysRowsRole); rows.toLongLong() > 0)
        details.prepend(tr("Rows whose data goes: %1").arg(rowsText(rows.toLongLong())));
    if (!m_sides->diff().exact)
        details << tr("Too long to be compared line by line.");
    m_details->setText(details.join(u'\n'));
    m_details->setVisible(!details.isEmpty());
    updatePosition();
}

void DiffPanel::onFilterEdited(const QString &text)
{
    m_filter->setFilterFixedString(text);
    m_tree->expandAll();
    if (!m_tree->currentIndex().isValid())
        m_tree->setCurrentIndex(m_filter->index(0, 0));
    if (!text.isEmpty() && !m_tree->currentIndex().siblingAtColumn(0).data().toString().contains(text, Qt::CaseInsensitive))
        find(true);
}

/// The next object of that name, round and round; those that only hold one are passed over.
void DiffPanel::find(bool forwards)
{
    const QString text = m_filterText->text();
    const QModelIndex start = m_tree->currentIndex().siblingAtColumn(0);
    if (text.isEmpty() || !start.isValid())
        return;
    const auto last = [this] {
        QModelIndex index = m_filter->index(m_filter->rowCount() - 1, 0);
        while (m_filter->rowCount(index) > 0)
            index = m_filter->index(m_filter->rowCount(index) - 1, 0, index);
        return index;
    };
    QModelIndex index = start;
    do {
        index = forwards ? m_tree->indexBelow(index) : m_tree->indexAbove(index);
        if (!index.isValid())
            index = forwards ? m_filter->index(0, 0) : last();
    } while (index != start && !index.data().toString().contains(text, Qt::CaseInsensitive));
    m_tree->setCurrentIndex(index);
    m_tree->scrollTo(index);
}

void DiffPanel::copyChosen()
{
    QStringList texts;
    for (const SchemaChange &change : m_model->changesAt(m_filter->mapToSource(m_tree->currentIndex())))
        texts << changeSql(change);
    if (!texts.isEmpty())
        QApplication::clipboard()->setText(texts.join(u'\n'));
}

void DiffPanel::copyAll(bool markdown)
{
    QApplication::clipboard()->setText(markdown ? diffMarkdown(m_filtered.diff, titles()) : diffSql(m_filtered.diff, titles()));
}

void DiffPanel::showContextMenu(const QPoint &position)
{
    const QModelIndex index = m_tree->indexAt(position).siblingAtColumn(SchemaDiffModel::ObjectColumn);
    if (!index.isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("diffMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const QString &name, const QString &text, int role) {
        const QString definition = index.data(role).toString();
        QAction *action = menu->addAction(text, this, [definition] { QApplication::clipboard()->setText(definition); });
        action->setObjectName(name);
        action->setEnabled(!definition.isEmpty());
    };
    menu->addAction(tr("&Copy"), QKeySequence(QKeySequence::Copy), this, &DiffPanel::copyChosen)->setObjectName(QStringLiteral("diffMenuCopy"));
    add(QStringLiteral("diffCopyBefore"), tr("Copy the definition &before"), SchemaDiffModel::BeforeRole);
    add(QStringLiteral("diffCopyAfter"), tr("Copy the definition &after"), SchemaDiffModel::AfterRole);
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}

void DiffPanel::nextChange()
{
    if (!m_sides->step(true) && moveCurrent(true))
        m_sides->goToFirstChange();
    updatePosition();
}

void DiffPanel::previousChange()
{
    if (!m_sides->step(false) && moveCurrent(false))
        m_sides->goToLastChange();
    updatePosition();
}

// To the next object in the tree; its parts are told within it unless it has nothing of its own to show.
bool DiffPanel::moveCurrent(bool forwards)
{
    const QModelIndex current = m_tree->currentIndex().siblingAtColumn(0);
    if (!current.isValid())
        return false;
    const QModelIndex next = forwards ? m_tree->indexBelow(current) : m_tree->indexAbove(current);
    if (!next.isValid())
        return false;
    m_tree->setCurrentIndex(next);
    return true;
}

void DiffPanel::updatePosition()
{
    const int blocks = int(m_sides->diff().changes().size());
    const int current = m_sides->currentChange();
    m_position->setText(
        m_pages->currentIndex() == ShownPage && current >= 0 ? tr("%1 of %2").arg(current + 1).arg(blocks) : QString());
}

void DiffPanel::updateButtons()
{
    const bool shown = m_pages->currentIndex() == ShownPage;
    for (QToolButton *button : {m_previous, m_next, m_copy})
        button->setEnabled(shown);
    setEnabledOrWhy(m_export, shown ? QString() : tr("There is nothing to save"), tr("Save the shown changes as a page, Markdown or SQL text…"));
    m_filterButton->setEnabled(m_pages->currentIndex() != NotRehearsedPage);
    updatePosition();
}

QByteArray DiffPanel::saveState() const
{
    return m_splitter->saveState();
}

void DiffPanel::restoreState(const QByteArray &state)
{
    m_splitter->restoreState(state);
}

} // namespace lk
