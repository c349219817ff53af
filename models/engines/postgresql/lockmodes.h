// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/observation.h"

#include <QStringList>

namespace lk {

/// A mode of a table lock as pg_locks has it ("RowExclusiveLock") in the words of the manual, section 13.3.1 ("ROW EXCLUSIVE"); one
/// that is not known stays as it is.
QString postgresqlLockWord(const QString &mode);

/// The modes that have to wait for one that is held, mildest first, both in the manual's words (table 13.2).
QStringList postgresqlLockConflicts(const QString &word);

/// How strong a mode of pg_locks is, 0 for the mildest, as the manual's table of conflicts orders them; -1: no such mode.
int postgresqlLockRank(const QString &mode);
/// The mode of this rank, in the manual's words.
QString postgresqlLockWord(int rank);
/// Who waits for a lock of this rank, by what it conflicts with.
Stops postgresqlLockStops(int rank);

} // namespace lk
