// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/observation.h"

namespace lk {

/// "orders", "index orders_total", "shop.orders": the schema where everything stands by default is left out.
QString shortObject(const QString &object);

/// "orders ACCESS EXCLUSIVE"
QString lockText(const ObservedLock &lock);

/// "everybody waits", "writers wait", "schema changes wait", "nobody waits".
QString waitsText(Stops stops);

/// "everybody waits on orders"; nobody waits on anything: "nobody waits".
QString waitsText(const ObservedLock &lock);

/// Whether it is on an index or a sequence.
bool isPart(const ObservedLock &lock);

/// Worst first, tables before their indexes.
std::vector<ObservedLock> worstFirst(std::vector<ObservedLock> locks);

/// Those for which somebody waits, worst first, tables before their indexes.
std::vector<ObservedLock> inTheWay(const std::vector<ObservedLock> &locks);

/// The reasons of @p seen that say of @p what ("locks", "scans") why it is not known, or not whole.
QStringList whyUnknown(const Observation &seen, const QString &what);

} // namespace lk
