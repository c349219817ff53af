// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/snapshot.h"

namespace lk {

/// How statements call an object: "TABLE public.orders", "COLUMN public.orders.id", "ROUTINE public.f(integer)"; empty for
/// kinds that have no such name. @p ofDomain: a constraint of a domain.
QString objectAddress(const SchemaObject &object, bool ofDomain = false);

/// Statements for the attributes that any object may have.
QString ownerStatement(const SchemaObject &object);
QStringList grantStatements(const SchemaObject &object);
QStringList commentStatements(const SchemaObject &object, bool ofDomain);

} // namespace lk
