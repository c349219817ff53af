// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/session.h"
#include "models/schema/snapshot.h"
#include "models/schema/tablecontent.h"
#include "models/sql/dialect.h"

#include <QHash>

namespace lk {

/// What the rows of a copy's tables held at one moment, as a hash for each value, so that it can be told which rows and columns a way back
/// did not bring back. Of tables with many rows, or without a key, nothing is kept.
class RowMemory
{
public:
    RowMemory() = default;
    /// Reads the rows of the tables of @p contents, page by page.
    static Result<RowMemory> of(Session &session, const Snapshot &schema, const Contents &contents, const Dialect &dialect);

    /// In words, what of @p tables is other now: "orders: rows that are gone: 2 (keys 4, 7)", "orders: other values in note: 3 rows (keys 1,
    /// 2, 3)", or why it is not told.
    Result<QStringList> differences(Session &session, const Snapshot &now, const QStringList &tables) const;

private:
    struct Table {
        QString name; ///< quoted
        QStringList key; ///< its columns, quoted
        QStringList columns;
        QHash<QString, QList<size_t>> rows; ///< by key: of each column
    };

    static Result<void> read(Session &session, Table &table);
    Result<QStringList> difference(Session &session, const Snapshot &now, const QString &name, const Table &before) const;

    QHash<QString, Table> m_tables;
    const Dialect *m_dialect = nullptr;
};

} // namespace lk
