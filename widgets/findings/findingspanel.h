// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/safety/finding.h"

#include <QSet>
#include <QWidget>

#include <vector>

class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;
class QToolButton;

namespace lk {

class FindingModel;

/// What the safety analysis says of the plan's scripts, with the ways out.
class FindingsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit FindingsPanel(QWidget *parent = nullptr);

    void setFindings(std::vector<Finding> findings, const QSet<QString> &waived);
    /// Why findings can't be waived here ("the policy of production blocks..."), empty: they can.
    void setWaiveRefusal(const QString &destructiveRefusal);
    /// Findings of this severity that no waiver covers.
    int count(Severity severity) const;
    /// Makes the first finding of a severity current.
    void selectFirst(Severity severity);

    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

signals:
    void goToRequested(const QString &file, qint64 line, qint64 column);
    void waiveRequested(const lk::Finding &finding);
    void fixRequested(const lk::Finding &finding);
    void countsChanged();

private:
    void createView();
    QLayout *createHead();
    const Finding *current() const;
    void updateButtons();
    void updateSummary();
    QString waiveRefusal(const Finding &finding) const;
    void goTo();
    void showContextMenu(const QPoint &position);

    FindingModel *m_model;
    QSortFilterProxyModel *m_sorted;
    QTableView *m_view;
    QLabel *m_summary;
    QLineEdit *m_filter;
    QToolButton *m_goTo;
    QToolButton *m_fix;
    QToolButton *m_waive;
    QSet<QString> m_waived;
    QString m_destructiveRefusal;
};

/// "2 block, 1 caution"; "No findings." for none.
QString findingCounts(int blocks, int cautions, int notes);

} // namespace lk
