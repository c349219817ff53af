// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/snapshot.h"

namespace lk {

/// The tables and views that the text of a view reads, as they are written: one or two names each, every one once, in their order. Names
/// that the text itself gives (WITH) are none of them.
std::vector<QStringList> viewSources(const SchemaObject &view, const QString &engine);

} // namespace lk
