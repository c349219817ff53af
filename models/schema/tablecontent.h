// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

#include <vector>

namespace lk {

/// How many rows a table holds and, where asked for, a digest of them that does not depend on their order.
struct TableContent {
    QString table;
    qint64 rows = 0;
    QByteArray digest; ///< empty when only counted

    bool operator==(const TableContent &) const = default;
};

using Contents = std::vector<TableContent>; ///< sorted by table

/// Whether @p table ("name" or "schema.name") is among @p names, as without() of snapshots takes them.
bool isLeftOut(const QString &table, const QStringList &names);
Contents without(Contents contents, const QStringList &names);

/// In words, what differs between two contents: "orders: 12 rows before, 0 after", "orders: same count, other values".
QStringList contentDifferences(const Contents &before, const Contents &after);

} // namespace lk
