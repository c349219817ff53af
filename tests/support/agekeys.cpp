// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/agekeys.h"

#include <QProcess>
#include <QtGlobal>

namespace lk {

AgeKeys makeAgeKeys(const QString &path)
{
    QProcess make;
    make.start(QStringLiteral("age-keygen"), {QStringLiteral("-o"), path});
    QProcess tell;
    if (make.waitForFinished() && make.exitCode() == 0)
        tell.start(QStringLiteral("age-keygen"), {QStringLiteral("-y"), path});
    if (!tell.waitForFinished() || tell.exitCode() != 0)
        qFatal("cannot make keys: install the package age");
    return {path, QString::fromUtf8(tell.readAllStandardOutput()).trimmed()};
}

} // namespace lk
