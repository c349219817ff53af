// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/characters.h"
#include "models/sql/splitter.h"
#include "models/sql/statementbody.h"
#include "models/sql/tokenreader.h"

#include <algorithm>
#include <vector>

namespace lk {

namespace {

const std::initializer_list<QByteArrayView> blockWords{"IF", "CASE", "LOOP", "WHILE", "REPEAT", "FOR"};

/// Follows blocks within blocks from the first one's opening word to its END. Which word opens or closes one depends on
/// whether a statement may begin there: END, IF and REPEAT are names and functions elsewhere.
class BlockWalker
{
public:
    BlockWalker(QByteArrayView script, qsizetype offset, TokenReader &reader)
        : m_script(script), m_offset(offset), m_reader(reader)
    {}

    /// The byte after the last END and its label.
    Result<qsizetype> walk();

private:
    enum class Kind { Begin, If, Case, CaseExpression, Loop, While, Repeat, For };
    struct Open {
        Kind kind;
        qsizetype offset;
        bool header; ///< before THEN or DO
    };

    bool step();
    bool open();
    void takeInStatement();
    void takeHandler();
    bool close();
    void push(Kind kind, bool header);
    bool topIs(Kind kind) const { return !m_open.empty() && m_open.back().kind == kind; }
    Error wrongEnd(qsizetype offset) const;

    QByteArrayView m_script;
    qsizetype m_offset; ///< of the text that the reader reads
    TokenReader &m_reader;
    std::vector<Open> m_open;
    bool m_start = true; ///< a statement may begin here
    bool m_handler = false;
    qsizetype m_end = 0;
    qsizetype m_wrong = -1;
};

Result<qsizetype> BlockWalker::walk()
{
    const qsizetype first = m_reader.peek().offset;
    while (m_reader.peek().kind != TokenKind::End && m_reader.peek().kind != TokenKind::Unterminated) {
        if (!step())
            break;
        if (m_open.empty() && m_end > 0)
            return m_offset + m_end;
    }
    if (m_wrong >= 0)
        return Failure(wrongEnd(m_offset + m_wrong));
    if (m_reader.peek().kind == TokenKind::Unterminated)
        return 0; // the splitter says what isn't closed
    const qsizetype inner = m_open.empty() ? first : m_open.back().offset;
    return Failure(bodyNeverEnds(m_script, m_offset + inner, QStringLiteral("stored program's block"),
                                 QStringLiteral("close each BEGIN with END, each IF, CASE, LOOP, WHILE, REPEAT and FOR "
                                                "with END IF and so on")));
}

/// Takes one token; false when blocks are closed in the wrong order.
bool BlockWalker::step()
{
    if (m_reader.peek().kind == TokenKind::Semicolon) {
        m_reader.take();
        m_start = true;
        return true;
    }
    if (m_start && m_reader.atWord("END"))
        return close();
    if (m_start && open())
        return true;
    if (!m_start && topIs(Kind::CaseExpression) && m_reader.atWord("END")) {
        m_reader.take();
        m_open.pop_back();
        return true;
    }
    if (!m_start && topIs(Kind::Repeat) && m_open.back().header && m_reader.atWord("END"))
        return close();
    takeInStatement();
    return true;
}

/// The first word of a statement: opens a block, goes on with one (ELSE, UNTIL), or is a label.
bool BlockWalker::open()
{
    struct Opener {
        QByteArrayView word;
        Kind kind;
        bool header;
    };
    static const Opener openers[] = {{"BEGIN", Kind::Begin, false}, {"IF", Kind::If, true},
                                     {"CASE", Kind::Case, true},    {"LOOP", Kind::Loop, false},
                                     {"WHILE", Kind::While, true},  {"REPEAT", Kind::Repeat, false},
                                     {"FOR", Kind::For, true}};
    for (const Opener &opener : openers) {
        if (!m_reader.atWord(opener.word))
            continue;
        push(opener.kind, opener.header);
        if (opener.kind == Kind::Begin && m_reader.takeWord("NOT"))
            m_reader.takeWord("ATOMIC");
        m_start = !opener.header;
        return true;
    }
    if (m_reader.takeWord("ELSE"))
        return true; // a statement follows
    if (m_reader.atWord({"ELSEIF", "WHEN"}) || (topIs(Kind::Repeat) && m_reader.atWord("UNTIL"))) {
        m_open.empty() ? void() : void(m_open.back().header = true);
        m_reader.take();
        m_start = false;
        return true;
    }
    m_handler = m_reader.atWord("DECLARE");
    m_start = false;
    const bool name = m_reader.atName();
    m_reader.take();
    if (name && m_reader.takeMark(':'))
        m_start = true;
    return true;
}

void BlockWalker::takeInStatement()
{
    if (m_reader.takeMark('.')) { // new.end, t.case
        if (m_reader.atName())
            m_reader.take();
        return;
    }
    const bool header = !m_open.empty() && m_open.back().header;
    const bool then = header && (topIs(Kind::If) || topIs(Kind::Case)) && m_reader.atWord("THEN");
    const bool loop = header && (topIs(Kind::While) || topIs(Kind::For)) && m_reader.atWord("DO");
    if (then || loop) {
        m_reader.take();
        m_open.back().header = false;
        m_start = true;
    } else if (m_reader.atWord("CASE")) {
        push(Kind::CaseExpression, false);
    } else if (m_handler && m_reader.takeWord("HANDLER")) {
        takeHandler();
    } else {
        m_reader.take();
    }
}

/// HANDLER FOR condition [, condition] ...: a statement follows.
void BlockWalker::takeHandler()
{
    m_handler = false;
    if (!m_reader.takeWord("FOR"))
        return;
    do {
        if (m_reader.takeWord("SQLSTATE")) {
            m_reader.takeWord("VALUE");
            m_reader.take();
        } else if (m_reader.takeWord("NOT")) {
            m_reader.takeWord("FOUND");
        } else {
            m_reader.take();
        }
    } while (m_reader.takeMark(','));
    m_start = true;
}

/// END [IF | CASE | LOOP | WHILE | REPEAT | FOR] [label]
bool BlockWalker::close()
{
    static const QByteArrayView words[] = {"", "IF", "CASE", "", "LOOP", "WHILE", "REPEAT", "FOR"};
    const Token end = m_reader.take();
    m_end = end.offset + end.length;
    m_wrong = end.offset;
    if (m_open.empty())
        return false;
    const QByteArrayView word = words[size_t(m_open.back().kind)];
    if (word.isEmpty() ? m_reader.atWord(blockWords) : !m_reader.atWord(word))
        return false;
    m_wrong = -1;
    const auto takeLast = [this] {
        const Token token = m_reader.take();
        m_end = token.offset + token.length;
    };
    if (!word.isEmpty())
        takeLast();
    m_open.pop_back();
    // A label stands before the semicolon; without one what follows the outermost END is left alone.
    if (!m_open.empty() && m_reader.atName())
        takeLast();
    m_start = false;
    return true;
}

void BlockWalker::push(Kind kind, bool header)
{
    const Token token = m_reader.take();
    m_open.push_back({kind, token.offset, header});
}

Error BlockWalker::wrongEnd(qsizetype offset) const
{
    const Place opened = placeOf(m_script, m_offset + (m_open.empty() ? 0 : m_open.back().offset));
    return {
        .code = ErrorCode::Failed,
        .what = QStringLiteral("This END does not close the block that is open"),
        .where = placeOf(m_script, offset),
        .why = QStringLiteral("the innermost one was opened at line %1, column %2").arg(opened.line).arg(opened.column),
        .nextStep = QStringLiteral("close it first: BEGIN with END, IF with END IF, LOOP with END LOOP and so on")};
}

/// What stands between a routine's name and its body.
class HeadReader
{
public:
    explicit HeadReader(TokenReader &reader) : m_reader(reader) {}

