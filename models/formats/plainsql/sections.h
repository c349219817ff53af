// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/migration.h"
#include "models/sql/dialect.h"

namespace lk {

/// A part of a file.
struct Section {
    qsizetype offset = 0; ///< bytes
    qsizetype length = 0;
    qint64 firstLine = 1;

    bool operator==(const Section &) const = default;
};

/// The up and the down part of one file.
struct Sections {
    Section up;
    std::optional<Section> down; ///< nothing: no down part, or one without statements
    std::vector<FileProblem> problems;
};

/// Parts @p file at its section marks: line comments at the beginning of a line that say Up, Down or Rollback, in
/// whatever case, with "Migration" after it and a frame of - = * # : if one likes. What is no comment there (in a
/// string, within a statement's parentheses or a trigger's body) is no mark; a mark that cuts a statement in two is a
/// problem. What stands above the first mark belongs to the up part. Text without marks is all up.
Sections cutSections(QByteArrayView file, const Dialect &dialect);

/// The tool whose marks ("-- migrate:up", "-- +goose Up", ...) the file has; such a file's parts would all run. Else
/// empty.
QString foreignMarks(QByteArrayView file);

} // namespace lk
