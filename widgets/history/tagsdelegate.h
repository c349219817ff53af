// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/look/plates.h"

namespace lk {

/// Draws the tool's names of a migration (tags, labels, "head") as small plates before its description.
class TagsDelegate : public PlatesDelegate
{
    Q_OBJECT

public:
    explicit TagsDelegate(QObject *parent = nullptr);
};

} // namespace lk
