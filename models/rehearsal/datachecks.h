// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/runcontrol.h"
#include "models/engines/session.h"
#include "models/schema/scriptrename.h"
#include "models/sql/dialect.h"

#include <chrono>

namespace lk {

/// A question to the rows of a database: which of them would make a plan fail there, or would be cut by it.
struct DataCheck {
    QString table;  ///< "public.orders"
    QString object; ///< what the plan adds or changes: "constraint orders_email_key"
    QString what;   ///< of the rows that are counted: "share a value of (email)"
    QString count;  ///< a query of one number; empty: it can't be asked, and `what` says why
    QString sample; ///< a query of the keys of some of these rows, no other column; empty: the table has no key

    bool operator==(const DataCheck &) const = default;
};

struct DataCheckAnswer {
    DataCheck check;
    std::optional<qint64> rows; ///< nothing: not known, `unknown` says why
    QStringList keys;           ///< of some of the rows: "17", "(3, 4)"
    QString unknown;

    bool operator==(const DataCheckAnswer &) const = default;
};

/// What the way from @p before to @p after, as a rehearsal showed it, asks of rows: UNIQUE, NOT NULL, FOREIGN KEY, CHECK, narrower types,
/// required columns without a value. Tables and columns that the plan itself makes or renames are left out: they can't be asked yet.
/// @p renames: what the scripts say, where the schemas leave it open.
std::vector<DataCheck> dataChecks(const Snapshot &before, const Snapshot &after, const Dialect &dialect, const std::vector<ScriptRename> &renames = {});

/// Asks @p session, which only has to read, each within @p limit; one that takes longer is unknown. An error only when @p control is cancelled.
Result<std::vector<DataCheckAnswer>> askData(Session &session, const std::vector<DataCheck> &checks, std::chrono::milliseconds limit, RunControl &control);

/// "orders, constraint orders_email_key: rows that share their values of (email): 3; keys 17, 18, 40"
QString text(const DataCheckAnswer &answer);
/// The same without the table.
QString textOfTable(const DataCheckAnswer &answer);

} // namespace lk
