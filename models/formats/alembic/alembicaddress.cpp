// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/alembic/alembicaddress.h"

#include "models/formats/tooladdress.h"

#include <QStringList>

#include <algorithm>

namespace lk {

namespace {

const QStringList Backends{QStringLiteral("postgresql"), QStringLiteral("postgres"), QStringLiteral("mysql"), QStringLiteral("mariadb"), QStringLiteral("sqlite")};

} // namespace

bool isSqlalchemyAddress(const QString &text)
{
    const qsizetype end = text.indexOf(QLatin1String("://"));
    return end > 0 && Backends.contains(text.left(end).section(u'+', 0, 0));
}

Result<QString> sqlalchemyAddress(const QString &url)
{
    const qsizetype end = url.indexOf(QLatin1String("://"));
    const QString backend = url.left(std::max<qsizetype>(end, 0)).section(u'+', 0, 0);
    if (url.isEmpty() || backend == u"driver")
        return QString();
    if (!isSqlalchemyAddress(url)) {
        return Failure(Error{ErrorCode::Usage, QStringLiteral("cannot use the address in the tool's configuration"), {},
                             QStringLiteral("%1 is not PostgreSQL, MySQL or SQLite").arg(backend.isEmpty() ? QStringLiteral("it") : backend),
                             QStringLiteral("write the environment's address as `url` into lockkeeper.toml")});
    }
    const QString rest = url.sliced(end);
    if (backend.startsWith(u"postgres"))
        return postgresqlAddress(QStringLiteral("postgresql") + rest);
    if (backend != u"sqlite")
        return mysqlUrl(QStringLiteral("mysql") + rest);
    const QString path = rest.sliced(3).section(u'?', 0, 0);
    if (path.size() < 2 || path == u"/:memory:")
        return QString(); // in memory: there is nothing to look at
    return sqliteAddress(path.sliced(1)); // three slashes are relative, four absolute
}

} // namespace lk
