// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/transactionfacts.h"

#include "models/sql/tokenreader.h"

#include <algorithm>
#include <iterator>

namespace lk {

namespace {

/// Whether these words stand one after another anywhere in the statement.
bool contains(QByteArrayView statement, const Dialect &dialect, std::initializer_list<QByteArrayView> words)
{
    TokenReader reader(statement, dialect);
    const QByteArrayView *wanted = words.begin();
    for (; reader.peek().kind != TokenKind::End; reader.take()) {
        wanted = reader.atWord(*wanted)          ? wanted + 1
                 : reader.atWord(*words.begin()) ? words.begin() + 1
                                                 : words.begin();
        if (wanted == words.end())
            return true;
    }
    return false;
}

bool isOff(QByteArrayView value)
{
    const QString text = nameOf(value);
    return text == u"0" || text.compare(u"false", Qt::CaseInsensitive) == 0
           || text.compare(u"off", Qt::CaseInsensitive) == 0;
}

/// Whether an option in parentheses is set to false: (create_slot = false).
bool switchedOff(QByteArrayView statement, QByteArrayView option)
{
    TokenReader reader(statement, postgresqlDialect());
    while (reader.peek().kind != TokenKind::End) {
        if (reader.takeWord(option) && reader.takeMark('='))
            return isOff(reader.peekText());
        if (reader.peek().kind != TokenKind::End)
            reader.take();
    }
    return false;
}

bool subscriptionRefuses(const StatementFacts &facts, QByteArrayView statement)
{
    const auto has = [&](std::initializer_list<QByteArrayView> words) {
        return contains(statement, postgresqlDialect(), words);
    };
    if (facts.verb == Verb::Create)
        return !switchedOff(statement, "connect") && !switchedOff(statement, "create_slot");
    if (facts.verb == Verb::Drop)
        return true; // unless no slot belongs to it, which only the server knows
    if (has({"REFRESH", "PUBLICATION"}) || has({"REFRESH", "SEQUENCES"}))
        return true;
    if (has({"SET", "PUBLICATION"}) || has({"ADD", "PUBLICATION"}) || has({"DROP", "PUBLICATION"}))
        return !switchedOff(statement, "refresh");
    return has({"FAILOVER"}) || has({"TWO_PHASE"});
}

bool always(const StatementFacts &, QByteArrayView)
{
    return true;
}
bool concurrent(const StatementFacts &facts, QByteArrayView)
{
    return facts.concurrently;
}
bool ofAllTables(const StatementFacts &facts, QByteArrayView)
{
    return facts.name.isEmpty();
}
bool movesTablespace(const StatementFacts &facts, QByteArrayView)
{
    return facts.alter == AlterAction::SetTablespace;
}
bool discardsAll(const StatementFacts &, QByteArrayView statement)
{
    return contains(statement, postgresqlDialect(), {"DISCARD", "ALL"});
}
bool endsPrepared(const StatementFacts &, QByteArrayView statement)
{
    return contains(statement, postgresqlDialect(), {"PREPARED"});
}

struct Refusal {
    Verb verb;
    ObjectKind kind; ///< None: whatever the kind
    bool (*when)(const StatementFacts &, QByteArrayView);
};

const Refusal refusals[] = {
    {Verb::Create, ObjectKind::Index, concurrent},
    {Verb::Drop, ObjectKind::Index, concurrent},
    {Verb::Reindex, ObjectKind::None, concurrent},
    {Verb::Reindex, ObjectKind::Schema, always},
    {Verb::Reindex, ObjectKind::Database, always},
    {Verb::Reindex, ObjectKind::System, always},
    {Verb::Alter, ObjectKind::Table, concurrent}, // DETACH PARTITION ... CONCURRENTLY
    {Verb::Vacuum, ObjectKind::None, always},
    {Verb::Create, ObjectKind::Database, always},
    {Verb::Drop, ObjectKind::Database, always},
    {Verb::Alter, ObjectKind::Database, movesTablespace},
    {Verb::Create, ObjectKind::Tablespace, always},
    {Verb::Drop, ObjectKind::Tablespace, always},
    {Verb::Alter, ObjectKind::System, always},
    {Verb::Create, ObjectKind::Subscription, subscriptionRefuses},
    {Verb::Drop, ObjectKind::Subscription, subscriptionRefuses},
    {Verb::Alter, ObjectKind::Subscription, subscriptionRefuses},
    {Verb::Cluster, ObjectKind::None, ofAllTables},
    {Verb::Maintain, ObjectKind::None, discardsAll},
    {Verb::Commit, ObjectKind::None, endsPrepared},
    {Verb::Rollback, ObjectKind::None, endsPrepared},
};

/// SET autocommit = 1 ends the transaction; SET PASSWORD writes accounts.
bool setCommits(const StatementFacts &facts, QByteArrayView statement)
{
    if (facts.name.compare(u"password", Qt::CaseInsensitive) == 0)
        return true;
    TokenReader reader(statement, mariadbDialect());
    while (reader.peek().kind != TokenKind::End) {
        const QByteArray name = reader.text(reader.take()).toByteArray().toLower();
        if (name != "autocommit" && name != "@@autocommit" && name != "@@session.autocommit")
            continue;
        const bool assigned = reader.takeMark('=') || reader.peekText() == ":=";
        if (reader.peekText() == ":=")
            reader.take();
        if (assigned && !isOff(reader.peekText()))
            return true;
    }
    return false;
}

/// Of the upkeep, what the manuals list: FLUSH, OPTIMIZE, REPAIR and CHECK TABLE, CACHE INDEX, LOAD INDEX INTO CACHE,
/// RESET (but RESET PERSIST), INSTALL and UNINSTALL PLUGIN, and what sets up replication.
bool upkeepCommits(QByteArrayView statement)
{
    TokenReader reader(statement, mariadbDialect());
    if (reader.takeWord("RESET"))
        return !reader.atWord("PERSIST");
    if (reader.atWord({"START", "STOP"})) {
        reader.take();
        return reader.atWord({"SLAVE", "REPLICA", "ALL"});
    }
    return reader.atWord(
        {"FLUSH", "OPTIMIZE", "REPAIR", "CHECK", "CACHE", "LOAD", "INSTALL", "UNINSTALL", "CHANGE", "IMPORT"});
}

/// Of functions that do at once what no rollback takes back, wherever the text has their names.
struct LastingCall {
    const char *name;
    const char *what;
};

const LastingCall lastingCalls[] = {
    {"setval", "sets a sequence, which no rollback sets back"},
    {"lo_export", "writes a file on the server"},
    {"pg_file_write", "writes a file on the server"},
    {"dblink", "works on another connection, which commits by itself"},
    {"dblink_exec", "works on another connection, which commits by itself"},
    {"pg_terminate_backend", "ends other sessions"},
    {"pg_cancel_backend", "cancels statements of other sessions"},
    {"pg_reload_conf", "changes the server"},
    {"pg_rotate_logfile", "changes the server"},
    {"pg_switch_wal", "changes the server"},
    {"pg_promote", "changes the server"},
    {"pg_create_restore_point", "writes to the server's log"},
    {"pg_stat_reset", "resets statistics"},
    {"pg_create_physical_replication_slot", "makes a replication slot"},
    {"pg_create_logical_replication_slot", "makes a replication slot"},
    {"pg_drop_replication_slot", "drops a replication slot"},
    {"pg_replication_slot_advance", "moves a replication slot"},
};

bool isWordMark(char mark)
{
    return mark == '_' || (mark >= '0' && mark <= '9') || (mark >= 'a' && mark <= 'z');
}

/// Also within the text of a DO block, where no token tells.
bool hasWord(const QByteArray &lower, QByteArrayView word)
{
    for (qsizetype at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1)) {
        const qsizetype end = at + word.size();
        if ((at == 0 || !isWordMark(lower[at - 1])) && (end == lower.size() || !isWordMark(lower[end])))
            return true;
    }
    return false;
}

bool copiesBeyond(QByteArrayView statement)
{
    TokenReader reader(statement, postgresqlDialect());
    while (!reader.atEnd()) {
        if (reader.atMark('(')) {
            reader.skipParentheses();
            continue;
        }
        const bool to = reader.atWord("TO");
        const bool from = reader.atWord("FROM");
        reader.take();
        if (((to || from) && reader.atWord("PROGRAM")) || (to && !reader.atWord("STDOUT")))
            return true;
    }
    return false;
}

bool createCommits(const StatementFacts &facts, QByteArrayView statement)
{
    if (facts.objectKind == ObjectKind::Function) // a loadable one is no stored one
        return !contains(statement, mariadbDialect(), {"SONAME"});
    return !(facts.temporary && facts.objectKind == ObjectKind::Table);
}

} // namespace

