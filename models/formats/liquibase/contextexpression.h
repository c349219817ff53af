// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace lk {

/// Whether a changeset with the context @p expression ("test or (prod and !eu)", commas are or) runs where @p present are given.
bool matchesContexts(const QString &expression, const QStringList &present);

/// The expression as the tracking table has it: in brackets, where it is more than one name.
QString contextText(const QString &expression);

/// Whether a changeset with `dbms:` @p databases runs on @p engine.
bool isForDatabase(const QString &databases, const QString &engine);

} // namespace lk
