// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QByteArrayView>

namespace lk {

// What a statement's text tells the session that is to run it.

/// The offset in bytes of the @p position-th character (from 1), as the server counts.
qsizetype byteOffset(QByteArrayView text, qint64 position);

bool isCommit(QByteArrayView statement);

/// The error of a text that would begin, commit or roll back a whole transaction; savepoints are none.
Result<void> staysWithinTransaction(QByteArrayView statement);

/// CREATE INDEX CONCURRENTLY and its like, which wait for all older transactions. Giving up in the middle leaves an
/// invalid index behind.
bool isConcurrent(QByteArrayView statement);

/// The error of a text that can't be sent as it is: empty, or with a NUL byte in it.
Result<void> checkStatement(QByteArrayView statement);

} // namespace lk
