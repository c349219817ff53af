// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace lk {

/// What stands between the first parentheses of @p definition, which an engine's catalogue wrote, and those that close them.
QString firstParentheses(const QString &definition);
/// The condition of a partial index: what follows WHERE behind its columns; empty for others.
QString wherePart(const QString &definition);
/// The pieces of @p list between its outermost commas, trimmed.
QStringList topLevelParts(const QString &list);
/// "a" of "a DESC NULLS LAST".
QString withoutOrder(const QString &part);
/// Whether @p text is one name, quoted or not, and no expression.
bool isName(const QString &text);
/// The name itself, without quotes.
QString bareName(const QString &text);
/// The name that @p text begins with, as it is written: "public.\"odd name\"".
QString leadingName(const QString &text);
/// Its parts, without quotes: "public", "odd name".
QStringList nameParts(const QString &name);

} // namespace lk
