// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QByteArray>
#include <QVariant>

#include <optional>
#include <vector>

namespace lk {

/// One key of an environment with its value: text, a truth or a whole number; or a table of such.
struct Setting {
    QString key;
    QVariant value = {};
    std::vector<Setting> members = {}; ///< of a table; those of it that are not named stay as they are

    bool operator==(const Setting &) const = default;
};

/// Text of a project's lockkeeper.toml as it stands on the disk; nothing where there is no such file.
Result<std::optional<QByteArray>> readProjectFile(const QString &folder);

/// A text value of an environment, or of a table of it, as it is written, with its ${VARIABLES}; empty where there is none.
QString writtenSetting(const QByteArray &text, const QString &environment, const QString &key, const QString &member = {});

/// @p text with these settings of an environment; a missing environment is added at the end. Every other byte stays as it is. Refused
/// where a setting can't be written without touching others, and where a value holds a password.
Result<QByteArray> withEnvironment(const QByteArray &text, const QString &environment, const std::vector<Setting> &settings);

/// The same for the keys of [project].
Result<QByteArray> withProject(const QByteArray &text, const std::vector<Setting> &settings);

/// Replaces lockkeeper.toml by @p content, whole or not at all, if it still is as it was @p expected.
Result<void> writeProjectFile(const QString &folder, const std::optional<QByteArray> &expected, const QByteArray &content);

/// Milliseconds as the file has them: "500ms", "5s", "30min".
QString durationSetting(int milliseconds);

/// Why an environment can't have this name; empty: it can.
QString environmentNameProblem(const QString &name);

} // namespace lk
