// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/migration.h"
#include "models/formats/recordstatement.h"

#include <QSet>

namespace lk {

/// What alembic_version says: the versions in it are the heads, all that comes before them is applied too. Oldest first, by the order of @p files.
std::vector<AppliedMigration> appliedByHeads(const QStringList &heads, const std::vector<Migration> &files);

/// Statements that change the heads in a version table as `alembic stamp` would leave them.
class AlembicTable
{
public:
    AlembicTable(QByteArray quotedName, bool dual) : m_name(std::move(quotedName)), m_dual(dual) {}

    /// @p key becomes a head; @p before, which it comes after, are none any longer.
    std::vector<RecordStatement> reach(const QString &key, const QSet<QString> &before) const;
    /// @p key is a head no longer; each of @p parents is one again, unless it or one of those that need it (without @p key's own) is there.
    std::vector<RecordStatement> leave(const QString &key, const QList<std::pair<QString, QSet<QString>>> &parents) const;

private:
    RecordStatement erase(const QStringList &keys) const;

    QByteArray m_name;
    bool m_dual; ///< SELECT wants a FROM before WHERE
};

} // namespace lk
