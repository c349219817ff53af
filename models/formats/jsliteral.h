// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QByteArray>

#include <initializer_list>
#include <vector>

namespace lk {

/// A value of a JavaScript, TypeScript or JSON text, as far as it is written down there. Nothing is run to find it out.
struct JsValue {
    enum class Kind {
        Null,
        Text,
        Number,
        Boolean,
        Object,
        Array,
        Variable, ///< of the process environment: process.env.X, env("X")
        Other,    ///< what only the program knows
    };

    Kind kind = Kind::Other;
    QString key;                  ///< within its object; "..." for a spread
    QString text;                 ///< the text, the number or the boolean as written, the variable's name, or the program's source
    std::vector<JsValue> members; ///< of an object or an array, in the file's order
    Place where;                  ///< of the value
    qsizetype begin = 0;          ///< offset of the value's first byte in the file
    qsizetype end = 0;            ///< and of the first byte behind it

    /// The member called @p name (the last one, as JavaScript takes it), or nullptr.
    const JsValue *find(QStringView name) const;
    /// The member at a path of keys, or nullptr.
    const JsValue *find(std::initializer_list<QStringView> path) const;
    bool is(Kind wanted) const { return kind == wanted; }
};

/// The object that a configuration module exports: `export default {...}`, `export default defineConfig({...})`, `module.exports = {...}`,
/// or a constant that is exported by its name. Errors say where and why it can't be read without running it.
Result<JsValue> readExportedObject(const QByteArray &text, const QString &file);

/// Strict JSON, with places. The error has line and column.
Result<JsValue> readJsonText(const QByteArray &text, const QString &file);

/// The bytes of the regular file @p path, which may be at most @p limit bytes long.
Result<QByteArray> readSmallFile(const QString &path, qint64 limit);

} // namespace lk
