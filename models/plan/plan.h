// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/engine.h"
#include "models/formats/format.h"
#include "models/history/history.h"
#include "models/sql/splitter.h"

#include <algorithm>

namespace lk {

/// Who wants a statement to run.
enum class StatementOrigin {
    Script, ///< the migration's file
    Program, ///< the migration's file, which the tool runs by itself, with its own row in the tracking table
    Record, ///< the format's tracking table
    Engine, ///< the engine's frame: "PRAGMA foreign_keys = OFF"
};

/// Where it runs within its step.
enum class StatementScope {
    Before,
    Transaction,
    Alone, ///< in its order, but outside of the transaction, which is committed before and begun anew after it
    After,
};

/// One statement of a plan. Its bytes are shared with the script, never copied.
struct Statement {
    QByteArray source;     ///< the whole file, or the statement itself for record and engine
    qsizetype offset = 0;  ///< bytes
    qsizetype length = 0;
    QString file;          ///< empty for record and engine
    qint64 line = 0;       ///< in the file, from 1
    qint64 column = 0;
    int number = 0;        ///< within its step, from 1, over all origins
    StatementOrigin origin = StatementOrigin::Script;
    StatementScope scope = StatementScope::Transaction;
    QString cost;          ///< what running it Alone means: "commits at once and can't be undone by rollback"
    bool whole = true;     ///< it takes effect whole or not at all
    std::vector<BoundValue> values;
    qsizetype dataOffset = 0; ///< of the data that follow the statement in the script (COPY ... FROM stdin); 0: none
    qsizetype dataLength = 0;

    bool operator==(const Statement &) const = default;
    QByteArrayView sql() const { return QByteArrayView(source).sliced(offset, length); }
    bool hasData() const { return dataOffset > 0; }
    QByteArrayView data() const { return QByteArrayView(source).sliced(dataOffset, dataLength); }
    /// The text for people: at most @p characters, cut with an ellipsis.
    QString excerpt(int characters = 400) const;
};

struct PlanStep {
    Migration migration;
    Direction direction = Direction::Up;
    std::vector<Statement> statements;
    std::vector<Statement> takeBack; ///< run only when the step fails and nothing of its script stayed: removes the note that it has begun
    bool transaction = true;
    bool checkReferences = false;
    bool countRows = false;
    QStringList remarks; ///< what the engine says of running it

    bool operator==(const PlanStep &) const = default;
    /// Whether the project's own tool runs it.
    bool isProgram() const { return !migration.language.isEmpty(); }
    /// Whether the step commits together with its tracking row or leaves nothing.
    bool atomic() const
    {
        return transaction && std::ranges::none_of(statements, [](const Statement &statement) {
                   return statement.scope == StatementScope::Alone && statement.origin != StatementOrigin::Record;
               });
    }
    const Script &script() const { return direction == Direction::Up ? *migration.up : *migration.down; }
};

/// The ordered steps that an apply or a revert runs: read once, fingerprinted, shown, and exactly these bytes run.
struct Plan {
    Direction direction = Direction::Up;
    QString environment;
    QString engine;
    Target target;
    bool createsDatabase = false; ///< there is no database yet; the apply makes it
    std::vector<PlanStep> steps;
    QString fingerprint;   ///< SHA-256, lower-case hex: statements, direction, engine and database identity
    QString contentDigest; ///< SHA-256, lower-case hex: the scripts' bytes and the direction only (reviews, waivers)

    bool operator==(const Plan &) const = default;
    bool empty() const { return steps.empty(); }
    qint64 statementCount() const;
    /// "0009, 0010" or "0009 .. 0012 (4)"
    QString versions() const;
};

/// What to plan. Up: all pending, or those up to and including `to`. Down: the last `steps` applied, or all applied after `to`.
struct PlanRequest {
    Direction direction = Direction::Up;
    QString to;
    int steps = 1;

    bool operator==(const PlanRequest &) const = default;
};

/// Makes the plan. Errors: an unknown version, a migration that can't be read or split (with line and column), a missing down
/// script, a changed, missing or failed migration in the way.
Result<Plan> makePlan(const History &history, const PlanRequest &request, const Format &format, const FormatSetup &setup,
                      const Engine &engine, const Target &target, const QString &environment);

/// The steps of @p plan turned round, newest first: what its revert would run. Error when a step has no down script.
Result<Plan> reversed(const Plan &plan, const Format &format, const FormatSetup &setup, const Engine &engine);

} // namespace lk
