// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace lk {

/// What Flyway's configuration says of the names of files.
struct FlywayNaming {
    QString versioned = QStringLiteral("V");
    QString repeatable = QStringLiteral("R");
    QString undo = QStringLiteral("U");
    QString baseline = QStringLiteral("B");
    QString separator = QStringLiteral("__");
    QStringList suffixes = {QStringLiteral(".sql")};
};

/// How Flyway takes a file by its name.
struct FlywayName {
    enum class Kind { Versioned, Repeatable, Undo, Baseline, Callback };

    Kind kind = Kind::Versioned;
    QString version;     ///< dots for underscores, else as written; empty for repeatables and callbacks
    QString description; ///< spaces for underscores; a callback's event
};

/// Nothing for a name that Flyway passes over. Prefixes are read with regard to case, suffixes without.
std::optional<FlywayName> readFlywayName(const QString &fileName, const FlywayNaming &naming);

/// What versions are the same by: parts without leading zeros, trailing zero parts left out ("001.0" is "1").
QString flywayVersionKey(const QString &version);

/// Compares two keys part by part as numbers of any length.
bool flywayVersionLess(QStringView a, QStringView b);

} // namespace lk
