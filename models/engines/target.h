// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/secret.h"

#include <QMap>
#include <QString>

namespace lk {

/// A named database, resolved and without secrets.
struct Target {
    QString engine;   ///< "sqlite"
    QString url;      ///< as a person may read it: "sqlite:/srv/shop.db"; never holds a password
    QString database; ///< what to call it: the file's path, or the database's name
    QString user;     ///< empty where the engine has no users
    QString host = {}; ///< empty: the engine's local socket; a path: the socket's folder or file
    int port = 0;     ///< 0: the engine's own
    QMap<QString, QString> options = {}; ///< by the server's own names ("sslmode", "ssl-ca"); never a secret
    Secret password = {};               ///< empty: the engine's own password files are asked
    int connectTimeoutMs = 10'000;
    int lockTimeoutMs = 5'000;    ///< how long a statement may wait for a lock; 0: for ever
    int statementTimeoutMs = 0;   ///< how long a statement may run; 0: for ever

    bool operator==(const Target &) const = default;
    /// The last part of `database`: what a person types to confirm a protected target ("shop.db").
    QString name() const { return database.section(u'/', -1); }
};

enum class Access { ReadOnly, ReadWrite };

} // namespace lk
