// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sql/dialect.h"

class QsciScintilla;

namespace KSyntaxHighlighting {
class Definition;
class Theme;
}

namespace lk {

/// The languages and themes of KSyntaxHighlighting with SQLite's SQL added; loaded once, when first needed.
KSyntaxHighlighting::Definition syntaxNamed(const QString &definition);
/// The theme that goes with the application's light or dark colours.
KSyntaxHighlighting::Theme syntaxTheme();
/// Name of the definition for a script: by what the file's name ends in, SQL in the given dialect.
QString syntaxOf(const QString &file, const Dialect &dialect);

/// Fonts and colours that every view of a script shares, from the theme in force.
void takeScriptLook(QsciScintilla &view);

} // namespace lk
