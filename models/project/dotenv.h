// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>

namespace lk {

/// Reads the text of a .env file: KEY=VALUE lines, also with "export"; # begins a comment; values in single quotes are
/// literal, in double quotes know \n \t \" \\. Nothing is expanded or run; lines of another shape are left out.
QHash<QString, QString> parseDotEnv(const QByteArray &text);

/// Reads @p folder's .env; none when there is no such file, or it is no regular file of at most 1 MB.
QHash<QString, QString> readDotEnv(const QString &folder);

} // namespace lk
