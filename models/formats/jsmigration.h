// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/jsmodule.h"
#include "models/formats/sqlfolder.h"
#include "models/sql/splitter.h"

namespace lk {

/// The migration that the program @p file is, keyed by its name with the ending, as Knex and Sequelize write it down; @p tool for messages.
/// Its down script is missing where the file has none, or one that does nothing or only fails.
Migration jsMigration(const SqlFile &file, const QString &tool, const JsModule &module);

/// A file that the tool passes over, with the reason.
Migration passedOverFile(const SqlFile &file, const QString &why, const QString &fix);

/// Notes the same migration in two languages, which the tools take for two; and one name twice, from several folders.
void markTwins(std::vector<Migration> &migrations, const QString &tool);

/// The part of a program that a direction runs: all of it.
std::optional<Script> cutProgram(const QString &file, const QByteArray &text, Direction direction);

/// A program is run whole.
std::vector<StatementSpan> wholeProgram(QByteArrayView script);

/// "create users" of "20240101000000_create_users.js".
QString programDescription(const QString &fileName);

/// Adds what the file's name says to rows that have none: @p files are needed for a file that was translated since.
void describeRows(std::vector<AppliedMigration> &rows, const std::vector<Migration> &files, const QString &whenMissing);

/// What package.json in @p folder depends on, in whichever way; empty where there is none.
QStringList packageDependencies(const QString &folder);

/// The first program of the folder @p migrations that has @p word in it, looking into a few; empty where none has.
QString programWith(const QString &folder, const QString &migrations, const QByteArray &word);

} // namespace lk
