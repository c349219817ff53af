// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QMap>
#include <QString>

namespace lk {

/// The settings of the service @p name in $PGSERVICEFILE or ~/.pg_service.conf, else in the system's pg_service.conf.
Result<QMap<QString, QString>> readPostgresqlService(const QString &name);

} // namespace lk
