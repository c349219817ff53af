// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/syntaxes.h"

#include "widgets/look/look.h"

#include <QGuiApplication>
#include <Qsci/qsciscintilla.h>

#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/Theme>

namespace lk {

namespace {

using KSyntaxHighlighting::Repository;
using KSyntaxHighlighting::Theme;

Repository &repository()
{
    static Repository shared;
    static const bool extended = [] {
        shared.addCustomSearchPath(QStringLiteral(":/highlighting"));
        return true;
    }();
    Q_UNUSED(extended)
    return shared;
}

} // namespace

KSyntaxHighlighting::Definition syntaxNamed(const QString &definition)
{
    return repository().definitionForName(definition);
}

KSyntaxHighlighting::Theme syntaxTheme()
{
    const Theme named = repository().theme(Look::dark() ? QStringLiteral("GitHub Dark")
                                                        : QStringLiteral("GitHub Light"));
    if (named.isValid())
        return named;
    return repository().defaultTheme(Look::dark() ? Repository::DarkTheme : Repository::LightTheme);
}

QString syntaxOf(const QString &file, const Dialect &dialect)
{
    if (!file.endsWith(u".sql", Qt::CaseInsensitive)) {
        const KSyntaxHighlighting::Definition definition = repository().definitionForFileName(file);
        if (definition.isValid())
            return definition.name();
    }
    if (dialect.name == u"postgresql")
        return QStringLiteral("SQL (PostgreSQL)");
    if (dialect.name == u"mysql" || dialect.name == u"mariadb")
        return QStringLiteral("SQL (MySQL)");
    return QStringLiteral("SQL (SQLite)");
}

void takeScriptLook(QsciScintilla &view)
{
    const QPalette palette = QGuiApplication::palette();
    const QFont font = Look::scriptFont();
    const QColor quiet = Look::color(Tone::Quiet);
    QColor currentLine = Look::tint(Tone::Quiet);
    view.setFont(font);
    view.setColor(palette.color(QPalette::Text));
    view.setPaper(palette.color(QPalette::Base));
    view.setMarginsFont(font);
    view.setMarginsForegroundColor(quiet);
    view.setMarginsBackgroundColor(palette.color(QPalette::AlternateBase));
    view.setFoldMarginColors(palette.color(QPalette::AlternateBase), palette.color(QPalette::AlternateBase));
    view.setCaretForegroundColor(palette.color(QPalette::Text));
    view.setCaretLineBackgroundColor(currentLine);
    view.setSelectionBackgroundColor(palette.color(QPalette::Active, QPalette::Highlight));
    view.resetSelectionForegroundColor();
    view.setMatchedBraceForegroundColor(Look::color(Tone::Accent));
    view.setMatchedBraceBackgroundColor(Look::tint(Tone::Accent));
    view.setUnmatchedBraceForegroundColor(Look::color(Tone::Bad));
    view.setUnmatchedBraceBackgroundColor(Look::tint(Tone::Bad));
    view.setFrameShape(QFrame::NoFrame);
}

} // namespace lk
