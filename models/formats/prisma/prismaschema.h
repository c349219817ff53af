// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QByteArray>

namespace lk {

/// What a datasource block of a schema.prisma says, as written there.
struct PrismaDatasource {
    /// A setting's value: a text, or the variable of the environment that has it.
    struct Value {
        QString text;
        bool isVariable = false;
        Place where;

        bool isSet() const { return where.line > 0; }
    };

    Value provider;  ///< "postgresql", "mysql", "sqlite", ...
    Value url;
    Value directUrl; ///< which migrations go through, where it is set
    bool found = false;
};

/// The datasource block of @p text; not found where there is none. Errors have line and column of @p file.
Result<PrismaDatasource> readPrismaDatasource(const QByteArray &text, const QString &file);

} // namespace lk
