// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QByteArrayView>

namespace lk {

/// Whether @p statement is a COPY ... FROM STDIN.
bool readsFromClient(QByteArrayView statement);

/// An error for a COPY that wants data of the client or sends its rows there.
Result<void> refuseCopyWithClient(QByteArrayView statement);

/// Line and column (from 1) in a COPY's @p data that the server names in @p words ("COPY t, line 2, column id: "x""); line 0
/// if it names none.
Place placeInData(const QString &words, QByteArrayView data);

} // namespace lk
