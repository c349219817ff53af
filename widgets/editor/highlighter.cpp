// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/highlighter.h"

#include "widgets/editor/scintilla.h"
#include "widgets/editor/syntaxes.h"
#include "widgets/look/look.h"

#include <QElapsedTimer>
#include <QGuiApplication>
#include <QPalette>

#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Theme>
#include <algorithm>

namespace lk {

namespace {

using KSyntaxHighlighting::Theme;

constexpr int sliceMs = 6;
constexpr int highestStyle = 250;

// Styles 32 to 39 are Scintilla's own.
int styleNumber(int format)
{
    return format < 31 ? format + 1 : format + 9;
}

int formatNumber(int style)
{
    return style < 32 ? style - 1 : style - 9;
}

} // namespace

Highlighter::Highlighter(QsciScintilla *view) : QsciLexerCustom(view), m_view(view)
{
    m_later.setSingleShot(true);
    m_later.setInterval(0);
    connect(&m_later, &QTimer::timeout, this, &Highlighter::work);
    connect(view, &Sci::SCN_MODIFIED, this, [this](int position, int type, const char *text, int length, int added) {
        onModified(position, type, text, length, added);
    });
    connect(&Look::instance(), &Look::changed, this, &Highlighter::takeTheme);
}

void Highlighter::setSyntax(const QString &definition)
{
    const KSyntaxHighlighting::Definition found = definition.isEmpty() ? KSyntaxHighlighting::Definition()
                                                                       : syntaxNamed(definition);
    if (found == this->definition() && !m_formats.empty())
        return;
    setDefinition(found);
    m_formats.clear();
    m_styleOf.clear();
    // In one order for every view: two may show the same document.
    addFormats(found);
    for (const KSyntaxHighlighting::Definition &included : found.includedDefinitions())
        addFormats(included);
    takeTheme();
    reset();
}

void Highlighter::addFormats(const KSyntaxHighlighting::Definition &definition)
{
    for (const KSyntaxHighlighting::Format &format : definition.formats())
        styleOf(format);
}

int Highlighter::styleOf(const KSyntaxHighlighting::Format &format)
{
    const auto known = m_styleOf.constFind(format.id());
    if (known != m_styleOf.cend())
        return *known;
    const int style = styleNumber(int(m_formats.size()));
    if (style > highestStyle)
        return 0;
    m_formats.push_back(format);
    m_styleOf.insert(format.id(), style);
    sendFormat(style);
    return style;
}

void Highlighter::takeTheme()
{
    setTheme(syntaxTheme());
    const auto plain = [this](int style) {
        m_view->SendScintilla(Sci::SCI_STYLESETFORE, static_cast<unsigned long>(style), defaultColor(style));
        m_view->SendScintilla(Sci::SCI_STYLESETBACK, static_cast<unsigned long>(style), defaultPaper(style));
    };
    plain(0);
    plain(Sci::STYLE_DEFAULT);
    for (int format = 0; format < int(m_formats.size()); ++format)
        sendFormat(styleNumber(format));
}

void Highlighter::sendFormat(int style) const
{
    const KSyntaxHighlighting::Format &format = m_formats[size_t(formatNumber(style))];
    const Theme current = theme();
    const auto number = static_cast<unsigned long>(style);
    m_view->SendScintilla(Sci::SCI_STYLESETFONT, static_cast<uintptr_t>(style),
                          defaultFont(style).family().toUtf8().constData());
    tell(*m_view, Sci::SCI_STYLESETSIZEFRACTIONAL, style,
         qRound(defaultFont(style).pointSizeF() * int(Sci::SC_FONT_SIZE_MULTIPLIER)));
    m_view->SendScintilla(Sci::SCI_STYLESETFORE, number,
                          format.hasTextColor(current) ? Look::readable(format.textColor(current), defaultPaper(style))
                                                       : defaultColor(style));
    m_view->SendScintilla(Sci::SCI_STYLESETBACK, number,
                          format.hasBackgroundColor(current) ? format.backgroundColor(current) : defaultPaper(style));
    tell(*m_view, Sci::SCI_STYLESETBOLD, style, format.isBold(current));
    tell(*m_view, Sci::SCI_STYLESETITALIC, style, format.isItalic(current));
    tell(*m_view, Sci::SCI_STYLESETUNDERLINE, style, format.isUnderline(current));
}

QColor Highlighter::defaultColor(int) const
{
    return QGuiApplication::palette().color(QPalette::Text);
}

QColor Highlighter::defaultPaper(int) const
{
    return QGuiApplication::palette().color(QPalette::Base);
}

QFont Highlighter::defaultFont(int) const
{
    return Look::scriptFont();
}

void Highlighter::setEnabled(bool enabled)
{
    if (m_enabled == enabled)
        return;
    m_enabled = enabled;
    reset();
}

void Highlighter::reset()
{
    m_later.stop();
    m_states.assign(1, KSyntaxHighlighting::State());
    m_dirtyFrom = m_dirtyTo = m_wanted = 0;
    tell(*m_view, Sci::SCI_STARTSTYLING);
    m_view->viewport()->update();
}

QStringList Highlighter::keywords() const
{
    QStringList words;
    const KSyntaxHighlighting::Definition current = definition();
    for (const QString &list : current.keywordLists())
        words += current.keywordList(list);
    return words;
}

bool Highlighter::isCode(int style) const
{
    const int format = formatNumber(style);
    if (style == 0 || format < 0 || format >= int(m_formats.size()))
        return true;
    switch (m_formats[size_t(format)].textStyle()) {
    case Theme::Comment:
    case Theme::Documentation:
    case Theme::Annotation:
    case Theme::Alert:
    case Theme::String:
    case Theme::VerbatimString:
    case Theme::SpecialString:
    case Theme::Char:
    case Theme::SpecialChar: return false;
    default: return true;
    }
}

void Highlighter::onModified(int position, int type, const char *, int length, int linesAdded)
{
    if (!(type & (Sci::SC_MOD_INSERTTEXT | Sci::SC_MOD_DELETETEXT)))
        return;
    const int line = lineOfPosition(*m_view, position);
    const int coloured = int(m_states.size()) - 1; // lines that were reached at all
    if (line >= coloured)
        return;
    const bool clean = m_dirtyFrom >= coloured;
    // The states below move with their lines; those in between are not known any more.
    const auto below = m_states.begin() + line + 1;
    if (linesAdded > 0)
        m_states.insert(below, size_t(linesAdded), KSyntaxHighlighting::State());
    else if (linesAdded < 0)
        m_states.erase(below, m_states.begin() + std::min(coloured + 1, line + 1 - linesAdded));
    const int last = type & Sci::SC_MOD_INSERTTEXT ? lineOfPosition(*m_view, position + length) : line;
    const int dirtyTo = clean ? 0 : m_dirtyTo > line ? m_dirtyTo + linesAdded : m_dirtyTo;
    m_dirtyTo = std::max(dirtyTo, last + 1);
    m_dirtyFrom = clean ? line : std::min(m_dirtyFrom, line);
}

void Highlighter::styleText(int start, int end)
{
    Q_UNUSED(start)
    if (!m_enabled || !definition().isValid()) {
        // Nothing to colour: tell Scintilla so, or it asks again at every paint.
        tell(*m_view, Sci::SCI_STARTSTYLING, end);
        return;
    }
    m_wanted = lineOfPosition(*m_view, end);
    // One paint asks several times: while slices follow each other, it must not do them all itself.
    if (!m_later.isActive())
        work();
}

// Colours one slice and, when that was not all, asks to be called again.
void Highlighter::work()
{
    QElapsedTimer watch;
    watch.start();
    const int last = std::min(m_wanted, int(tell(*m_view, Sci::SCI_GETLINECOUNT)) - 1);
    const int first = m_dirtyFrom;
    const int from = startOfLine(*m_view, first);
    m_styles.clear();
    while (m_dirtyFrom <= last && (m_dirtyFrom == first || watch.elapsed() < sliceMs)) {
        const bool converged = colourLine(m_dirtyFrom);
        ++m_dirtyFrom;
        if (converged && m_dirtyFrom >= m_dirtyTo)
            m_dirtyFrom = int(m_states.size()) - 1;
    }
    tell(*m_view, Sci::SCI_STARTSTYLING, from);
    if (!m_styles.isEmpty())
        m_view->SendScintilla(Sci::SCI_SETSTYLINGEX, static_cast<uintptr_t>(m_styles.size()), m_styles.constData());
    tell(*m_view, Sci::SCI_STARTSTYLING, startOfLine(*m_view, m_dirtyFrom));
    if (m_dirtyFrom <= last)
        m_later.start();
}

// Appends the styles of a line's bytes; gives whether the state after it is the one that was known.
bool Highlighter::colourLine(int line)
{
    const int start = startOfLine(*m_view, line);
    const int end = int(tell(*m_view, Sci::SCI_GETLINEENDPOSITION, line));
    m_lineStart = m_styles.size();
    m_styles.append(startOfLine(*m_view, line + 1) - start, '\0');
    KSyntaxHighlighting::State after = m_states[size_t(line)];
    if (end - start <= longestLine) {
        const QByteArray content = textBetween(*m_view, start, end);
        m_lineText = QString::fromUtf8(content);
        m_ascii = m_lineText.size() == content.size();
        // Bytes that are not UTF-8 become other characters, whose places say nothing of the bytes'.
        m_lineUsable = m_ascii || m_lineText.toUtf8() == content;
        after = highlightLine(m_lineText, after);
    }
    if (size_t(line) + 1 >= m_states.size()) {
        m_states.push_back(after);
        return false;
    }
    const bool same = m_states[size_t(line) + 1] == after;
    m_states[size_t(line) + 1] = after;
    return same;
}

void Highlighter::applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format)
{
    if (length <= 0 || !m_lineUsable)
        return;
    qsizetype from = offset;
    qsizetype count = length;
    if (!m_ascii) {
        const QStringView text(m_lineText);
        from = text.first(offset).toUtf8().size();
        count = text.sliced(offset, length).toUtf8().size();
    }
    std::fill_n(m_styles.data() + m_lineStart + from, count, char(styleOf(format)));
}

} // namespace lk
