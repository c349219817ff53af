// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/connectiontest.h"

#include "models/base/runcontrol.h"

namespace lk {

namespace {

EngineCheck connected(const EngineTraits &engine, const Target &target, const ServerInfo &info)
{
    QStringList parts{productText(info, engine), placeOf(target, engine)};
    if (const QString user = info.user.isEmpty() ? target.user : info.user; !user.isEmpty())
        parts << QStringLiteral("as %1").arg(user);
    if (engine.server)
        parts << (info.cipher.isEmpty() ? QStringLiteral("not encrypted") : QStringLiteral("encrypted (%1)").arg(info.cipher));
    return {QStringLiteral("Connection"), true, parts.join(QStringLiteral(" · "))};
}

} // namespace

QString productText(const ServerInfo &server, const EngineTraits &engine)
{
    const QString product = server.product.isEmpty() ? engine.title : server.product;
    return server.version.isEmpty() ? product : QStringLiteral("%1 %2").arg(product, server.version);
}

QString serverText(const Target &target, const EngineTraits &engine)
{
    if (!engine.server)
        return {};
    if (target.host.isEmpty())
        return QStringLiteral("this machine");
    const bool socket = target.host.startsWith(u'/') || target.host.startsWith(u'@');
    if (socket || target.port == 0 || target.port == engine.server->defaultPort)
        return target.host;
    return QStringLiteral("%1:%2").arg(target.host).arg(target.port);
}

QString placeOf(const Target &target, const EngineTraits &engine)
{
    return engine.server ? QStringLiteral("%1 @ %2").arg(target.database, serverText(target, engine)) : target.database;
}

std::vector<EngineCheck> testConnection(const Engine &engine, const Target &target, RunControl &control)
{
    const auto session = engine.open(target, Access::ReadOnly);
    if (!session)
        return {{QStringLiteral("Connection"), false, session.error().text()}};
    const ServerInfo info = (*session)->info();
    std::vector<EngineCheck> checks{connected(engine.traits(), target, info)};
    if (!info.exists)
        checks.push_back({QStringLiteral("Database"), std::nullopt, QStringLiteral("it does not exist yet; the first Apply makes it")});
    if (!info.remark.isEmpty())
        checks.push_back({QStringLiteral("Remark"), std::nullopt, info.remark});
    if (control.cancelled())
        return checks;
    for (EngineCheck &check : engine.diagnose(target))
        checks.push_back(std::move(check));
    if (control.cancelled())
        return checks;
    const QStringList missing = engine.missingPrivileges(target);
    if (missing.isEmpty())
        checks.push_back({QStringLiteral("Privileges"), true, QStringLiteral("nothing is missing that an apply needs")});
    for (const QString &one : missing)
        checks.push_back({QStringLiteral("Privileges"), false, one});
    return checks;
}

} // namespace lk
