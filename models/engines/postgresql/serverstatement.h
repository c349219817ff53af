// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QStringList>

namespace lk {

/// Whether @p statement changes what the databases of a server share, or another database: roles and who is a member of them, databases with
/// their settings and rights, tablespaces, the server's settings, subscriptions. What a DO block or a function does is not looked at.
bool actsOnPostgresqlServer(QByteArrayView statement);

/// The statements that a session keeps back because they would reach beyond its database, and those that come after them in vain: rights
/// for, and ownership by, a role that was not made.
class HeldBack
{
public:
    bool holds(QByteArrayView statement);

private:
    bool isInVain(QByteArrayView statement) const;

    QStringList m_rolesNotMade;
};

} // namespace lk
