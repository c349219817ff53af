// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/safety/finding.h"
#include "models/sql/dialect.h"
#include "widgets/editor/findingmarks.h"
#include "widgets/editor/namecompletion.h"
#include "widgets/editor/scriptdocument.h"
#include "widgets/editor/statementmarks.h"
#include "widgets/editor/textsearch.h"

#include <QTimer>
#include <Qsci/qsciscintilla.h>

namespace lk {

class Highlighter;

/// How the lines of a text end.
enum class LineEnds { None, Lf, CrLf, Cr, Mixed };
LineEnds lineEndsOf(QByteArrayView text);

/// A script as text that can be edited without losing a byte: mixed line ends, a BOM and bytes that are not UTF-8 come
/// back as they were.
class ScriptEditor : public QsciScintilla
{
    Q_OBJECT

public:
    static constexpr int highlightLimit = 20'000'000; ///< bytes; larger texts stay plain

    explicit ScriptEditor(QWidget *parent = nullptr);

    /// The whole text, exactly.
    QByteArray bytes() const;
    /// Replaces the text and forgets what could be undone.
    void setBytes(const QByteArray &bytes);
    /// Replaces the text as one edit that can be undone.
    void replaceBytes(const QByteArray &bytes);
    /// Shows another document, with its own undo and modified state. @p bom: its bytes begin with a BOM, which is not
    /// shown.
    void showDocument(const ScriptDocument &document, bool bom);
    /// Whether the text is another than at the last save. (QsciScintilla::isModified() says what the document shown
    /// before was.)
    bool hasEdits() const;
    bool hasBom() const { return m_bom; }
    void setBom(bool bom) { m_bom = bom; }
    LineEnds lineEnds() const { return m_lineEnds; }

    /// Name of a KSyntaxHighlighting definition: "SQL (SQLite)", "Python".
    void setSyntax(const QString &definition);
    /// False: the text is too large to be coloured.
    bool highlighted() const;
    /// Whether everything visible is coloured.
    bool highlightingDone() const;
    void setDialect(const Dialect &dialect);
    void setFindings(std::vector<Finding> findings);
    void setCompletions(const QStringList &names);

    /// Line and column from 1, column in characters.
    void goTo(qint64 line, qint64 column);
    int caretLine() const;
    int caretColumn() const;
    TextSearch &search() { return m_search; }
    const StatementMarks &statements() const { return m_statements; }

signals:
    void edited(); ///< the text is another, at once
    void hasEditsChanged();
    void lineEndsChanged();
    void caretMoved(int line, int column); ///< from 1

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void createMargins();
    void prepareDocument();
    void takeColors();
    void refresh();
    void showMarks();
    void onModified(int type, int linesAdded);
    void onMarginClicked(int margin, int line);
    void onCharacterAdded(int character);
    void fitLineNumbers();
    QString toolTipAt(const QPoint &point) const;

    Highlighter *m_highlighter = nullptr;
    StatementMarks m_statements;
    FindingMarks m_findings;
    NameCompletion m_completion;
    TextSearch m_search;
    QTimer m_later;
    LineEnds m_lineEnds = LineEnds::None;
    bool m_bom = false;
    bool m_loading = false;
    int m_digits = 0;
};

} // namespace lk
