// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace lk {

/// What kind of trouble it is; the command line's exit codes follow from it.
enum class ErrorCode {
    Failed,       ///< a statement or an operation failed
    Usage,        ///< wrong usage or configuration
    Blocked,      ///< policy, checklist or findings say no
    Disagreement, ///< history and database disagree (changed, missing, failed)
    Connection,   ///< cannot connect to or open the database
    Password,     ///< the server wants a password, or another one
    Locked,       ///< another run holds the lock
    Cancelled,    ///< the person cancelled
    Unknown,      ///< the outcome could not be observed
};

/// Where in a file. Line and column count from 1 (column in characters); 0 is "not known".
struct Place {
    QString file;
    qint64 line = 0;
    qint64 column = 0;

    bool operator==(const Place &) const = default;
    /// "file:line:column", as far as known.
    QString text() const;
};

/// A failure as a value: what happened, where, why in the engine's own words, and what to do next.
struct Error {
    ErrorCode code = ErrorCode::Failed;
    QString what;
    Place where = {};
    QString why = {};
    QString nextStep = {};

    bool operator==(const Error &) const = default;
    /// "what (where): why; next step", with the parts that are known.
    QString text() const;
};

} // namespace lk
