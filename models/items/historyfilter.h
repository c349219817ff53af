// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/history/history.h"

#include <QSet>
#include <QSortFilterProxyModel>

namespace lk {

/// Narrows a HistoryModel: by text (all words, in version, description, tags, state, person), by state and by the day of
/// applying.
class HistoryFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit HistoryFilter(QObject *parent = nullptr);

    void setText(const QString &text);
    QString text() const { return m_words.join(u' '); }
    /// Only these states; an empty set shows all.
    void setStates(const QSet<State> &states);
    QSet<State> states() const { return m_states; }
    /// Only what was applied from @p from until @p to (both days included, local time); an invalid date leaves that
    /// side open. Entries without a time of applying are shown only when both sides are open.
    void setDateRange(const QDate &from, const QDate &to);
    void setNewestFirst(bool newestFirst);
    bool newestFirst() const { return m_newestFirst; }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    bool textMatches(int row, const QModelIndex &parent) const;
    bool dateMatches(int row, const QModelIndex &parent) const;

    QStringList m_words;
    QSet<State> m_states;
    QDate m_from;
    QDate m_to;
    bool m_newestFirst = false;
};

} // namespace lk
