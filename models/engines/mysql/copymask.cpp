// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/copymask.h"

#include "models/engines/mysql/values.h"
#include "models/engines/notrunhere.h"
#include "models/sql/scanner.h"

#include <QRegularExpression>

#include <algorithm>

namespace lk {

/// A token that is neither space nor comment.
struct CopyMask::Piece {
    Token token;
    QByteArrayView text;

    bool isName() const { return token.kind == TokenKind::Word || token.kind == TokenKind::QuotedName; }
    bool is(const char *keyword) const { return isKeyword(text, keyword); }
    QString name() const { return nameOf(text); }
};

namespace {

struct Edit {
    qsizetype offset;
    qsizetype length;
    QByteArray with;
};

QByteArray edited(QByteArrayView statement, const std::vector<Edit> &edits)
{
    QByteArray text;
    qsizetype at = 0;
    for (const Edit &edit : edits) {
        text += statement.sliced(at, edit.offset - at).toByteArray() + edit.with;
        at = edit.offset + edit.length;
    }
    return text + statement.sliced(at).toByteArray();
}

template<class Pieces>
bool startsWith(const Pieces &pieces, std::initializer_list<const char *> words)
{
    if (pieces.size() < words.size())
        return false;
    return std::equal(words.begin(), words.end(), pieces.begin(), [](const char *word, const auto &piece) { return piece.is(word); });
}

template<class Pieces>
bool actsOnServer(const Pieces &pieces)
{
    for (const char *verb : {"GRANT", "REVOKE", "FLUSH", "KILL", "SHUTDOWN", "INSTALL", "UNINSTALL", "RESET", "PURGE", "CHANGE", "BINLOG",
                             "BACKUP", "RESTART", "CLONE", "STOP"}) {
        if (startsWith(pieces, {verb}))
            return true;
    }
    for (const char *scope : {"GLOBAL", "PERSIST", "PERSIST_ONLY", "PASSWORD", "DEFAULT", "@@GLOBAL", "@@PERSIST", "@@PERSIST_ONLY"}) {
        if (startsWith(pieces, {"SET", scope}))
            return true;
    }
    if (startsWith(pieces, {"SET"}) && pieces.size() > 1 && pieces[1].text.toByteArray().toLower().startsWith("@@global."))
        return true;
    for (const char *verb : {"CREATE", "ALTER", "DROP", "RENAME"}) {
        for (const char *object : {"USER", "ROLE", "SERVER", "TABLESPACE", "UNDO", "LOGFILE", "RESOURCE", "INSTANCE"}) {
            if (startsWith(pieces, {verb, object}))
                return true;
        }
    }
    return startsWith(pieces, {"START", "SLAVE"}) || startsWith(pieces, {"START", "REPLICA"}) || startsWith(pieces, {"START", "ALL"})
           || startsWith(pieces, {"CREATE", "OR", "REPLACE", "USER"}) || startsWith(pieces, {"CREATE", "OR", "REPLACE", "ROLE"});
}

/// SELECT may look around; anything else may change what it names.
template<class Pieces>
bool onlyReads(const Pieces &pieces)
{
    return startsWith(pieces, {"SELECT"}) || startsWith(pieces, {"SHOW"}) || startsWith(pieces, {"EXPLAIN"}) || startsWith(pieces, {"DESC"})
           || startsWith(pieces, {"DESCRIBE"});
}

template<class Pieces>
size_t find(const Pieces &pieces, const char *word, size_t from)
{
    while (from < pieces.size() && !pieces[from].is(word))
        ++from;
    return from;
}

/// Index of EVENT in CREATE [OR REPLACE] [DEFINER = ...] EVENT or ALTER [DEFINER = ...] EVENT; the size where it is none.
template<class Pieces>
size_t eventAt(const Pieces &pieces)
{
    constexpr size_t Farthest = 12;
    if (!startsWith(pieces, {"CREATE"}) && !startsWith(pieces, {"ALTER"}))
        return pieces.size();
    const size_t at = find(pieces, "EVENT", 1);
    for (const char *other : {"TABLE", "TRIGGER", "PROCEDURE", "FUNCTION", "VIEW", "DATABASE", "INDEX"}) {
        if (find(pieces, other, 1) < at)
            return pieces.size();
    }
    return at <= Farthest ? at : pieces.size();
}

} // namespace

bool CopyMask::same(const QString &left, const QString &right) const
{
    return left.compare(right, m_names.foldsCase ? Qt::CaseInsensitive : Qt::CaseSensitive) == 0;
}

std::vector<CopyMask::Piece> CopyMask::piecesOf(QByteArrayView statement) const
{
    std::vector<Piece> pieces;
    Scanner scanner(statement, m_dialect);
    for (Token token = scanner.nextSignificant(); token.kind != TokenKind::End; token = scanner.nextSignificant())
        pieces.push_back({token, scanner.text(token)});
    return pieces;
}

QByteArray CopyMask::turned(QByteArrayView statement, bool sleep)
{
    const std::vector<Piece> pieces = piecesOf(statement);
    std::vector<Edit> edits;
    // Written like the name in its place, so that the catalogue differs in the name alone.
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z_][A-Za-z0-9_]*$"));
    const QByteArray quoted = backticked(m_names.copy).toUtf8();
    const QByteArray bare = plain.match(m_names.copy).hasMatch() ? m_names.copy.toUtf8() : quoted;
    const bool namesDatabase = startsWith(pieces, {"USE"}) || startsWith(pieces, {"ALTER", "DATABASE"}) || startsWith(pieces, {"ALTER", "SCHEMA"});
    const size_t event = sleep ? eventAt(pieces) : pieces.size();
    bool slept = event >= pieces.size();
    for (size_t i = 0; i < pieces.size(); ++i) {
        const Piece &piece = pieces[i];
        const bool qualifies = i + 1 < pieces.size() && pieces[i + 1].text == QByteArrayView(".")
                               && (i == 0 || pieces[i - 1].text != QByteArrayView("."));
        const bool named = namesDatabase && i == (pieces[0].is("USE") ? 1u : 2u);
        if ((qualifies || named) && piece.isName() && same(piece.name(), m_names.source))
            edits.push_back({piece.token.offset, piece.token.length, piece.token.kind == TokenKind::Word ? bare : quoted});
        if (slept || i <= event)
            continue;
        const bool alter = pieces[0].is("ALTER");
        if (piece.is("ENABLE")) {
            edits.push_back({piece.token.offset, piece.token.length, QByteArray(SleepingEvent.data(), SleepingEvent.size())});
            slept = true;
        } else if (piece.is("DISABLE")) {
            slept = true;
            continue;
        } else if (!alter && (piece.is("COMMENT") || piece.is("DO"))) {
            edits.push_back({piece.token.offset, 0, QByteArray(SleepingEvent.data(), SleepingEvent.size()) + ' '});
            slept = true;
        }
        if (slept) {
            // The name is the last one before ON SCHEDULE and the like: [IF NOT EXISTS] [database.]name.
            size_t name = event + 1;
            while (name < pieces.size() && (pieces[name].is("IF") || pieces[name].is("NOT") || pieces[name].is("EXISTS")))
                ++name;
            while (name + 2 < pieces.size() && pieces[name + 1].text == QByteArrayView("."))
                name += 2;
            if (name < pieces.size())
                m_asleep.insert(pieces[name].name());
        }
    }
    return edited(statement, edits);
}

