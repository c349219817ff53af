// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// Every format that this build knows, in the order in which folders are tested for them.
const std::vector<const Format *> &formats();

const Format *formatByName(const QString &name);

/// The first format that recognises @p folder, with the reason.
struct Detected {
    const Format *format = nullptr;
    Recognition recognition;
};
Result<Detected> detectFormat(const QString &folder);
/// Every format that recognises it, in the same order.
std::vector<Detected> fittingFormats(const QString &folder);

} // namespace lk
