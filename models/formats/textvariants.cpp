// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/textvariants.h"

#include <QString>

namespace lk {

namespace {

const char Bom[] = "\xef\xbb\xbf";

} // namespace

QByteArray normalised(const QByteArray &text)
{
    QByteArray result = text.startsWith(Bom) ? text.sliced(3) : text;
    return result.replace("\r\n", "\n");
}

QString explainDifference(const QByteArray &text, const QByteArray &stored, QCryptographicHash::Algorithm algorithm)
{
    const auto matches = [&](const QByteArray &candidate) {
        return QCryptographicHash::hash(candidate, algorithm) == stored;
    };
    const bool hasBom = text.startsWith(Bom);
    const QByteArray lf = normalised(text);
    const QByteArray crlf = QByteArray(lf).replace("\n", "\r\n");
    const QByteArray same = hasBom ? QByteArray(Bom) : QByteArray();
    const QByteArray other = hasBom ? QByteArray() : QByteArray(Bom);
    if (matches(same + lf) || matches(same + crlf))
        return QStringLiteral("only line ends differ");
    if (matches(hasBom ? text.sliced(3) : Bom + text))
        return QStringLiteral("only the byte order mark differs");
    if (matches(other + lf) || matches(other + crlf))
        return QStringLiteral("only line ends and the byte order mark differ");
    return QStringLiteral("edited");
}

} // namespace lk
