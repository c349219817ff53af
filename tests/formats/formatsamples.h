// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "tests/support/temporaryproject.h"

#include <functional>
#include <vector>

namespace lk {

/// One migration as a person thinks of it; a sample writes it down as its tool would.
struct SampleMigration {
    int number = 1;       ///< 1 and above: its place; becomes the version in the tool's own style
    QString name;         ///< one word
    QByteArray up;
    QByteArray down = {}; ///< empty: it has none
};

/// What a sample project holds, and for which database (engine's name) it is.
struct SampleSet {
    QString engine;
    std::vector<SampleMigration> migrations; ///< by number
};

struct SampleFile {
    QString path; ///< relative to the project's folder
    QByteArray content;
};

/// Projects of one tool in one of its styles: what the conformance suite, the bench and the fuzzer work on.
struct FormatSample {
    QString name;   ///< of its rows: "sqlx, times"
    QString format; ///< as in --format
    /// All files of a project with these migrations: the tool's configuration, journals, up and down scripts. Down scripts stand where
    /// Lockkeeper reads them, also where the tool itself has none.
    std::function<QList<SampleFile>(const SampleSet &)> files;
    bool reversible = true; ///< down scripts can be had
    bool duplicates = true; ///< two migrations of one number can be written down
    bool tellsLineEnds = true; ///< a change of line ends is told from an edit
    bool rowEach = true;       ///< the tracking table keeps each migration, not only how far it came
    bool chained = false;      ///< what stands before a migration is part of what it is: taking one away makes others of all that follow
    /// The tool runs its migrations itself: gives the project what it needs for that, or says what is not installed.
    std::function<Result<void>(const TemporaryProject &)> equip = {};

    bool isProgram() const { return bool(equip); }
};

/// Every style of every format, in the registry's order. A new format is a function in formatsamples.cpp and a row more.
const std::vector<FormatSample> &formatSamples();

/// Writes the files of @p set into @p project; files of an earlier set that this one has not are removed.
void writeSample(const TemporaryProject &project, const FormatSample &sample, const SampleSet &set);

} // namespace lk
