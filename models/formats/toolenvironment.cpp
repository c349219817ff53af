// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/toolenvironment.h"

#include "models/project/dotenv.h"

#include <algorithm>

namespace lk {

ToolEnvironment::ToolEnvironment(const QString &folder) : m_file(readDotEnv(folder)) {}

QString ToolEnvironment::value(const QString &name) const
{
    const QString own = qEnvironmentVariable(name.toLocal8Bit().constData());
    return own.isEmpty() ? m_file.value(name) : own;
}

bool ToolEnvironment::fileHasPrefix(const QString &prefix) const
{
    return std::any_of(m_file.keyBegin(), m_file.keyEnd(), [&](const QString &name) { return name.startsWith(prefix); });
}

} // namespace lk
