// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/conditions.h"

#include "models/sql/characters.h"

#include <algorithm>
#include <span>

namespace lk {

namespace {

using Tokens = std::span<const QByteArrayView>;

/// Without the parentheses that hold all of it. SQLite's parser refuses more than a hundred, so time is not spent on
/// them.
Tokens bare(Tokens tokens)
{
    for (int layer = 0; layer < 100 && tokens.size() >= 2 && tokens.front() == "(" && tokens.back() == ")"; ++layer) {
        int depth = 0;
        for (size_t i = 0; i + 1 < tokens.size(); ++i) {
            depth += tokens[i] == "(" ? 1 : tokens[i] == ")" ? -1 : 0;
            if (depth == 0)
                return tokens;
        }
        tokens = tokens.subspan(1, tokens.size() - 2);
    }
    return tokens;
}

std::vector<Tokens> cutAt(Tokens tokens, QByteArrayView keyword)
{
    std::vector<Tokens> pieces;
    int depth = 0;
    size_t start = 0;
    for (size_t i = 0; i < tokens.size(); ++i) {
        depth += tokens[i] == "(" ? 1 : tokens[i] == ")" ? -1 : 0;
        if (depth == 0 && isKeyword(tokens[i], keyword)) {
            pieces.push_back(tokens.subspan(start, i - start));
            start = i + 1;
        }
    }
    pieces.push_back(tokens.subspan(start));
    return pieces;
}

bool isLiteral(QByteArrayView token)
{
    return isDigit(token.front()) || token.front() == '\'' || isKeyword(token, "TRUE") || isKeyword(token, "FALSE");
}

bool trueLiteral(QByteArrayView token)
{
    return isKeyword(token, "TRUE") || (isDigit(token.front()) && token.toByteArray().toDouble() != 0);
}

bool holdsAlways(Tokens tokens, int depth)
{
    tokens = bare(tokens);
    if (tokens.empty() || depth > 20)
        return false;
    if (tokens.size() == 1)
        return trueLiteral(tokens[0]);
    if (tokens.size() == 3 && (tokens[1] == "=" || tokens[1] == "==" || isKeyword(tokens[1], "IS")))
        return isLiteral(tokens[0]) && tokens[0] == tokens[2];
    const auto always = [depth](Tokens piece) { return holdsAlways(piece, depth + 1); };
    // The AND of BETWEEN is none, and what CASE yields isn't known: both then read as "filters".
    const auto opaque = [](QByteArrayView token) { return isKeyword(token, "BETWEEN") || isKeyword(token, "CASE"); };
    if (std::any_of(tokens.begin(), tokens.end(), opaque))
        return false;
    const std::vector<Tokens> choices = cutAt(tokens, "OR");
    if (choices.size() > 1)
        return std::any_of(choices.begin(), choices.end(), always);
    const std::vector<Tokens> parts = cutAt(tokens, "AND");
    return parts.size() > 1 && std::all_of(parts.begin(), parts.end(), always);
}

} // namespace

bool alwaysTrue(const std::vector<QByteArrayView> &condition)
{
    return holdsAlways(condition, 0);
}

} // namespace lk
