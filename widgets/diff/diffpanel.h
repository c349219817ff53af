// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/schemadiff.h"

#include <QWidget>

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
    /// Shows @p diff; @p title says what was compared: "Rehearsed 12:03 on a full copy: before | after 0010".
    void showDiff(const SchemaDiff &diff, const QString &title);
    /// Whether the Rehearse button can be pressed; otherwise @p whyNot is its tooltip.
    void setRehearseEnabled(bool enabled, const QString &whyNot = {});
    /// Chooses the change of the first of these objects that has one; names are taken with and without their schema. False: none has.
    bool showObject(const QStringList &names);

    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

public slots:
    void nextChange();     ///< F8; goes on with the next object after the last change
    void previousChange(); ///< Shift+F8

signals:
    void rehearseRequested();

private:
    QToolButton *createButton(const QString &icon, const QString &name, const QString &what);
    QWidget *createHeader();
    QWidget *createNotRehearsed();
    QWidget *createEqual();
    QWidget *createDiff();
    void createActions();
    QModelIndex rowOf(const QString &name, const QModelIndex &parent) const;
    void onCurrentChanged(const QModelIndex &current);
    void onFilterEdited(const QString &text);
    bool moveCurrent(bool forwards);
    QString countsText() const;
    void updatePosition();
    void updateButtons();

    SchemaDiffModel *m_model;
    QSortFilterProxyModel *m_filter;
    ElidedLabel *m_title;
    QLabel *m_counts;
    QLabel *m_position;
    QToolButton *m_previous;
    QToolButton *m_next;
    QStackedWidget *m_pages;
    QLabel *m_why;
    QPushButton *m_rehearse;
    QLineEdit *m_filterText;
    QTreeView *m_tree;
    SideBySide *m_sides;
    QLabel *m_details;
    QSplitter *m_splitter;
};

} // namespace lk
