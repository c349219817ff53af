// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/project/tomlvalue.h"

#include <QStringList>

#include <optional>

namespace lk {

/// Reads the members of one table of a settings file into variables that hold the defaults. The first wrong value is
/// kept as the error; keys that nobody asked for are told by unknownKeys().
class TableReader
{
public:
    /// @p name is what errors call the table: "environments.production". A value that is no table is an error.
    TableReader(const TomlValue &table, QString name);

    void read(QStringView key, QString &into);
    void read(QStringView key, QStringList &into);
    void read(QStringView key, bool &into);
    void read(QStringView key, int &into, int least);
    /// A time as text with its unit ("500ms", "5s", "30min", "1h") or as whole milliseconds.
    void readDuration(QStringView key, int &milliseconds);
    /// One of @p words; gives its index, or @p otherwise when the key is not there.
    int readWord(QStringView key, const QStringList &words, int otherwise);
    /// The value itself, of any kind, or nullptr.
    const TomlValue *member(QStringView key);
    /// Names that mean something, but not here.
    void accept(const QStringList &keys) { m_asked += keys; }

    void fail(const TomlValue &at, const QString &why, const QString &nextStep);
    const std::optional<Error> &error() const { return m_error; }
    /// One line a key: "lockkeeper.toml:7: unknown key environments.production.protectd".
    QStringList unknownKeys() const;

private:
    const TomlValue *ofKind(QStringView key, TomlValue::Kind kind, const QString &wanted);

    const TomlValue &m_table;
    QString m_name;
    QStringList m_asked;
    std::optional<Error> m_error;
};

} // namespace lk
