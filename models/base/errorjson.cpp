// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/errorjson.h"

namespace lk {

QJsonObject toJson(const Error &error)
{
    return {{QStringLiteral("code"), int(error.code)},
            {QStringLiteral("what"), error.what},
            {QStringLiteral("file"), error.where.file},
            {QStringLiteral("line"), error.where.line},
            {QStringLiteral("column"), error.where.column},
            {QStringLiteral("why"), error.why},
            {QStringLiteral("next_step"), error.nextStep}};
}

Error errorFromJson(const QJsonObject &object)
{
    return {ErrorCode(object[QStringLiteral("code")].toInt()),
            object[QStringLiteral("what")].toString(),
            {object[QStringLiteral("file")].toString(), object[QStringLiteral("line")].toInteger(), object[QStringLiteral("column")].toInteger()},
            object[QStringLiteral("why")].toString(),
            object[QStringLiteral("next_step")].toString()};
}

} // namespace lk
