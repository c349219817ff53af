// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace lk {

/// A mode of a table lock as pg_locks has it ("RowExclusiveLock") in the words of the manual, section 13.3.1 ("ROW EXCLUSIVE"); one
/// that is not known stays as it is.
QString postgresqlLockWord(const QString &mode);

/// The modes that have to wait for one that is held, mildest first, both in the manual's words (table 13.2).
QStringList postgresqlLockConflicts(const QString &word);

} // namespace lk
