// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QByteArray>
#include <QMap>

#include <optional>

namespace lk {

/// An .ini file as Python's ConfigParser reads it: names in lower case, values over several lines, %(name)s filled in from the same section
/// and from [DEFAULT].
class IniFile
{
public:
    /// Errors have @p file and the line.
    static Result<IniFile> parse(const QByteArray &text, const QString &file);

    /// A name that every section knows besides its own: "here".
    void setDefault(const QString &name, const QString &value) { m_defaults.insert(name, value); }
    void set(const QString &section, const QString &name, const QString &value) { m_sections[section][name] = value; }
    QStringList sections() const { return m_sections.keys(); }
    bool hasSection(const QString &section) const { return m_sections.contains(section); }
    /// The value with everything filled in; nothing where it is missing, or names something that is.
    std::optional<QString> value(const QString &section, const QString &name) const;

private:
    std::optional<QString> raw(const QString &section, const QString &name) const;
    std::optional<QString> filledIn(const QString &section, const QString &text, int depth, int &budget) const;

    QMap<QString, QMap<QString, QString>> m_sections;
    QMap<QString, QString> m_defaults;
};

} // namespace lk
