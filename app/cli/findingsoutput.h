// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/console.h"
#include "models/rehearsal/datachecks.h"
#include "models/safety/finding.h"

#include <optional>
#include <vector>

class QJsonObject;

namespace lk {

/// What was checked and what was found, in the forms of `check --output`.
struct CheckResult {
    QStringList files; ///< every file that was looked at
    std::vector<Finding> findings;
    std::optional<std::vector<DataCheckAnswer>> data; ///< what the database's rows said; nothing when they were not asked
};

QString findingsText(const CheckResult &result, const Console &console);
QJsonObject findingsJson(const CheckResult &result);
/// SARIF 2.1.0, as code scanners take it.
QJsonObject findingsSarif(const CheckResult &result);
/// JUnit XML: a test case a finding, and one that passed for each clean file.
QString findingsJunit(const CheckResult &result);
/// Workflow commands of GitHub Actions, a line a finding.
QString findingsGithub(const CheckResult &result);

} // namespace lk
