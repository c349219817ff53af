// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/formats/migration.h"
#include "models/safety/finding.h"
#include "models/schema/snapshot.h"
#include "models/schema/tablecontent.h"
#include "models/sql/splitter.h"
#include "models/sql/statementfacts.h"

#include <QHash>

#include <functional>
#include <limits>
#include <optional>

namespace lk {

/// One statement as rules see it.
struct AnalysedStatement {
    int number = 0;     ///< from 1
    StatementSpan span; ///< within the whole file
    QByteArrayView sql;
    StatementFacts facts;
};

/// A table that the script replaces by a copy of another shape, as SQLite's manual describes: CREATE copy, INSERT ..
/// SELECT, DROP table, RENAME copy TO table. Numbers of the statements.
struct Rebuild {
    QString table;
    QString copy;
    int create = 0;
    int insert = 0; ///< equal to create for CREATE TABLE .. AS SELECT
    int drop = 0;
    int rename = 0;
    bool oldRenamedFirst =
        false; ///< RENAME table TO copy, CREATE table, INSERT .. SELECT, DROP copy: references follow the old table

    bool operator==(const Rebuild &) const = default;
};

/// The rebuilds in @p statements, in order of their DROP.
std::vector<Rebuild> findRebuilds(const std::vector<AnalysedStatement> &statements, const Dialect &dialect);

/// Everything that a rule may look at. Members that are not known are null or empty, and a rule then says less, never
/// "safe".
struct RuleContext {
    const Dialect &dialect;
    const Migration *migration = nullptr; ///< null for a bare file
    Direction direction = Direction::Up;
    QString file = {};
    QByteArrayView script = {};
    const std::vector<AnalysedStatement> &statements;
    const Snapshot *before = nullptr;         ///< the target's schema before this script
    const Contents *rows = nullptr;           ///< the target's row counts
    bool transaction = true;                  ///< whether the runner wraps the script
    bool simpleFormatWithoutSections = false; ///< the format runs the file whole (SQLx)
    bool downExpected = false;                ///< a missing down script is worth a word
    bool unseenProgram = false;               ///< a program that was not yet seen to run: nobody knows its statements
    qsizetype scriptOffset = 0;               ///< of the script in its file, bytes
    const Error *scriptError = nullptr;       ///< why the script can't be cut into statements; there are none then
    std::vector<Rebuild> rebuilds = {};
    std::vector<StatementFacts> undoes = {};   ///< Down: what the up script of the same migration does
    QHash<QString, QList<int>> creations = {}; ///< statements that really create a table, by its name in small letters
    QHash<QString, QList<int>> creates = {};   ///< all CREATE statements, by objectKey()
    QHash<QString, QList<int>> drops = {};     ///< all DROP statements, by objectKey()
    QHash<QString, int> addedColumns = {};     ///< last ADD COLUMN, by "table column" in small letters

    /// Whether a statement of this script created @p table, if @p number is given one before that.
    bool createdHere(const QString &table, int number = std::numeric_limits<int>::max()) const;
    /// The rebuild that @p statement belongs to, or null.
    const Rebuild *rebuildWith(int statement) const;
    /// Whether this is a down script whose up created that object (added that column).
    bool undoesCreation(ObjectKind kind, const QString &name) const;
    bool undoesColumn(const QString &table, const QString &column) const;
    /// Whether a statement after number @p after creates an object of that kind and name.
    bool createdAfter(ObjectKind kind, const QString &name, int after) const;
    /// Whether a statement before number @p number drops it.
    bool droppedBefore(ObjectKind kind, const QString &name, int number) const;
    /// Kind and name as one word, letter case aside.
    static QString objectKey(ObjectKind kind, const QString &name);
    /// Rows of @p table in the target; nothing when not known.
    std::optional<qint64> rowsOf(const QString &table) const;
    /// An object of the target's schema ("table", "index", ...), or null when it is not there or not known.
    const SchemaObject *objectBefore(const QString &kind, const QString &name) const;
    /// Byte offset in the file of a piece of `script`.
    qsizetype offsetOf(QByteArrayView piece) const { return piece.data() - script.data() + scriptOffset; }
};

/// What a rule reports: statement number (0: the file, or the statement that has `offset`), and its words.
struct Report {
    int statement = 0;
    QString message = {};
    QString fix = {};
    QString replacement = {};
    qsizetype offset = -1; ///< byte offset in the file of the exact place; -1: the statement's first byte
    qint64 line = 0;       ///< for findings on the file: the place, as far as it is known
    qint64 column = 0;
    std::optional<Severity> severity = {}; ///< where the context changes the rule's own
    std::optional<bool> destructive = {};
};
using ReportSink = std::function<void(Report)>;

/// A safety rule: one file in models/safety/rules, one line in ruleregistry.cpp.
struct Rule {
    const char *id;
    Severity severity;
    bool destructive;
    const char *engines; ///< "sqlite postgresql mysql mariadb", as far as it concerns them
    const char *title;
    void (*check)(const RuleContext &context, const ReportSink &report);
};

} // namespace lk
