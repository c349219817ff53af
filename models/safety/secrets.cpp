// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/secrets.h"

#include "models/sql/characters.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

/// A pattern is tried only where its mark stands, so that large scripts are read bytewise.
struct Pattern {
    QByteArrayView mark;      ///< in small letters
    QRegularExpression whole; ///< from the mark on; its first capture, if any, is the secret
    QString what;
};

QRegularExpression expression(const QString &pattern)
{
    return QRegularExpression(u"\\A(?:"_s + pattern + u')', QRegularExpression::CaseInsensitiveOption);
}

const std::vector<Pattern> &patterns()
{
    static const QString literal = u"\\w*[\"`\\]]?\\s*(?:[:=]|\\bby\\b)?\\s*'([^'\\r\\n]{4,})'"_s;
    static const std::vector<Pattern> all{
        {"://", expression(u"://[^\\s/:@'\"]*:([^\\s/@'\"]+)@"_s), u"a password in an address"_s},
        {"-----begin", expression(u"-----BEGIN [A-Z ]*PRIVATE KEY"_s), u"a private key"_s},
        {"password", expression(u"password"_s + literal), u"a password"_s},
        {"passwd", expression(u"passwd"_s + literal), u"a password"_s},
        {"identified by", expression(u"identified by\\s+'([^']+)'"_s), u"a password"_s},
        {"api_key", expression(u"api_key"_s + literal), u"an API key"_s},
        {"secret", expression(u"secret"_s + literal), u"a secret"_s},
        {"akia", expression(u"(?-i)AKIA[0-9A-Z]{16}\\b"_s), u"an access key"_s},
        {"ghp_", expression(u"ghp_[0-9A-Za-z]{36}"_s), u"an access token"_s},
        {"github_pat_", expression(u"github_pat_[0-9A-Za-z_]{40}"_s), u"an access token"_s},
        {"glpat-", expression(u"glpat-[0-9A-Za-z_-]{20}"_s), u"an access token"_s},
        {"xox", expression(u"xox[abprs]-[0-9A-Za-z-]{20}"_s), u"an access token"_s},
        {"sk_live_", expression(u"sk_live_[0-9A-Za-z]{20}"_s), u"an API key"_s},
        {"eyj", expression(u"(?-i)eyJ[0-9A-Za-z_-]{15,}\\.eyJ[0-9A-Za-z_-]{15,}\\.[0-9A-Za-z_-]{15,}"_s),
         u"a signed token"_s},
    };
    return all;
}

bool startsWith(QByteArrayView text, QByteArrayView mark)
{
    return text.size() >= mark.size()
           && std::equal(mark.begin(), mark.end(), text.begin(), [](char m, char c) { return m == lowered(c); });
}

/// "${PASSWORD}", "<password>", "********", "{{password}}": a place for a secret, not a secret.
bool isPlaceholder(const QString &value)
{
    if (value.isEmpty())
        return false;
    const bool marked = u"$<{%:"_s.contains(value.front());
    return marked || value.count(value.front()) == value.size();
}

bool holdsSecret(const Pattern &pattern, QByteArrayView from)
{
    const QString text = QString::fromUtf8(from.first(std::min<qsizetype>(from.size(), 400)));
    const QRegularExpressionMatch match = pattern.whole.match(text);
    return match.hasMatch() && !isPlaceholder(match.captured(1));
}

} // namespace

std::vector<FoundSecret> findSecrets(QByteArrayView text)
{
    constexpr size_t Enough = 20;
    std::array<std::vector<const Pattern *>, 256> byFirst;
    for (const Pattern &pattern : patterns()) {
        const auto first = static_cast<unsigned char>(pattern.mark.front());
        byFirst[first].push_back(&pattern);
        if (isLetter(pattern.mark.front()))
            byFirst[first - ('a' - 'A')].push_back(&pattern);
    }
    std::vector<FoundSecret> found;
    for (qsizetype at = 0; at < text.size() && found.size() < Enough; ++at) {
        for (const Pattern *pattern : byFirst[static_cast<unsigned char>(text[at])]) {
            if (startsWith(text.sliced(at), pattern->mark) && holdsSecret(*pattern, text.sliced(at))) {
                found.push_back({pattern->what, at});
                break;
            }
        }
    }
    return found;
}

} // namespace lk
