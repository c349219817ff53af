// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QMap>
#include <QStringList>

#include <algorithm>
#include <optional>
#include <vector>

namespace lk {

enum class Direction { Up, Down };

/// A script's bytes within its file; `bytes` is shared with everything cut from it.
struct Script {
    QString file;          ///< relative to the project folder
    QByteArray bytes;      ///< the whole file, exactly
    qsizetype offset = 0;  ///< of this script in the file, bytes
    qsizetype length = 0;
    qint64 firstLine = 1;  ///< of the script in the file
    QByteArray original = {}; ///< the whole file, where `bytes` has placeholders filled in; empty: bytes is it

    bool operator==(const Script &) const = default;
    QByteArrayView view() const { return QByteArrayView(bytes).sliced(offset, length); }
    const QByteArray &fileBytes() const { return original.isEmpty() ? bytes : original; }
};

/// Something wrong with the file itself, told before anything is parsed.
struct FileProblem {
    QString rule;    ///< id of the finding it becomes: "bad-file-name", "not-utf8", "duplicate-version", "empty-script", ...
    QString message;
    QString fix;
    qint64 line = 0;
    bool blocks = true;

    bool operator==(const FileProblem &) const = default;
};

/// One migration as its files say.
struct Migration {
    QString version;       ///< as written in the file's name: "0001"
    QString key;           ///< what files and tracking rows are joined by: "1"
    QString description;
    std::optional<Script> up;   ///< nothing: the file can't be used, see problems
    std::optional<Script> down;
    QString upFile;        ///< relative to the project folder
    QString downFile;      ///< empty when there is none; equal to upFile for sections
    QByteArray checksum;   ///< of what was read, as the format stores it (raw bytes)
    bool transaction = true; ///< false: the format's opt-out is written in the file
    bool downTransaction = true; ///< the same for the down script
    std::vector<FileProblem> problems;
    QStringList dependsOn = {};  ///< keys of the migrations that have to be there first, where the tool says so
    QStringList tags = {};       ///< names that the tool gives the state after it
    bool repeatable = false;     ///< it runs again whenever it has changed
    bool rerun = false;          ///< in a plan: a repeatable one that has run before
    QString language = {};       ///< of a program that the tool runs: "python"; empty: SQL
    QMap<QString, QString> details = {}; ///< what else the tool writes down of it, by its own names

    bool operator==(const Migration &) const = default;
    bool reversible() const { return down.has_value(); }
    bool inTransaction(Direction direction) const { return direction == Direction::Up ? transaction : downTransaction; }
    /// Whether any of the problems keeps the migration from being run.
    bool blocked() const
    {
        return std::ranges::any_of(problems, [](const FileProblem &problem) { return problem.blocks; });
    }
};

/// One row of the tracking table.
struct AppliedMigration {
    QString version; ///< as recorded
    QString key;
    QString description;
    QByteArray checksum;
    bool success = true;
    bool baseline = false;
    QDateTime appliedAt;        ///< UTC; invalid when the format has none
    QString appliedBy;
    qint64 durationMs = -1;     ///< -1 unknown
    std::optional<QByteArray> downScript; ///< kept text, where the format keeps it
    QByteArray checksumLf; ///< of the text with LF line ends and without BOM, where the format keeps it
    QString note = {};     ///< what people should know of the row: that it is derived, or what the tool makes of it without a file
    QMap<QString, QString> details = {}; ///< what else the tool keeps of it, by its own names

    bool operator==(const AppliedMigration &) const = default;
};

} // namespace lk
