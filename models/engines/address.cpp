// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/address.h"

#include <QUrl>

namespace lk {

namespace {

QString encoded(const QString &text, const char *keep = "")
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text, keep));
}

QString hostText(const AddressParts &parts)
{
    if (parts.local)
        return {};
    const QString host = parts.host.contains(u':') ? u'[' + parts.host + u']' : encoded(parts.host);
    return parts.port > 0 ? QStringLiteral("%1:%2").arg(host).arg(parts.port) : host;
}

QMap<QString, QString> allOptions(const ServerTraits &server, const AddressParts &parts)
{
    QMap<QString, QString> options = parts.options;
    const auto add = [&options](const QString &name, const QString &value) {
        if (!value.isEmpty())
            options.insert(name, value);
    };
    add(server.socketOption, parts.local ? parts.socket : QString());
    add(server.encryptionOption, parts.encryption);
    add(server.authorityOption, parts.authority);
    add(server.certificateOption, parts.certificate);
    add(server.keyOption, parts.key);
    return options;
}

} // namespace

QString addressOf(const EngineTraits &engine, const AddressParts &parts)
{
    const QString scheme = engine.schemes.value(0);
    if (!engine.server)
        return scheme + u':' + encoded(parts.file, "/ ~+@,=");
    QString url = scheme + QStringLiteral("://");
    if (!parts.user.isEmpty())
        url += encoded(parts.user) + u'@';
    url += hostText(parts) + u'/' + encoded(parts.database);
    QStringList options;
    const QMap<QString, QString> all = allOptions(*engine.server, parts);
    for (auto option = all.begin(); option != all.end(); ++option)
        options << option.key() + u'=' + encoded(option.value(), "/");
    return options.isEmpty() ? url : url + u'?' + options.join(u'&');
}

AddressParts addressParts(const EngineTraits &engine, const Target &target)
{
    AddressParts parts;
    if (!engine.server) {
        parts.file = target.database;
        return parts;
    }
    const ServerTraits &server = *engine.server;
    parts.local = target.host.isEmpty() || target.host.startsWith(u'/') || target.host.startsWith(u'@');
    parts.socket = parts.local ? target.host : QString();
    parts.host = parts.local ? QString() : target.host;
    parts.port = parts.local && target.port == server.defaultPort ? 0 : target.port;
    parts.database = target.database;
    parts.user = target.user;
    parts.options = target.options;
    parts.options.remove(server.socketOption);
    parts.encryption = parts.options.take(server.encryptionOption);
    parts.authority = parts.options.take(server.authorityOption);
    parts.certificate = parts.options.take(server.certificateOption);
    parts.key = parts.options.take(server.keyOption);
    return parts;
}

} // namespace lk
