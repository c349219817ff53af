// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/scripteditor.h"

#include "models/items/texts.h"
#include "widgets/editor/highlighter.h"
#include "widgets/editor/scintilla.h"
#include "widgets/editor/syntaxes.h"
#include "widgets/look/look.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMenu>
#include <QScopedValueRollback>
#include <QToolTip>

#include <algorithm>

namespace lk {

namespace {

constexpr int lineNumberMargin = 1;
constexpr int foldMargin = 3;
const QByteArray utf8Bom = QByteArrayLiteral("\xef\xbb\xbf");

} // namespace

LineEnds lineEndsOf(QByteArrayView text)
{
    bool lf = false;
    bool crLf = false;
    bool cr = false;
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (text[at] == '\n')
            lf = true;
        else if (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n')
            crLf = true, ++at;
        else if (text[at] == '\r')
            cr = true;
    }
    if (lf + crLf + cr > 1)
        return LineEnds::Mixed;
    return crLf ? LineEnds::CrLf : cr ? LineEnds::Cr : lf ? LineEnds::Lf : LineEnds::None;
}

ScriptEditor::ScriptEditor(QWidget *parent)
    : QsciScintilla(parent)
    , m_highlighter(new Highlighter(this))
    , m_statements(*this)
    , m_findings(*this, m_statements)
    , m_completion(*this)
    , m_search(*this)
{
    setLexer(m_highlighter);
    createMargins();
    takeColors();
    prepareDocument();
    setBraceMatching(StrictBraceMatch);
    setAutoIndent(true);
    setCaretLineVisible(true);
    setScrollWidth(1);
    setScrollWidthTracking(true);
    tell(*this, SCI_SETEXTRAASCENT, 1);
    tell(*this, SCI_SETEXTRADESCENT, 1);
    m_later.setSingleShot(true);
    m_later.setInterval(200);
    connect(&m_later, &QTimer::timeout, this, &ScriptEditor::refresh);
    connect(this, &Sci::SCN_MODIFIED, this,
            [this](int, int type, const char *, int, int linesAdded) { onModified(type, linesAdded); });
    connect(this, &Sci::SCN_SAVEPOINTLEFT, this, &ScriptEditor::hasEditsChanged);
    connect(this, &Sci::SCN_SAVEPOINTREACHED, this, &ScriptEditor::hasEditsChanged);
    connect(this, &Sci::SCN_CHARADDED, this, &ScriptEditor::onCharacterAdded);
    connect(this, &Sci::SCN_UPDATEUI, this, [this] {
        if (isVisible())
            m_statements.show();
    });
    connect(this, &QsciScintilla::marginClicked, this, [this](int margin, int line) { onMarginClicked(margin, line); });
    connect(this, &QsciScintilla::cursorPositionChanged, this, [this] { emit caretMoved(caretLine(), caretColumn()); });
    connect(&Look::instance(), &Look::changed, this, &ScriptEditor::takeColors);
}

void ScriptEditor::createMargins()
{
    setMarginType(lineNumberMargin, NumberMargin);
    setMarginMarkerMask(lineNumberMargin, 0);
    setFolding(PlainFoldStyle, foldMargin);
    setMarginWidth(foldMargin, 14);
    tell(*this, SCI_MARKERDEFINE, SC_MARKNUM_FOLDEROPEN, SC_MARK_ARROWDOWN);
    tell(*this, SCI_MARKERDEFINE, SC_MARKNUM_FOLDER, SC_MARK_ARROW);
    tell(*this, SCI_SETMARGINLEFT, 0, 6);
    fitLineNumbers();
}

void ScriptEditor::takeColors()
{
    takeScriptLook(*this);
    m_highlighter->takeTheme();
    m_statements.takeColors();
    m_findings.takeColors();
    for (const int marker : {SC_MARKNUM_FOLDEROPEN, SC_MARKNUM_FOLDER}) {
        setMarkerForegroundColor(Look::color(Tone::Quiet), marker);
        setMarkerBackgroundColor(Look::color(Tone::Quiet), marker);
    }
    tell(*this, SCI_INDICSETSTYLE, TextSearch::indicator, INDIC_ROUNDBOX);
    SendScintilla(SCI_INDICSETFORE, static_cast<unsigned long>(TextSearch::indicator), Look::color(Tone::Warning));
    tell(*this, SCI_INDICSETALPHA, TextSearch::indicator, 70);
    tell(*this, SCI_INDICSETUNDER, TextSearch::indicator, 1);
    m_digits = 0;
    fitLineNumbers();
}

// Settings that Scintilla keeps with the document, not with the view.
void ScriptEditor::prepareDocument()
{
    setUtf8(true);
    setTabWidth(4);
    setIndentationWidth(4);
    setIndentationsUseTabs(false);
    setEolMode(m_lineEnds == LineEnds::CrLf ? EolWindows : m_lineEnds == LineEnds::Cr ? EolMac : EolUnix);
}

QByteArray ScriptEditor::bytes() const
{
    const QByteArray text = textBetween(*this, 0, lengthOf(*this));
    return m_bom ? utf8Bom + text : QByteArray(text.constData(), text.size());
}

bool ScriptEditor::hasEdits() const
{
    return tell(*this, SCI_GETMODIFY);
}

void ScriptEditor::setBytes(const QByteArray &bytes)
{
    const QScopedValueRollback loading(m_loading, true);
    const bool wasReadOnly = isReadOnly();
    m_bom = bytes.startsWith(utf8Bom);
    const QByteArray text = QByteArray::fromRawData(bytes.constData() + (m_bom ? 3 : 0),
                                                    bytes.size() - (m_bom ? 3 : 0));
    setReadOnly(false);
    tell(*this, SCI_SETUNDOCOLLECTION, 0);
    tell(*this, SCI_CLEARALL);
    m_highlighter->setEnabled(text.size() <= highlightLimit);
    m_highlighter->reset();
    tell(*this, SCI_ALLOCATE, text.size() + 1000);
    SendScintilla(SCI_ADDTEXT, static_cast<uintptr_t>(text.size()), text.constData()); // SCI_SETTEXT would end at a NUL
    tell(*this, SCI_SETUNDOCOLLECTION, 1);
    tell(*this, SCI_EMPTYUNDOBUFFER);
    tell(*this, SCI_SETSAVEPOINT);
    tell(*this, SCI_GOTOPOS, 0);
    setReadOnly(wasReadOnly);
    refresh();
    prepareDocument();
}

void ScriptEditor::replaceBytes(const QByteArray &bytes)
{
    m_bom = bytes.startsWith(utf8Bom);
    const QByteArray text = m_bom ? bytes.mid(3) : bytes;
    const bool wasReadOnly = isReadOnly();
    const int caret = int(tell(*this, SCI_GETCURRENTPOS));
    setReadOnly(false);
    beginUndoAction();
    tell(*this, SCI_SETTARGETSTART, 0);
    tell(*this, SCI_SETTARGETEND, lengthOf(*this));
    SendScintilla(SCI_REPLACETARGET, static_cast<uintptr_t>(text.size()), text.constData());
    endUndoAction();
    setReadOnly(wasReadOnly);
    tell(*this, SCI_GOTOPOS, std::min(caret, lengthOf(*this)));
    refresh();
}

void ScriptEditor::showDocument(const ScriptDocument &shown, bool bom)
{
    const QScopedValueRollback loading(m_loading, true);
    shown.showIn(*this);
    m_bom = bom;
    m_statements.clear();
    m_highlighter->setEnabled(lengthOf(*this) <= highlightLimit);
    m_highlighter->reset();
    refresh();
    prepareDocument();
}

void ScriptEditor::setSyntax(const QString &definition)
{
    m_highlighter->setSyntax(definition);
    m_completion.setKeywords(m_highlighter->keywords());
}

bool ScriptEditor::highlighted() const
{
    return m_highlighter->enabled();
}

bool ScriptEditor::highlightingDone() const
{
    return m_highlighter->upToDate();
}

void ScriptEditor::setDialect(const Dialect &dialect)
{
    m_statements.setDialect(dialect);
}

void ScriptEditor::setFindings(std::vector<Finding> findings)
{
    m_findings.setFindings(std::move(findings));
}

void ScriptEditor::setCompletions(const QStringList &names)
{
    m_completion.setNames(names);
}

void ScriptEditor::goTo(qint64 line, qint64 column)
{
    const int shown = int(std::clamp<qint64>(line - 1, 0, tell(*this, SCI_GETLINECOUNT) - 1));
    ensureLineVisible(shown);
    const int start = startOfLine(*this, shown);
    const int end = int(tell(*this, SCI_GETLINEENDPOSITION, shown));
    const int relative = int(tell(*this, SCI_POSITIONRELATIVE, start, std::clamp<qint64>(column - 1, 0, end - start)));
    tell(*this, SCI_GOTOPOS, std::clamp(relative, start, end));
    tell(*this, SCI_VERTICALCENTRECARET);
}

int ScriptEditor::caretLine() const
{
    return lineOfPosition(*this, int(tell(*this, SCI_GETCURRENTPOS))) + 1;
}

int ScriptEditor::caretColumn() const
{
    const int caret = int(tell(*this, SCI_GETCURRENTPOS));
    return int(tell(*this, SCI_COUNTCHARACTERS, startOfLine(*this, lineOfPosition(*this, caret)), caret)) + 1;
}

void ScriptEditor::onModified(int type, int linesAdded)
{
    if (!(type & (SC_MOD_INSERTTEXT | SC_MOD_DELETETEXT)))
        return;
    if (linesAdded != 0)
        fitLineNumbers();
    if (m_loading)
        return;
    m_later.start();
    emit edited();
}

// What is derived from the text and need not follow every key.
void ScriptEditor::refresh()
{
    m_later.stop();
    const LineEnds before = m_lineEnds;
    m_lineEnds = lineEndsOf(textBetween(*this, 0, lengthOf(*this)));
    fitLineNumbers();
    if (isVisible())
        showMarks();
    if (m_lineEnds != before)
        emit lineEndsChanged();
}

void ScriptEditor::showMarks()
{
    m_statements.update();
    m_findings.show();
}

void ScriptEditor::showEvent(QShowEvent *event)
{
    QsciScintilla::showEvent(event);
    showMarks(); // nobody looked while it was hidden
}

void ScriptEditor::fitLineNumbers()
{
    const int digits = std::max(3, int(QString::number(lines()).size()));
    if (digits == m_digits)
        return;
    m_digits = digits;
    setMarginWidth(lineNumberMargin, QString(digits + 1, u'9'));
}

void ScriptEditor::onCharacterAdded(int character)
{
    const int style = int(tell(*this, SCI_GETSTYLEAT, tell(*this, SCI_GETCURRENTPOS) - 1));
    if ((QChar::isLetterOrNumber(char32_t(character)) || character == '_') && m_highlighter->isCode(style)
        && !tell(*this, SCI_AUTOCACTIVE))
        m_completion.offer();
}

void ScriptEditor::onMarginClicked(int margin, int line)
{
    if (margin != FindingMarks::margin)
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (m_findings.fillMenu(*menu, line))
        menu->popup(QCursor::pos());
    else
        menu->deleteLater();
}

void ScriptEditor::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier)
        return m_completion.offerAll();
    // A tab would shut a reader of a read-only text in.
    if (isReadOnly() && (event->key() == Qt::Key_Tab || event->key() == Qt::Key_Backtab))
        return event->ignore();
    QsciScintilla::keyPressEvent(event);
}

