// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/desk.h"

namespace lk {

/// A run's report as a page that needs nothing from outside.
QString reportHtml(const RunReport &report, const Desk &desk);
/// The same as Markdown.
QString reportMarkdown(const RunReport &report, const Desk &desk);

} // namespace lk
