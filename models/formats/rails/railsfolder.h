// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// The parts of a migration's file name, as Rails takes them apart; nothing: it raises an error about the whole folder.
struct RailsName {
    QString version; ///< digits as written
    QString name;    ///< "create_users"
    QString scope;   ///< of an engine: "20240101000000_create_users.blorgh.rb"
};
std::optional<RailsName> railsName(const QString &fileName);

/// "create_users" as the class is called: "CreateUsers".
QString railsClass(const QString &name);

/// What can be told of a migration's Ruby text without running it.
struct RailsText {
    QString className;
    QString generation;       ///< "6.1" of ActiveRecord::Migration[6.1]
    bool hasUp = false;       ///< `up` or `change`
    bool hasDown = false;     ///< `down`, or `change` where nothing in it is known to be irreversible
    bool transaction = true;  ///< false: disable_ddl_transaction!
    QString irreversible;     ///< the call, or the raise, that keeps it from being taken back
    qint64 line = 0;          ///< of it
};
RailsText readRailsText(const QByteArray &text);

/// All migrations of the project's folders in Rails' order.
Result<std::vector<Migration>> railsMigrations(const FormatSetup &setup);

} // namespace lk