    /// Takes up to the body. False when the statement creates nothing that has one.
    bool skipToBody();
    bool package() const { return m_package; }

private:
    bool skipTo(std::initializer_list<QByteArrayView> words);
    void skipRoutine(bool function);
    void skipType();
    void skipCharacteristics();

    TokenReader &m_reader;
    bool m_package = false;
};

bool HeadReader::skipToBody()
{
    if (!m_reader.takeWord("CREATE"))
        return false;
    // OR REPLACE, DEFINER = `a`@`b`, AGGREGATE
    if (m_reader.takeWord("OR"))
        m_reader.takeWord("REPLACE");
    if (m_reader.takeWord("DEFINER")) {
        m_reader.takeMark('=');
        m_reader.take();
        if (m_reader.atMark('('))
            m_reader.skipParentheses();
        if (m_reader.peek().kind == TokenKind::Parameter)
            m_reader.take();
    }
    m_reader.takeWord("AGGREGATE");
    if (m_reader.takeWord("PACKAGE")) {
        m_package = true;
        return true;
    }
    if (m_reader.takeWord("TRIGGER")) {
        if (!skipTo({"ROW"}))
            return false;
        m_reader.take();
        if (m_reader.atWord({"FOLLOWS", "PRECEDES"})) {
            m_reader.take();
            takeQualifiedName(m_reader);
        }
        return true;
    }
    if (m_reader.takeWord("EVENT")) {
        if (!skipTo({"DO"}))
            return false;
        m_reader.take();
        return true;
    }
    const bool function = m_reader.atWord("FUNCTION");
    if (!function && !m_reader.atWord("PROCEDURE"))
        return false;
    m_reader.take();
    skipRoutine(function);
    return true;
}

bool HeadReader::skipTo(std::initializer_list<QByteArrayView> words)
{
    while (!m_reader.atEnd() && m_reader.peek().kind != TokenKind::Unterminated && !m_reader.atWord(words)) {
        if (m_reader.takeMark('.'))
            m_reader.takeName();
        else
            m_reader.take();
    }
    return m_reader.atWord(words);
}

void HeadReader::skipRoutine(bool function)
{
    if (m_reader.takeWord("IF")) {
        m_reader.takeWord("NOT");
        m_reader.takeWord("EXISTS");
    }
    takeQualifiedName(m_reader);
    if (m_reader.atMark('('))
        m_reader.skipParentheses();
    if (function && m_reader.takeWord("RETURNS"))
        skipType();
    skipCharacteristics();
}

/// INT(11) UNSIGNED, VARCHAR(10) CHARACTER SET utf8mb4 COLLATE x, TYPE OF a.b, ROW TYPE OF a
void HeadReader::skipType()
{
    if (m_reader.takeWord("ROW") && m_reader.atMark('(')) {
        m_reader.skipParentheses();
        return;
    }
    if (m_reader.takeWord("TYPE") && m_reader.takeWord("OF")) {
        takeQualifiedName(m_reader);
        return;
    }
    m_reader.take();
    for (;;) {
        if (m_reader.atMark('(')) {
            m_reader.skipParentheses();
        } else if (m_reader.atWord({"CHARACTER", "CHAR"})) {
            m_reader.take();
            if (m_reader.takeWord("SET"))
                m_reader.take();
        } else if (m_reader.atWord({"CHARSET", "COLLATE"})) {
            m_reader.take();
            m_reader.take();
        } else if (m_reader.atWord({"UNSIGNED", "SIGNED", "ZEROFILL", "BINARY", "ASCII", "UNICODE", "PRECISION",
                                    "VARYING", "VARCHAR", "VARCHARACTER", "VARBINARY", "BYTE"})) {
            m_reader.take();
        } else {
            return;
        }
    }
}

void HeadReader::skipCharacteristics()
{
    for (;;) {
        if (m_reader.takeWord("COMMENT"))
            m_reader.take();
        else if (m_reader.atWord({"LANGUAGE", "NOT", "DETERMINISTIC", "CONTAINS", "NO", "READS", "MODIFIES", "SQL",
                                  "DATA", "SECURITY", "DEFINER", "INVOKER"}))
            m_reader.take();
        else
            return;
    }
}

/// Whether a block opens here: BEGIN, IF ... or a label before one.
bool atBlock(QByteArrayView text, const Dialect &dialect, TokenReader &reader)
{
    if (reader.atWord("BEGIN") || reader.atWord(blockWords))
        return true;
    if (!reader.atName())
        return false;
    TokenReader ahead(text.sliced(reader.peek().offset), dialect);
    ahead.take();
    return ahead.takeMark(':') && (ahead.atWord("BEGIN") || ahead.atWord(blockWords));
}

/// Whether the first letters can't be those of a block or of CREATE; most statements are INSERTs and end here.
bool plainlyNone(QByteArrayView script, qsizetype offset)
{
    const char first = lowered(script[offset]);
    if (first == '/' || first == '`' || first == 'c' || first == 'b' || first == 'f' || first == 'l' || first == 'r'
        || first == 'w')
        return false;
    qsizetype end = offset;
    while (end < script.size() && isNameByte(script[end]))
        ++end;
    if (first == 'i' && end - offset == 2)
        return false;
    while (end < script.size() && isSpace(script[end]))
        ++end;
    return end >= script.size() || script[end] != ':';
}

Error packageError(QByteArrayView script, qsizetype offset)
{
    return {.code = ErrorCode::Failed,
            .what = QStringLiteral("Where this package ends can't be told"),
            .where = placeOf(script, offset),
            .why = QStringLiteral("packages hold routines that semicolons end"),
            .nextStep = QStringLiteral("write it between lines DELIMITER // and DELIMITER ;, and end it with //")};
}

} // namespace

Result<qsizetype> compoundBodyEnd(QByteArrayView script, const Dialect &dialect, qsizetype offset)
{
    if (plainlyNone(script, offset))
        return 0;
    const QByteArrayView text = script.sliced(offset);
    TokenReader reader(text, dialect);
    HeadReader head(reader);
    if (reader.atWord("CREATE")) {
        if (!head.skipToBody())
            return 0;
        if (head.package() || reader.atWord({"AS", "IS"}))
            return Failure(packageError(script, offset));
        if (!atBlock(text, dialect, reader))
            return 0;
        return BlockWalker(script, offset, reader).walk();
    }
    if (reader.atWord("BEGIN")) {
        TokenReader ahead(text, dialect);
        ahead.take();
        if (!ahead.atWord("NOT"))
            return 0;
    } else if (!atBlock(text, dialect, reader)) {
        return 0;
    }
    return BlockWalker(script, offset, reader).walk();
}

} // namespace lk
