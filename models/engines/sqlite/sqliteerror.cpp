// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/sqlite/sqliteerror.h"

#include <sqlite3.h>

#include <cerrno>

namespace lk {

QString nextStepFor(int code)
{
    if (code == SQLITE_READONLY_ROLLBACK || code == SQLITE_READONLY_RECOVERY)
        return QStringLiteral("another program stopped in the middle of a change; open the database once with that "
                              "program, or with sqlite3, so "
                              "that SQLite rolls it back");
    switch (code & 0xff) {
    case SQLITE_BUSY: return QStringLiteral("try again when the other program has finished");
    case SQLITE_FULL: return QStringLiteral("make space on the disk and try again");
    case SQLITE_IOERR: return QStringLiteral("check the disk");
    case SQLITE_READONLY: return QStringLiteral("check the permissions of the file and its folder");
    case SQLITE_CANTOPEN: return QStringLiteral("check the path and the permissions of the file and its folder");
    case SQLITE_NOTADB: return QStringLiteral("check the path; an encrypted database must be decrypted first");
    case SQLITE_CORRUPT: return QStringLiteral("restore a backup, or try the sqlite3 program's .recover on a copy");
    case SQLITE_AUTH: return QStringLiteral("statements here reach no other database file");
    default: return {};
    }
}

bool isOutOfSpace(int code, int systemCode)
{
    // SQLite knows only ENOSPC as "full"; a quota and a limit are an I/O error to it.
    return (code & 0xff) == SQLITE_FULL || systemCode == ENOSPC || systemCode == EDQUOT || systemCode == EFBIG;
}

Error sqliteError(int code, const QString &message, const QString &what, int systemCode)
{
    const int primary = code & 0xff;
    Error error{
        ErrorCode::Failed, what, {}, QStringLiteral("%1 (SQLite %2)").arg(message).arg(code), nextStepFor(code)};
    if (systemCode != 0)
        error.why += QStringLiteral(", ") + qt_error_string(systemCode);
    if (isOutOfSpace(code, systemCode))
        error.nextStep = nextStepFor(SQLITE_FULL);
    if (primary == SQLITE_BUSY) {
        error.code = ErrorCode::Locked;
        error.what = QStringLiteral("somebody is writing to the database, nothing was changed");
    } else if (primary == SQLITE_INTERRUPT) {
        error.code = ErrorCode::Cancelled;
        error.what = QStringLiteral("cancelled");
    } else if (primary == SQLITE_NOTADB || primary == SQLITE_CANTOPEN || primary == SQLITE_CORRUPT) {
        error.code = ErrorCode::Connection;
    }
    return error;
}

Error sqliteError(sqlite3 *handle, const QString &what)
{
    const int code = sqlite3_extended_errcode(handle);
    const int systemCode = (code & 0xff) == SQLITE_IOERR ? sqlite3_system_errno(handle) : 0;
    return sqliteError(code, QString::fromUtf8(sqlite3_errmsg(handle)), what, systemCode);
}

} // namespace lk
