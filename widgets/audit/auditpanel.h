// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/audit/auditlog.h"
#include "models/base/error.h"

#include <QWidget>

#include <optional>
#include <vector>

class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;

namespace lk {

class AuditModel;
class IconLabel;

/// Who did what, when, where, with which outcome; and whether the log's chain holds.
class AuditPanel : public QWidget
{
    Q_OBJECT

public:
    explicit AuditPanel(QWidget *parent = nullptr);

    /// @p entries oldest first; @p problem: why the log can't be trusted or read.
    void setEntries(std::vector<AuditEntry> entries, const std::optional<Error> &problem);

    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

private:
    void createView();

    AuditModel *m_model;
    QSortFilterProxyModel *m_sorted;
    QTableView *m_view;
    QLineEdit *m_filter;
    IconLabel *m_chainIcon;
    QLabel *m_chain;
};

} // namespace lk