void ScriptEditor::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const int position = int(tell(*this, SCI_POSITIONFROMPOINT, event->pos().x(), event->pos().y()));
    m_findings.fillMenu(*menu, lineOfPosition(*this, position));
    menu->addSeparator();
    const auto add = [&](const QString &text, const QKeySequence &keys, bool enabled, auto &&does) {
        QAction *action = menu->addAction(text, this, does);
        action->setShortcut(keys);
        action->setEnabled(enabled);
    };
    add(tr("Undo"), QKeySequence::Undo, isUndoAvailable() && !isReadOnly(), [this] { undo(); });
    add(tr("Redo"), QKeySequence::Redo, isRedoAvailable() && !isReadOnly(), [this] { redo(); });
    menu->addSeparator();
    add(tr("Cut"), QKeySequence::Cut, hasSelectedText() && !isReadOnly(), [this] { cut(); });
    add(tr("Copy"), QKeySequence::Copy, hasSelectedText(), [this] { copy(); });
    add(tr("Paste"), QKeySequence::Paste, !isReadOnly(), [this] { paste(); });
    add(tr("Select all"), QKeySequence::SelectAll, lengthOf(*this) > 0, [this] { selectAll(); });
    menu->popup(event->globalPos());
}

QString ScriptEditor::toolTipAt(const QPoint &point) const
{
    const int position = int(tell(*this, SCI_POSITIONFROMPOINT, point.x(), point.y()));
    const int line = lineOfPosition(*this, position);
    int margins = 0;
    for (int margin = 0; margin <= foldMargin; ++margin)
        margins += marginWidth(margin);
    QStringList lines = point.x() < margins ? m_findings.textsOnLine(line) : m_findings.textsAt(position);
    const int statement = m_statements.statementOnLine(line);
    if (point.x() < margins && statement > 0)
        lines << tr("Statement %1 of %2").arg(statement).arg(m_statements.spans().size());
    return lines.isEmpty() ? QString() : plainToolTip(lines);
}

bool ScriptEditor::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), toolTipAt(help->pos()), viewport());
        return true;
    }
    return QsciScintilla::viewportEvent(event);
}

} // namespace lk
