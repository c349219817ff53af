// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/programkey.h"

#include <QCryptographicHash>

namespace lk {

QByteArray programKey(const Migration &migration, Direction direction)
{
    const std::optional<Script> &script = direction == Direction::Up ? migration.up : migration.down;
    if (migration.language.isEmpty() || !script)
        return {};
    return migration.key.toUtf8() + (direction == Direction::Up ? " up " : " down ")
        + QCryptographicHash::hash(script->view().toByteArray(), QCryptographicHash::Sha256);
}

} // namespace lk
