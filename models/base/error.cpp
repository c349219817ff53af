// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/error.h"

namespace lk {

QString Place::text() const
{
    QString text = file;
    if (line > 0)
        text += u':' + QString::number(line);
    if (line > 0 && column > 0)
        text += u':' + QString::number(column);
    return text;
}

QString Error::text() const
{
    QString text = what;
    const QString place = where.text();
    if (!place.isEmpty())
        text += QStringLiteral(" (%1)").arg(place);
    if (!why.isEmpty())
        text += QStringLiteral(": ") + why;
    if (!nextStep.isEmpty())
        text += QStringLiteral("; ") + nextStep;
    return text;
}

} // namespace lk
