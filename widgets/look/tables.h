// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QTableView>
#include <QTreeView>

class QDialogButtonBox;
class QLabel;
class QToolButton;
class QSortFilterProxyModel;

namespace lk {

/// The same habits for every table: rows are selected, no grid, one line a row, sorted by a click on the header.
void setUpTable(QTableView *view);
/// The same for trees.
void setUpTree(QTreeView *view);
/// A proxy that sorts and filters @p source by its @p orderRole; -1 leaves the order of the source at first.
QSortFilterProxyModel *sortedBy(int orderRole, QAbstractItemModel *source, QObject *parent);

/// A flat button of a panel's head, with icon and text.
QToolButton *panelButton(const QString &icon, const QString &text, const QString &objectName, QWidget *parent);
/// Switches a button on, or off with the reason as its tooltip.
void setEnabledOrWhy(QWidget *button, const QString &whyNot, const QString &toolTip);
/// Standard buttons without the pictures of some styles, like all our other ones.
void takeIcons(QDialogButtonBox *buttons);
/// Rich text takes the colour of its links when it is set: sets it anew when the theme changes.
void keepLinkColour(QLabel *label);
/// A label in the quiet colour, eliding nothing, selectable by mouse.
QLabel *quietLabel(const QString &objectName, QWidget *parent);

} // namespace lk
