// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QTimer>
#include <Qsci/qscilexercustom.h>

#include <KSyntaxHighlighting/AbstractHighlighter>
#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/State>
#include <vector>

namespace lk {

/// Colours a QScintilla view by KSyntaxHighlighting: the one adapter between the two.
///
/// Works a slice of a few milliseconds at a time, from the first line that is not coloured to the last one that was
/// asked for. The state at each line's start is kept; after an edit, colouring stops at the first line below it whose
/// state is as it was, and the colours below (which moved with their text) stay.
class Highlighter : public QsciLexerCustom, public KSyntaxHighlighting::AbstractHighlighter
{
    Q_OBJECT
    Q_INTERFACES(KSyntaxHighlighting::AbstractHighlighter)

public:
    static constexpr int longestLine = 20'000; ///< bytes; longer lines stay plain

    explicit Highlighter(QsciScintilla *view);

    /// Colours by the definition of this name; an unknown or empty one colours nothing.
    void setSyntax(const QString &definition);
    /// Takes the colours of the theme in force.
    void takeTheme();
    /// Switches colouring off for texts that are too large.
    void setEnabled(bool enabled);
    bool enabled() const { return m_enabled; }
    /// Forgets everything: another document is shown.
    void reset();
    /// Whether every line that was asked for is coloured.
    bool upToDate() const { return !m_later.isActive(); }
    /// Keywords of the definition, for completion.
    QStringList keywords() const;
    /// Whether text of this style is neither comment nor string.
    bool isCode(int style) const;

    const char *language() const override { return "Script"; }
    QString description(int) const override { return {}; }
    QColor defaultColor(int style) const override;
    QColor defaultPaper(int style) const override;
    QFont defaultFont(int style) const override;
    using QsciLexer::defaultColor;
    using QsciLexer::defaultFont;
    using QsciLexer::defaultPaper;
    void styleText(int start, int end) override;

protected:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format) override;

private:
    void onModified(int position, int type, const char *text, int length, int linesAdded);
    void work();
    bool colourLine(int line);
    int styleOf(const KSyntaxHighlighting::Format &format);
    void sendFormat(int style) const;
    void addFormats(const KSyntaxHighlighting::Definition &definition);

    QsciScintilla *m_view;
    bool m_enabled = true;
    std::vector<KSyntaxHighlighting::State> m_states;   ///< at the start of each line, as far as known
    int m_dirtyFrom = 0;                                ///< lines before it are coloured rightly
    int m_dirtyTo = 0;                                  ///< edits reach down to before this line: no stopping above it
    int m_wanted = 0;                                   ///< last line asked for
    std::vector<KSyntaxHighlighting::Format> m_formats; ///< by style - firstStyle
    QHash<quint16, int> m_styleOf;
    QByteArray m_styles;       ///< of the lines of a slice
    qsizetype m_lineStart = 0; ///< of the line in m_styles
    QString m_lineText;
    bool m_ascii = true;
    bool m_lineUsable = true;
    QTimer m_later;
};

} // namespace lk
