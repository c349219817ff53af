// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/statementbody.h"

#include "models/sql/splitter.h"
#include "models/sql/triggerbody.h"

namespace lk {

Error bodyNeverEnds(QByteArrayView script, qsizetype offset, const QString &what, const QString &nextStep)
{
    return {.code = ErrorCode::Failed,
            .what = QStringLiteral("A %1 begins here and never ends").arg(what),
            .where = placeOf(script, offset),
            .why = QStringLiteral("the script ends inside it, at line %1").arg(placeOf(script, script.size()).line),
            .nextStep = nextStep};
}

Result<qsizetype> bodyEnd(QByteArrayView script, const Dialect &dialect, qsizetype offset)
{
    if (dialect.atomicBodies)
        return atomicBodyEnd(script, dialect, offset);
    if (dialect.compoundBodies)
        return compoundBodyEnd(script, dialect, offset);
    if (!dialect.triggerBodies)
        return 0;
    const qsizetype end = triggerEnd(script, dialect, offset);
    if (end < 0)
        return Failure(bodyNeverEnds(script, offset, QStringLiteral("trigger body"),
                                     QStringLiteral("close it with END after the body's last semicolon")));
    return end;
}

} // namespace lk
