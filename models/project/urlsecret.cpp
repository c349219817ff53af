// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/project/urlsecret.h"

#include <QRegularExpression>

namespace lk {

namespace {

bool isWritten(QString secret)
{
    static const QRegularExpression variable(QStringLiteral("\\$\\{[^}]*\\}"));
    return !secret.remove(variable).isEmpty();
}

} // namespace

bool holdsPassword(QStringView url)
{
    // The user part ends at the last @ before the query: a password may hold / and @ that nobody escaped.
    static const QRegularExpression userPart(QStringLiteral("^[A-Za-z][A-Za-z0-9+.-]*://([^/?#][^?#]*)?@"));
    static const QRegularExpression query(QStringLiteral("[?&](?:password|passwd|pwd|sslpassword)=([^&#]*)"),
                                          QRegularExpression::CaseInsensitiveOption);
    const QString text = url.toString();
    if (const auto user = userPart.match(text); user.hasMatch()) {
        const QString captured = user.captured(1);
        // A colon inside of ${...} parts nothing.
        static const QRegularExpression variable(QStringLiteral("\\$\\{[^}]*\\}"));
        QString masked = captured;
        masked.replace(variable, QStringLiteral("${}"));
        const qsizetype colon = masked.indexOf(u':');
        if (colon >= 0 && isWritten(masked.sliced(colon + 1)))
            return true;
    }
    auto matches = query.globalMatch(text);
    while (matches.hasNext()) {
        if (isWritten(matches.next().captured(1)))
            return true;
    }
    return false;
}

} // namespace lk
