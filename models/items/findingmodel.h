// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/safety/finding.h"

#include <QAbstractTableModel>
#include <QSet>

#include <vector>

namespace lk {

/// Findings as a table, in the order handed in.
class FindingModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { SeverityColumn, RuleColumn, PlaceColumn, MessageColumn, FixColumn, ColumnCount };
    Q_ENUM(Column)
    enum Role {
        SeverityRole = Qt::UserRole, ///< Severity as int
        FileRole,
        LineRole,     ///< qint64, 0: the file as a whole
        PositionRole, ///< column within the line, qint64
        VersionRole,
        RuleRole,
        FixRole,
        ReplacementRole, ///< exact text for the statement, may be empty
        WaiverKeyRole,
        WaivedRole,      ///< bool: a waiver covers it
        DestructiveRole, ///< bool
        OrderRole,       ///< the column's value to sort by
    };
    Q_ENUM(Role)

    explicit FindingModel(QObject *parent = nullptr);

    void setFindings(std::vector<Finding> findings);
    const std::vector<Finding> &findings() const { return m_findings; }
    /// Waiver keys that a person has written a reason for.
    void setWaived(const QSet<QString> &waiverKeys);
    const Finding *finding(int row) const;
    /// Number of findings of this severity that no waiver covers.
    int count(Severity severity) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    bool waived(const Finding &finding) const;
    QVariant text(const Finding &finding, int column) const;
    QVariant order(const Finding &finding, int column) const;

    std::vector<Finding> m_findings;
    QSet<QString> m_waived;
};

/// "0009.sql:3:1", as far as known.
QString placeText(const Finding &finding);

} // namespace lk
