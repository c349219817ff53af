// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/tablecontent.h"

namespace lk {

namespace {

QString rowsOf(const TableContent &content)
{
    return QStringLiteral("%1: %2 rows").arg(content.table).arg(content.rows);
}

} // namespace

QStringList contentDifferences(const Contents &before, const Contents &after)
{
    QStringList differences;
    auto left = before.begin();
    auto right = after.begin();
    while (left != before.end() || right != after.end()) {
        if (right == after.end() || (left != before.end() && left->table < right->table)) {
            differences << rowsOf(*left++) + QStringLiteral(" before, the table is gone after");
        } else if (left == before.end() || right->table < left->table) {
            differences << QStringLiteral("%1: no such table before, %2 rows after").arg(right->table).arg(right->rows);
            ++right;
        } else {
            const bool digests = !left->digest.isEmpty() && !right->digest.isEmpty();
            if (left->rows != right->rows)
                differences << rowsOf(*left) + QStringLiteral(" before, %1 after").arg(right->rows);
            else if (digests && left->digest != right->digest)
                differences << QStringLiteral("%1: same count, other values").arg(left->table);
            ++left;
            ++right;
        }
    }
    return differences;
}

} // namespace lk
