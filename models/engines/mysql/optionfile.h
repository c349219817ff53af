// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/base/secret.h"

#include <QString>

namespace lk {

/// What a person keeps in ~/.my.cnf for the database's own clients, section [client]: user, password, host, port and
/// socket. Nothing else in it is obeyed.
struct ClientOptions {
    QString user;
    Secret password;
    QString host;
    int port = 0;
    QString socket;
};

/// Reads such a file as data. A missing one is empty; one that others may read or write is an error where it holds a
/// password.
Result<ClientOptions> readClientOptions(const QString &file);

/// ~/.my.cnf
QString clientOptionFile();

} // namespace lk
