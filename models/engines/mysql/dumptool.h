// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/engines/target.h"

#include <QStringList>

namespace lk {

/// The server's own program that writes dumps.
struct DumpTool {
    QString path;
    QString version;      ///< "10.11.19"
    bool mariadb = false; ///< mariadb-dump, or mysqldump as MariaDB ships it
};

/// What is installed in the system's own places, never one from elsewhere: for MariaDB mariadb-dump, for MySQL mysqldump
/// and else mariadb-dump. One older than the server (@p versionNumber as 101119) is an error.
Result<DumpTool> findDumpTool(bool mariadbServer, int versionNumber);

/// A file in the clients' option format, which alone tells the program where and as whom to connect: passwords stay out
/// of argument lists and environments (failure-modes Q-44).
QByteArray optionFile(const Target &target, const QString &password, const DumpTool &tool);

} // namespace lk
