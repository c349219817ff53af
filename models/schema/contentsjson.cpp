// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/contentsjson.h"

#include <QJsonObject>

namespace lk {

QJsonArray toJson(const Contents &contents)
{
    QJsonArray array;
    for (const TableContent &content : contents)
        array.append(QJsonObject{{QStringLiteral("table"), content.table}, {QStringLiteral("rows"), content.rows}});
    return array;
}

Contents contentsFromJson(const QJsonValue &value)
{
    Contents contents;
    for (const QJsonValue &item : value.toArray())
        contents.push_back({item[QStringLiteral("table")].toString(), item[QStringLiteral("rows")].toInteger(), {}});
    return contents;
}

} // namespace lk
