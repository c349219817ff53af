// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/scratchtarget.h"

#include <QRegularExpression>

namespace lk {

bool isScratch(const Target &target)
{
    static const QRegularExpression File(QStringLiteral("/lockkeeper-scratch-[^/]+/scratch\\.db$"));
    static const QRegularExpression Database(QStringLiteral("^lockkeeper_[a-z]+_[0-9a-f]{12,16}$"));
    return (target.engine == u"sqlite" ? File : Database).match(target.database).hasMatch();
}

} // namespace lk
