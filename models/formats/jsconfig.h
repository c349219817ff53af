// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/jsliteral.h"
#include "models/formats/toolenvironment.h"

#include <optional>

namespace lk {

/// A configuration module of a project's, read without running it. Variables of the environment and plain paths are worked out; what
/// else a program would compute is not.
class JsConfig
{
public:
    /// Reads @p file (relative to @p folder): JSON by its ending, JavaScript or TypeScript else. Errors have a place.
    static Result<JsConfig> read(const QString &folder, const QString &file);

    const JsValue &root() const { return m_root; }
    /// The value as a text: written out, a variable's value or its default, or a path put together of names; nothing where only the
    /// program knows, or the variable is not set.
    std::optional<QString> text(const JsValue *value) const;
    /// Of the member @p name of @p object; nothing where it has none.
    std::optional<QString> text(const JsValue &object, QStringView name) const { return text(object.find(name)); }
    /// Whether the value is there, and more than null.
    static bool isSet(const JsValue *value) { return value && !value->is(JsValue::Kind::Null); }
    /// Whether the value is a Boolean that is true, or a text or number at all.
    bool isTrue(const JsValue *value) const;
    QString variable(const QString &name) const { return m_environment.value(name); }

private:
    JsConfig(QByteArray text, JsValue root, const QString &folder) : m_text(std::move(text)), m_root(std::move(root)), m_environment(folder) {}

    QByteArray m_text;
    JsValue m_root;
    ToolEnvironment m_environment;
};

/// A part of a connection that only the program knows; the error shows no source, which may hold a password.
Error computedSetting(const JsValue &value, const QString &name);

/// The parts of a connection as JavaScript's tools name them.
struct JsConnection {
    QString engine; ///< "postgresql", "mysql", "sqlite"
    QString host;
    QString port;
    QString user;
    QString password;
    QString database; ///< of SQLite: the file
    QString socket;   ///< of MySQL
    bool ssl = false;
};

/// The address in our engines' form.
QString addressOf(const JsConnection &connection);

/// An address as these tools' drivers read it, in our engines' form; @p engine where the address does not say. Errors don't repeat it.
Result<QString> jsAddress(const QString &url, const QString &engine);

} // namespace lk
