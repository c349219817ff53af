// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// How a plain project writes its files, read from the newest ones.
struct PlainStyle {
    enum class Numbers { Sequence, Timestamp };
    enum class Down { Section, Twin, TwinWithUp };

    Numbers numbers = Numbers::Sequence;
    qsizetype width = 4; ///< digits
    QChar separator = u'_';
    Down down = Down::Section;

    bool operator==(const PlainStyle &) const = default;
};

PlainStyle styleOf(const std::vector<Migration> &existing);

/// The number after those of @p existing; a time never goes back behind the newest. An error when there is none left.
Result<QString> nextVersion(const PlainStyle &style, const std::vector<Migration> &existing, const QDateTime &now);

} // namespace lk
