// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/safety/finding.h"
#include "models/sql/dialect.h"
#include "models/sql/splitter.h"

#include <QTimer>

#include <Qsci/qsciscintilla.h>

#include <vector>

namespace lk {

class Highlighter;

/// How the lines of a text end.
enum class LineEnds { None, Lf, CrLf, Cr, Mixed };

/// A script as text that can be edited without losing a byte: mixed line ends, a BOM and bytes that are not UTF-8 come back as they were.
class ScriptEditor : public QsciScintilla
{
    Q_OBJECT

public:
    static constexpr qsizetype highlightLimit = 20'000'000; ///< bytes; larger texts stay plain

    explicit ScriptEditor(QWidget *parent = nullptr);
    ~ScriptEditor() override;

    /// The whole text, exactly.
    QByteArray bytes() const;
    /// Replaces the text and forgets what could be undone.
    void setBytes(const QByteArray &bytes);
    /// Replaces the text as one edit that can be undone.
    void replaceBytes(const QByteArray &bytes);
    /// Shows another document (with its own undo), and the other way round.
    void swapDocument(const QsciDocument &document, bool bom);
    bool hasBom() const { return m_bom; }
    LineEnds lineEnds() const { return m_lineEnds; }
    bool highlighted() const;

    /// Name of a KSyntaxHighlighting definition: "SQL", "Python".
    void setSyntax(const QString &definition);
    void setDialect(const Dialect &dialect);
    void setFindings(std::vector<Finding> findings);
    void setCompletions(const QStringList &names);

    /// Line and column from 1, column in characters.
    void goTo(qint64 line, qint64 column);
    /// Finds and selects from the selection on, round the end. False when it stands nowhere.
    struct Search {
        QString text;
        bool matchCase = false;
        bool wholeWord = false;
        bool regularExpression = false;
        bool backwards = false;
    };
    bool find(const Search &search, bool fromSelectionStart = false);
    bool replaceSelection(const Search &search, const QString &replacement);
    int replaceAll(const Search &search, const QString &replacement);
    /// Marks all matches (at most 10,000) and gives their number.
    int markMatches(const Search &search);
    void clearMatches();

signals:
    void edited();              ///< by a person, at once
    void statementsChanged();   ///< boundaries were found anew
    void lineEndsChanged();
    void caretMoved(int line, int column); ///< from 1
    void fixRequested(const lk::Finding &finding);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    friend class Highlighter;

    void createMargins();
    void createMarks();
    void takeColors();
    void onModified();
    void refresh();
    void splitNow();
    void showStatementMarks();
    void showFindings();
    void foldStatements();
    void fitLineNumbers();
    void onDwell(int position, int x, int y);
    void onMarginClicked(int margin, int line, Qt::KeyboardModifiers state);
    void complete(bool asked);
    QString findingsText(int line) const;
    std::pair<int, int> rangeOf(const Finding &finding) const;
    bool loadingText() const { return m_loading; }
    int searchIn(const Search &search, int from, int to);

    Highlighter *m_highlighter = nullptr;
    Dialect m_dialect;
    std::vector<StatementSpan> m_statements;
    std::vector<Finding> m_findings;
    QStringList m_completions;
    QTimer m_later;
    LineEnds m_lineEnds = LineEnds::None;
    bool m_bom = false;
    bool m_loading = false;
};

} // namespace lk
