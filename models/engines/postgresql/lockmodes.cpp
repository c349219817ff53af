// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/lockmodes.h"

#include <algorithm>
#include <array>

namespace lk {

namespace {

struct Mode {
    const char *name;
    const char *word;
    unsigned conflicts; ///< a bit for each mode, the mildest the lowest
};

/// Mildest first.
constexpr std::array<Mode, 8> Modes{{
    {"AccessShareLock", "ACCESS SHARE", 0b1000'0000},
    {"RowShareLock", "ROW SHARE", 0b1100'0000},
    {"RowExclusiveLock", "ROW EXCLUSIVE", 0b1111'0000},
    {"ShareUpdateExclusiveLock", "SHARE UPDATE EXCLUSIVE", 0b1111'1000},
    {"ShareLock", "SHARE", 0b1110'1100},
    {"ShareRowExclusiveLock", "SHARE ROW EXCLUSIVE", 0b1111'1100},
    {"ExclusiveLock", "EXCLUSIVE", 0b1111'1110},
    {"AccessExclusiveLock", "ACCESS EXCLUSIVE", 0b1111'1111},
}};

constexpr unsigned Reading = 1u << 0;  ///< ACCESS SHARE
constexpr unsigned Writing = 1u << 2;  ///< ROW EXCLUSIVE
constexpr unsigned Changing = 1u << 3; ///< SHARE UPDATE EXCLUSIVE

} // namespace

int postgresqlLockRank(const QString &mode)
{
    const auto found = std::ranges::find_if(Modes, [&](const Mode &known) { return mode == QLatin1String(known.name); });
    return found == Modes.end() ? -1 : int(found - Modes.begin());
}

QString postgresqlLockWord(int rank)
{
    return QString::fromLatin1(Modes.at(size_t(rank)).word);
}

Stops postgresqlLockStops(int rank)
{
    const unsigned conflicts = Modes.at(size_t(rank)).conflicts;
    return conflicts & Reading ? Stops::Everybody : conflicts & Writing ? Stops::Writers : conflicts & Changing ? Stops::SchemaChanges : Stops::Nobody;
}

QString postgresqlLockWord(const QString &mode)
{
    const int rank = postgresqlLockRank(mode);
    return rank < 0 ? mode : postgresqlLockWord(rank);
}

QStringList postgresqlLockConflicts(const QString &word)
{
    const auto found = std::ranges::find_if(Modes, [&](const Mode &known) { return word == QLatin1String(known.word); });
    QStringList conflicts;
    for (size_t i = 0; found != Modes.end() && i < Modes.size(); ++i) {
        if (found->conflicts & (1u << i))
            conflicts << QString::fromLatin1(Modes[i].word);
    }
    return conflicts;
}

} // namespace lk
