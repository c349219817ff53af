// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QMap>
#include <QStringList>

namespace lk {

/// A configuration in Git's syntax, which Sqitch uses: sections, named subsections, later values before earlier ones. Nothing is included
/// or run.
class GitConfig
{
public:
    /// Adds what @p text says. @p file is for the error, which has the line.
    Result<void> read(const QByteArray &text, const QString &file);

    /// "core.engine", "target.production.uri": section and key in lower case, the subsection as written. Empty where it is not set.
    QString value(const QString &key) const { return m_values.value(key); }
    bool contains(const QString &key) const { return m_values.contains(key); }
    /// Names of the subsections of @p section that set @p key, sorted.
    QStringList subsectionsWith(const QString &section, const QString &key) const;

private:
    QMap<QString, QString> m_values;
};

} // namespace lk
