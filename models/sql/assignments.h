// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sql/dialect.h"

#include <QByteArrayView>
#include <QString>

#include <vector>

namespace lk {

/// One "column = value" of an UPDATE's SET.
struct Assignment {
    QString column;
    QByteArrayView value; ///< within the statement
    QString swallowed;    ///< b of "a = 1 AND b = 2", where AND was probably meant to be a comma; else empty
};

/// The assignments of an UPDATE, in order; those to a list of columns, (a, b) = (..), one for each column.
std::vector<Assignment> readAssignments(QByteArrayView update, const Dialect &dialect);

} // namespace lk
