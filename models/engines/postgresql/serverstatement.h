// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace lk {

/// Whether @p statement changes what the databases of a server share, or another database: roles and who is a member of them, databases with
/// their settings and rights, tablespaces, the server's settings, subscriptions. What a DO block or a function does is not looked at.
bool actsOnPostgresqlServer(QByteArrayView statement);

} // namespace lk
