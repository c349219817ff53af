// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/checklist/checklistitem.h"

#include <QAbstractItemModel>

#include <vector>

namespace lk {

/// The checklist as a tree: phases with their items. Telling it items of the same shape again keeps indexes (and what
/// is unfolded) valid.
class ChecklistModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { TitleColumn, StateColumn, ColumnCount };
    Q_ENUM(Column)
    enum Role {
        StateRole = Qt::UserRole, ///< ItemState as int; for a phase: Done when all are satisfied, Failing when one
                                  ///< fails, else Open
        PhaseRole,                ///< Phase as int
        IdRole,                   ///< empty for a phase
        WhyRole,
        AutomaticRole, ///< bool
        GatesRole,     ///< bool: Apply waits for it
        ByRole,
        AtRole, ///< QDateTime in UTC
        NoteRole,
        SatisfiedRole, ///< of a phase: items satisfied, int; of an item: bool
        TotalRole,     ///< of a phase: its items, int
    };
    Q_ENUM(Role)

    explicit ChecklistModel(QObject *parent = nullptr);

    void setItems(std::vector<ChecklistItem> items);
    /// The item of an index, or nothing for a phase.
    const ChecklistItem *item(const QModelIndex &index) const;
    QModelIndex indexOf(const QString &id) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Group {
        Phase phase = Phase::Plan;
        std::vector<ChecklistItem> items;

        bool operator==(const Group &) const = default;
    };

    static std::vector<Group> grouped(std::vector<ChecklistItem> items);
    bool sameShape(const std::vector<Group> &groups) const;
    static QString toolTip(const ChecklistItem &item);
    QVariant phaseData(const Group &group, int column, int role) const;
    QVariant itemData(const ChecklistItem &item, int column, int role) const;

    std::vector<Group> m_groups;
};

} // namespace lk
