// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engineregistry.h"

#include "models/engines/mysql/engine.h"
#include "models/engines/postgresql/engine.h"
#include "models/engines/sqlite/engine.h"

namespace lk {

const std::vector<const Engine *> &engines()
{
    static const SqliteEngine sqlite;
    static const PostgresqlEngine postgresql;
    static const MysqlEngine mysql;
    static const MariadbEngine mariadb;
    static const std::vector<const Engine *> all{&sqlite, &postgresql, &mysql, &mariadb};
    return all;
}

const Engine *engineByName(const QString &name)
{
    for (const Engine *engine : engines()) {
        if (engine->traits().name == name)
            return engine;
    }
    return nullptr;
}

Result<const Engine *> engineForUrl(const QString &url)
{
    const QString scheme = url.section(u':', 0, 0).toLower();
    QStringList known;
    for (const Engine *engine : engines()) {
        if (url.contains(u':') && engine->traits().schemes.contains(scheme))
            return engine;
        known << engine->traits().schemes;
    }
    // The address itself may hold a password: it is not repeated.
    return Failure(Error{ErrorCode::Usage,
                         QStringLiteral("no database is known by this address"),
                         {},
                         QStringLiteral("it does not begin with one of: %1:").arg(known.join(QStringLiteral(":, "))),
                         QStringLiteral("write it like sqlite:shop.db")});
}

} // namespace lk
