// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

#include <vector>

namespace lk {

/// Something in a text that looks like a secret. The secret itself is never kept.
struct FoundSecret {
    QString what; ///< "a password in an address"
    qsizetype offset = 0;
};

/// Addresses with passwords, private keys, well-known tokens, and literals for things called password; at most twenty.
std::vector<FoundSecret> findSecrets(QByteArrayView text);

} // namespace lk
