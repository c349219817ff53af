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

bool isLeftOut(const QString &table, const QStringList &names)
{
    const qsizetype dot = table.indexOf(u'.');
    return names.contains(table, Qt::CaseInsensitive) || names.contains(QStringLiteral("public.") + table, Qt::CaseInsensitive)
           || (dot > 0 && names.contains(table.left(dot) + QStringLiteral(".*"), Qt::CaseInsensitive));
}

Contents without(Contents contents, const QStringList &names)
{
    std::erase_if(contents, [&](const TableContent &content) { return isLeftOut(content.table, names); });
    return contents;
}

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
