// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace lk {

/// A fresh key pair of age, its identity in a file.
struct AgeKeys {
    QString identity;  ///< path
    QString recipient; ///< "age1..."
};

/// Writes the identity to the new file @p path. Ends the test program where age-keygen is not installed.
AgeKeys makeAgeKeys(const QString &path);

} // namespace lk
