// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace lk {

/// What to do with statements that destroy data.
enum class DestructivePolicy { Block, Manual, Allow };

struct BackupPolicy {
    bool required = false;
    QString folder = QStringLiteral("backups"); ///< relative to the project
    QString verify = QStringLiteral("restore"); ///< "list" or "restore"
    int keep = 10;
    QStringList encryptTo = {}; ///< age's recipients; empty: not encrypted
    QString identity = {};      ///< absolute path of the file that opens encrypted backups; empty: they can't be opened here
    int jobs = 1;               ///< how many connections write a backup at once, where the database's program can

    bool operator==(const BackupPolicy &) const = default;
};

/// Where plans are rehearsed.
enum class RehearsalPlace {
    Scratch, ///< a database of its own on the target's server; of SQLite a copy of the file
    Server,  ///< the same on another server
    Private, ///< a server of our own on this machine, of the target's major version
    Backup,  ///< the newest backup, restored: that verifies it as well
    Live,    ///< the target itself, in a transaction that is rolled back
};

struct RehearsalPolicy {
    RehearsalPlace on = RehearsalPlace::Scratch;
    QString url = {};        ///< of the other server, with a database on it
    QString urlProblem = {}; ///< why it can't be used; empty: it can
    std::optional<bool> rows = {}; ///< whether the copy has the rows; nothing: as long as they are not too many (Desk)

    bool operator==(const RehearsalPolicy &) const = default;
};

/// A named database of the project with its policy (product.md, `lockkeeper.toml`).
struct Environment {
    QString name;
    QString url;             ///< variables already filled in; never shown where it may hold a password
    QString urlProblem;      ///< why it can't be used (a variable without a value); empty: it can
    bool isProtected = false;
    QString after;           ///< environment that must have the migration first
    int reviews = 0;
    DestructivePolicy destructive = DestructivePolicy::Manual;
    BackupPolicy backup;
    RehearsalPolicy rehearsal;
    QStringList gates;       ///< further checklist items that gate Apply
    QString window;          ///< maintenance window, "" for any time
    QString browseUrl;       ///< the same database as somebody who may only look; empty: `url` serves both
    int lockTimeoutMs = 5000;
    int lockRetries = 0;     ///< how often a migration that could not get its locks is tried again
    int statementTimeoutMs = 0; ///< 0: as long as it takes
    int connectTimeoutMs = 10'000;

    bool operator==(const Environment &) const = default;
};

} // namespace lk
