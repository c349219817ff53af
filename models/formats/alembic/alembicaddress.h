// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

namespace lk {

/// SQLAlchemy's "postgresql+psycopg2://user:pw@host/db" as our engines read it; empty for the placeholder of a new alembic.ini.
/// Errors never repeat the address: it may hold a password.
Result<QString> sqlalchemyAddress(const QString &url);

/// Whether the text has the form of such an address.
bool isSqlalchemyAddress(const QString &text);

} // namespace lk
