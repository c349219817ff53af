// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/toolcommand.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

namespace lk {

namespace {

QString word(ToolAction action)
{
    switch (action) {
    case ToolAction::Address:
        return QStringLiteral("address");
    case ToolAction::Identify:
        return QStringLiteral("identify");
    case ToolAction::Run:
        return QStringLiteral("run");
    case ToolAction::Preview:
        return QStringLiteral("preview");
    }
    return {};
}

} // namespace

QByteArray toolInput(const ToolRequest &request)
{
    const Target &target = request.target;
    QJsonObject options;
    for (auto option = target.options.begin(); option != target.options.end(); ++option)
        options[option.key()] = option.value();
    const QJsonObject object{{QStringLiteral("action"), word(request.action)},
                             {QStringLiteral("environment"), request.environment},
                             {QStringLiteral("query"), request.query},
                             {QStringLiteral("version"), request.migration.version},
                             {QStringLiteral("key"), request.migration.key},
                             {QStringLiteral("file"), request.migration.upFile},
                             {QStringLiteral("direction"), request.direction == Direction::Up ? QStringLiteral("up") : QStringLiteral("down")},
                             {QStringLiteral("engine"), target.engine},
                             {QStringLiteral("database"), target.database},
                             {QStringLiteral("host"), target.host},
                             {QStringLiteral("port"), target.port},
                             {QStringLiteral("user"), target.user},
                             {QStringLiteral("password"), target.password.reveal()},
                             {QStringLiteral("options"), options}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

QByteArray toolScript(const QString &name)
{
    QFile file(QStringLiteral(":/tools/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace lk
