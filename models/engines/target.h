// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace lk {

/// A named database, resolved and without secrets.
struct Target {
    QString engine;   ///< "sqlite"
    QString url;      ///< as a person may read it: "sqlite:/srv/shop.db"; never holds a password
    QString database; ///< what to call it: the file's path, or the database's name
    QString user;     ///< empty where the engine has no users

    bool operator==(const Target &) const = default;
    /// The last part of `database`: what a person types to confirm a protected target ("shop.db").
    QString name() const { return database.section(u'/', -1); }
};

enum class Access { ReadOnly, ReadWrite };

} // namespace lk
