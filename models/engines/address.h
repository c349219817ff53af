// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/engine.h"

namespace lk {

/// A database's address in the parts that a person fills in; never a password.
struct AddressParts {
    QString file;         ///< of engines without servers
    QString host;         ///< of a server on the network
    int port = 0;         ///< 0: the engine's own
    bool local = false;   ///< through a socket of this machine, not by host and port
    QString socket;       ///< its path; empty: the one that the engine takes by itself
    QString database;
    QString user;
    QString encryption;   ///< one of ServerTraits::encryptionModes; empty: as the engine decides
    QString authority;    ///< files of certificates; empty: none named
    QString certificate;
    QString key;
    QMap<QString, QString> options = {}; ///< further ones, by the engine's names

    bool operator==(const AddressParts &) const = default;
};

/// Writes the address: "postgresql://migrator@db1:5432/shop?sslmode=verify-full".
QString addressOf(const EngineTraits &engine, const AddressParts &parts);

/// The parts of an address that was read; files of certificates are absolute.
AddressParts addressParts(const EngineTraits &engine, const Target &target);

} // namespace lk
