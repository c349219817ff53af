// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QByteArray>
#include <QString>

struct pg_result;

namespace lk {

/// What the server said about a failed statement, field by field.
struct ServerComplaint {
    QByteArray sqlState; ///< "23505"; empty: libpq itself complains
    bool fatal = false;  ///< the server ended the connection with it
    QString message;
    QString detail;
    QString hint;
    QString context;
    QString object;      ///< "constraint t_pkey of table t"
    qint64 position = 0; ///< in the statement, characters from 1; 0: not told

    static ServerComplaint of(const pg_result *result);
    /// Message, detail and SQLSTATE in one line.
    QString text() const;
};

/// A failed statement as an Error; the place is left to the caller. A wait for a lock that was given up is Locked, a lost
/// connection is Connection.
Error postgresqlError(const ServerComplaint &complaint);

} // namespace lk
