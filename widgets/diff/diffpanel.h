// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/diffoptions.h"
#include "models/schema/diffreport.h"

#include <QWidget>

#include <memory>

class QLabel;
class QLineEdit;
class QModelIndex;
class QPushButton;
class QSortFilterProxyModel;
class QSplitter;
class QStackedWidget;
class QToolButton;
class QTreeView;

namespace lk {

struct Dialect;
class DiffFilterButton;
class ElidedLabel;
class SchemaDiffModel;
class SideBySide;

/// A schema diff: the changed objects as a tree, and the definitions of the chosen one side by side.
class DiffPanel : public QWidget
{
    Q_OBJECT

public:
    explicit DiffPanel(QWidget *parent = nullptr);

    /// Says that nothing was observed yet, and why; offers a rehearsal.
    void showNotRehearsed(const QString &why);
    /// The same of what was observed but counts no more, because of @p why.
    void showStale(const QString &why);
    /// The same of a rehearsal that failed.
    void showFailed(const QString &why);
    /// Shows @p diff; @p title says what was compared: "Rehearsed 12:03 on a full copy: before | after 0010".
    /// With the schemas of both sides, an object of which only parts change is shown whole.
    void showDiff(const SchemaDiff &diff, const QString &title, std::shared_ptr<const Snapshot> before = {}, std::shared_ptr<const Snapshot> after = {});
    /// Whether the Rehearse button can be pressed; otherwise @p whyNot is its tooltip.
    void setRehearseEnabled(bool enabled, const QString &whyNot = {});
    /// Chooses the change of the first of these objects that has one; names are taken with and without their schema. Filters that
    /// hide it are taken off if @p throughFilters. False: none has, or none is shown.
    bool showObject(const QStringList &names, bool throughFilters = true);

    /// In which words definitions are written.
    void setDialect(const Dialect &dialect);
    const DiffOptions &options() const;
    /// What is shown and what is left out, without telling of it.
    void setOptions(const DiffOptions &options);
    /// What is shown now, for a report.
    const SchemaDiff &shownDiff() const;
    DiffTitles titles() const;

    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

public slots:
    void nextChange();     ///< F8; goes on with the next object after the last change
    void previousChange(); ///< Shift+F8

signals:
    void rehearseRequested();
    void exportRequested();
    void optionsChanged(const lk::DiffOptions &options);

private:
    // diffpanellayout.cpp
    QToolButton *createButton(const QString &icon, const QString &name, const QString &what);
    QWidget *createHeader();
    QToolButton *createCopyButton();
    QWidget *createNotRehearsed();
    QWidget *createEqual();
    QWidget *createAllHidden();
    QWidget *createDiff();
    QWidget *createObjects();
    void createActions();

    void showMessage(const QString &heading, const QString &why);
    void showFiltered();
    QModelIndex rowOf(const QString &name, const QModelIndex &parent) const;
    void onCurrentChanged(const QModelIndex &current);
    void onFilterEdited(const QString &text);
    void onOptionsChanged(const DiffOptions &options);
    void find(bool forwards);
    void copyChosen();
    void copyAll(bool markdown);
    void showContextMenu(const QPoint &position);
    bool moveCurrent(bool forwards);
    void updatePosition();
    void updateButtons();

    SchemaDiff m_diff; ///< with what filters leave out
    FilteredDiff m_filtered;
    std::shared_ptr<const Snapshot> m_before; ///< may be nullptr
    std::shared_ptr<const Snapshot> m_after;
    SchemaDiffModel *m_model;
    QSortFilterProxyModel *m_filter;
    ElidedLabel *m_title;
    QLabel *m_counts;
    QLabel *m_leftOut;
    QLabel *m_position;
    QToolButton *m_previous;
    QToolButton *m_next;
    DiffFilterButton *m_filterButton;
    QToolButton *m_copy;
    QToolButton *m_export;
    QStackedWidget *m_pages;
    QLabel *m_heading;
    QLabel *m_why;
    QPushButton *m_rehearse;
    QLabel *m_allHidden;
    QLineEdit *m_filterText;
    QTreeView *m_tree;
    SideBySide *m_sides;
    QLabel *m_details;
    QSplitter *m_splitter;
};

} // namespace lk
