// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <optional>

namespace lk {

/// What a migration's module says of one of its functions, as far as that can be read without running it.
enum class JsFunction {
    Missing, ///< it exports none of the name
    Empty,   ///< it does nothing: no body, or one that only returns
    Throws,  ///< it only fails
    Works,   ///< it does something, or can't be read
};

/// A migration that is a JavaScript or TypeScript module, read without running it.
struct JsModule {
    bool readable = false; ///< what it exports is written out; else `up` and `down` are taken to be there
    JsFunction up = JsFunction::Works;
    JsFunction down = JsFunction::Works;
    std::optional<bool> transaction; ///< exports.config.transaction
};

/// Reads CommonJS and ES modules, compiled or not. One pass; nothing is resolved beyond the file.
JsModule readJsModule(QByteArrayView text);

} // namespace lk