bool refusesTransaction(const StatementFacts &facts, QByteArrayView statement, int serverVersion)
{
    if (facts.alter == AlterAction::AddValue)
        return serverVersion != 0 && serverVersion < 120000;
    return std::any_of(std::begin(refusals), std::end(refusals), [&](const Refusal &refusal) {
        return refusal.verb == facts.verb && (refusal.kind == ObjectKind::None || refusal.kind == facts.objectKind)
               && refusal.when(facts, statement);
    });
}

bool commitsImplicitly(const StatementFacts &facts, QByteArrayView statement)
{
    switch (facts.verb) {
    case Verb::Create: return createCommits(facts, statement);
    case Verb::Drop:
        if (facts.objectKind == ObjectKind::Other)
            return !contains(statement, mariadbDialect(), {"DROP", "PREPARE"});
        return !(facts.temporary && facts.objectKind == ObjectKind::Table);
    case Verb::Alter:
    case Verb::Truncate:
    case Verb::Rename:
    case Verb::Unlock:
    case Verb::Begin:
    case Verb::Grant:
    case Verb::Revoke: return true;
    case Verb::Lock: return !contains(statement, mariadbDialect(), {"LOCK", "INSTANCE"});
    case Verb::Analyze: return facts.objectKind == ObjectKind::Table;
    case Verb::Set: return setCommits(facts, statement);
    case Verb::Load: return contains(statement, mariadbDialect(), {"IMPORT", "TABLE"});
    case Verb::Maintain: return upkeepCommits(statement);
    default: return false;
    }
}

QString outlastsRollback(const StatementFacts &facts, QByteArrayView statement)
{
    if (facts.verb == Verb::Copy && copiesBeyond(statement))
        return QStringLiteral("writes a file or runs a program on the server");
    const QByteArray lower = statement.toByteArray().toLower();
    for (const LastingCall &call : lastingCalls) {
        if (hasWord(lower, call.name))
            return QLatin1String(call.what);
    }
    return {};
}

} // namespace lk
