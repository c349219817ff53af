// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/engine.h"
#include "models/engines/mysql/session.h"

namespace lk {

/// Privileges that a migration usually needs and that @p session's account has not on its database, "CREATE".
Result<QStringList> missingOn(MysqlSession &session, const QString &database, const QStringList &wanted);

/// What an apply would miss, in words.
QStringList missingForApply(MysqlSession &session);

/// What a connection test says of encryption, rights, client programs and the server's settings.
std::vector<EngineCheck> diagnoseMysql(MysqlSession &session);

} // namespace lk
