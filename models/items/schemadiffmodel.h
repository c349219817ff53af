// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/schemadiff.h"

#include <QAbstractItemModel>

namespace lk {

/// A schema diff as a tree: an object of its own (table, view, ...) with the changes of what it owns below it.
class SchemaDiffModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { ObjectColumn, ChangeColumn, ColumnCount };
    Q_ENUM(Column)
    enum Role {
        KindRole = Qt::UserRole, ///< ChangeKind as int; Altered for an object of which only parts changed
        ObjectRole,              ///< "table", "column", ...
        NameRole,                ///< without the owner, with the schema where there is one
        BeforeRole,              ///< text before, as changeText() gives it; for an object of which only parts changed, theirs together
        AfterRole,
        DetailsRole, ///< QStringList in words
        AddedRole,   ///< number of parts added, int
        RemovedRole,
        AlteredRole,
        RenamedRole,
        PartsOnlyRole,    ///< bool: the object itself stays as it is, only parts of it change
        DestroysRowsRole, ///< qint64; invalid when unknown or none
    };
    Q_ENUM(Role)

    /// How many changes of each kind a diff holds.
    struct Counts {
        int added = 0;
        int removed = 0;
        int altered = 0;
        int renamed = 0;

        bool operator==(const Counts &) const = default;
    };

    explicit SchemaDiffModel(QObject *parent = nullptr);

    void setDiff(SchemaDiff diff);
    const SchemaDiff &diff() const { return m_diff; }
    Counts counts() const { return m_counts; }
    /// "2 added, 1 renamed"; empty when there is nothing.
    static QString countsText(const Counts &counts, const QString &separator = QStringLiteral(", "));
    /// The changes that the row at @p index tells: its own, and for an object those of its parts.
    std::vector<SchemaChange> changesAt(const QModelIndex &index) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Group {
        QString object;
        QString name;
        const SchemaChange *own = nullptr; ///< the change of the object itself
        std::vector<const SchemaChange *> parts;
        Counts counts; ///< of its parts
    };

    static void count(Counts &counts, ChangeKind kind);
    Group &groupOf(const SchemaChange &change);
    static QString changeWords(const SchemaChange &change);
    static QString objectText(const SchemaChange &change);
    QVariant groupData(const Group &group, int column, int role) const;
    QVariant changeData(const SchemaChange &change, int column, int role) const;

    SchemaDiff m_diff;
    std::vector<Group> m_groups;
    Counts m_counts;
};

} // namespace lk
