// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/mysql/session.h"

#include <QHash>

namespace lk {

/// Names of the indexes that the server made itself for foreign keys, by table. It drops such an index once another one covers the key,
/// but not the same index when a dump names it; no catalogue tells the two apart.
using ServerMadeIndexes = QHash<QString, QStringList>;

/// Those of @p source, found by trial on empty temporary copies in @p scratch, both on @p server. Tables that can't be copied so
/// (full-text indexes) are left out.
Result<ServerMadeIndexes> serverMadeIndexes(MysqlSession &server, const QString &source, const QString &scratch);

/// A dump's CREATE TABLE without the lines of these indexes: its foreign keys make the server build them again.
QByteArray withoutIndexes(QByteArrayView createTable, const QStringList &names);

} // namespace lk
