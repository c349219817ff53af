// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/textvariants.h"

#include <QString>

#include <algorithm>
#include <cstdlib>

namespace lk {

namespace {

const char Bom[] = "\xef\xbb\xbf";

/// Length of the well-formed character at the beginning, or minus that of the longest part of one (at least 1).
qsizetype characterLength(QByteArrayView bytes)
{
    const auto at = [&](qsizetype i) { return i < bytes.size() ? uchar(bytes[i]) : uchar(0); };
    const uchar first = at(0);
    if (first < 0x80)
        return 1;
    const qsizetype length = first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
    if (length == 0)
        return -1;
    // The second byte has narrower bounds: no overlong forms, no surrogates, nothing above U+10FFFF.
    const uchar lowest = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const uchar highest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (at(1) < lowest || at(1) > highest)
        return -1;
    for (qsizetype i = 2; i < length; ++i) {
        if ((at(i) & 0xc0) != 0x80)
            return -i;
    }
    return length;
}

} // namespace

QByteArray withReplacements(const QByteArray &bytes)
{
    QByteArray result;
    result.reserve(bytes.size());
    for (QByteArrayView rest = bytes; !rest.isEmpty();) {
        const qsizetype length = characterLength(rest);
        result += length > 0 ? rest.first(length) : QByteArrayView("\xef\xbf\xbd");
        rest = rest.sliced(std::min(std::abs(length), rest.size()));
    }
    return result;
}

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