Result<MaskedStatement> CopyMask::rewrite(QByteArrayView statement)
{
    const std::vector<Piece> pieces = piecesOf(statement);
    if (actsOnServer(pieces))
        return MaskedStatement{{}, QString(NotRunHere)};
    const auto refuse = [](const QString &database) {
        return Failure(Error{ErrorCode::Failed,
                             QStringLiteral("the statement names the database %1").arg(database),
                             {},
                             QStringLiteral("it would change it for good: this is a copy, which must not reach others"),
                             QStringLiteral("leave such statements to a migration of that database")});
    };
    const bool database = startsWith(pieces, {"CREATE", "DATABASE"}) || startsWith(pieces, {"CREATE", "SCHEMA"})
                          || startsWith(pieces, {"DROP", "DATABASE"}) || startsWith(pieces, {"DROP", "SCHEMA"});
    if (database)
        return refuse(pieces.back().name());
    if (startsWith(pieces, {"USE"}) && pieces.size() > 1 && !same(pieces[1].name(), m_names.source) && !same(pieces[1].name(), m_names.copy))
        return refuse(pieces[1].name());
    // What is put together at run time can only be looked at as text.
    if (startsWith(pieces, {"PREPARE"}) || startsWith(pieces, {"EXECUTE"})) {
        for (const Piece &piece : pieces) {
            if (piece.token.kind == TokenKind::String && QString::fromUtf8(piece.text).contains(m_names.source, Qt::CaseInsensitive))
                return refuse(m_names.source);
        }
    }
    if (!onlyReads(pieces)) {
        for (size_t i = 0; i + 1 < pieces.size(); ++i) {
            if (!pieces[i].isName() || pieces[i + 1].text != QByteArrayView(".") || (i > 0 && pieces[i - 1].text == QByteArrayView(".")))
                continue;
            const QString name = pieces[i].name();
            if (std::any_of(m_names.others.begin(), m_names.others.end(), [&](const QString &other) { return same(name, other); }))
                return refuse(name);
        }
    }
    return MaskedStatement{turned(statement, true), {}};
}

QString CopyMask::unmasked(const QString &text) const
{
    return QString(text).replace(m_names.copy, m_names.source);
}

} // namespace lk
