// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/migration.h"
#include "models/safety/finding.h"
#include "models/schema/snapshot.h"
#include "models/schema/tablecontent.h"
#include "models/sql/splitter.h"
#include "models/sql/statementfacts.h"

#include <functional>

namespace lk {

/// One statement as rules see it.
struct AnalysedStatement {
    int number = 0; ///< from 1
    StatementSpan span; ///< within the whole file
    QByteArrayView sql;
    StatementFacts facts;
};

/// Everything that a rule may look at. Members that are not known are null or empty, and a rule then says less, never "safe".
struct RuleContext {
    const Dialect &dialect;
    const Migration *migration = nullptr; ///< null for a bare file
    Direction direction = Direction::Up;
    QString file;
    QByteArrayView script;
    const std::vector<AnalysedStatement> &statements;
    const Snapshot *before = nullptr;     ///< the target's schema before this script
    const Contents *rows = nullptr;       ///< the target's row counts
    bool transaction = true;              ///< whether the runner wraps the script
    bool simpleFormatWithoutSections = false; ///< the format runs the file whole (SQLx)

    /// Whether an earlier statement of this script created @p table.
    bool createdHere(const QString &table) const;
};

/// What a rule reports: statement number (0: the file), and its words.
struct Report {
    int statement = 0;
    QString message;
    QString fix;
    QString replacement;
    qsizetype offset = -1; ///< byte offset in the file of the exact place; -1: the statement's first byte
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
