// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/desk.h"

namespace lk {

/// What a rehearsal stands on. The scratch goes before the server that holds it.
struct Desk::Ground {
    std::unique_ptr<PrivateServer> server;
    std::unique_ptr<Scratch> scratch;
};

/// "A copy on the same server".
QString placeTitle(RehearsalPlace place, const Engine &engine);
/// "a copy on the same server"
QString inSentence(QString title);

} // namespace lk
