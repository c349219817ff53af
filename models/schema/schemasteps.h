// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/schemadiff.h"

namespace lk {

struct SchemaStep {
    Snapshot before;
    Snapshot after;
};

/// The schema before and after one of the @p steps that lead from @p first to @p last, put together from those and from what each step
/// changed. An object that only exists between two steps is known by its definition alone. For showing; evidence is made of snapshots.
SchemaStep schemaOfStep(const Snapshot &first, const Snapshot &last, const std::vector<SchemaDiff> &steps, size_t step);

} // namespace lk
