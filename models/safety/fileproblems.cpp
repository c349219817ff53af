// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/fileproblems.h"

#include <array>
#include <utility>

namespace lk {

namespace {

struct Kind {
    const char *id;
    Severity otherwise; ///< of a problem that does not block
    const char *title;
};

constexpr std::array kinds{
    Kind{"unreadable", Severity::Caution, "The file can't be read"},
    Kind{"utf16", Severity::Caution, "The file is UTF-16"},
    Kind{"has-nul", Severity::Caution, "The file has NUL bytes"},
    Kind{"not-utf8", Severity::Caution, "The file is not UTF-8"},
    Kind{"bad-file-name", Severity::Caution, "The file's name is not a migration's"},
    Kind{"duplicate-version", Severity::Caution, "Two files have one version"},
    Kind{"number-gap", Severity::Note, "A number is missing in the series"},
    Kind{"mixed-widths", Severity::Note, "Versions are written with different numbers of digits"},
    Kind{"down-without-up", Severity::Caution, "A down script without an up script"},
    Kind{"two-downs", Severity::Caution, "Two down scripts for one migration"},
    Kind{"section-marks", Severity::Caution, "Section marks that can't be followed"},
    Kind{"several-sections", Severity::Caution, "Several up sections in one file"},
    Kind{"ignored-option", Severity::Caution, "An option that the tool passes over"},
    Kind{"unpaired-script", Severity::Caution, "A migration with one direction only"},
    Kind{"bad-annotation", Severity::Caution, "An annotation that can't be followed"},
    Kind{"missing-semicolon", Severity::Caution, "A statement without its semicolon"},
    Kind{"unset-variable", Severity::Caution, "A variable without a value"},
    Kind{"foreign-program", Severity::Caution, "A program of the project's own"},
    Kind{"folder-without-up", Severity::Caution, "A migration's folder without an up script"},
    Kind{"metadata-without-key", Severity::Caution, "A metadata file without its key"},
    Kind{"other-tool", Severity::Caution, "The file is another tool's"},
    Kind{"unknown-dependency", Severity::Caution, "A dependency that can't be followed"},
    Kind{"class-name", Severity::Caution, "The class is not named after the file"},
    Kind{"duplicate-name", Severity::Caution, "Two migrations have one name"},
    Kind{"no-up-method", Severity::Caution, "There is nothing to run in the class"},
    Kind{"irreversible-migration", Severity::Note, "The migration can't be taken back"},
    Kind{"stale-schema-file", Severity::Note, "The schema's file will not have the migration"},
    Kind{"same-script", Severity::Caution, "Two migrations have the same script"},
    Kind{"journal-entry", Severity::Caution, "The journal has a broken entry"},
    Kind{"journal-path", Severity::Caution, "The journal names a path, not a migration"},
    Kind{"journal-missing-file", Severity::Caution, "The journal names a file that is not there"},
    Kind{"not-in-journal", Severity::Caution, "The journal does not name the file"},
    Kind{"when-not-increasing", Severity::Caution, "The migration will be passed over for ever"},
    Kind{"when-in-future", Severity::Caution, "The migration is dated in the future"},
    Kind{"missing-breakpoint", Severity::Caution, "A breakpoint is missing between statements"},
    Kind{"empty-piece", Severity::Caution, "A breakpoint has no statement beside it"},
    Kind{"not-literal", Severity::Caution, "A value that only running the file would tell"},
    Kind{"python-syntax", Severity::Caution, "Python can't read the file"},
    Kind{"no-revision", Severity::Caution, "The file does not say which revision it is"},
    Kind{"bad-revision", Severity::Caution, "The revision's id is not allowed"},
    Kind{"long-revision", Severity::Caution, "The revision's id is longer than its column"},
    Kind{"no-upgrade", Severity::Caution, "There is no upgrade()"},
    Kind{"missing-parent", Severity::Caution, "The revision before it is not there"},
    Kind{"cyclic-revisions", Severity::Caution, "Revisions come after each other in a circle"},
    Kind{"several-heads", Severity::Caution, "There are several heads"},
    Kind{"duplicate-label", Severity::Caution, "Two revisions have one branch label"},
    Kind{"empty-script", Severity::Note, "There is nothing to run"},
    Kind{"outside-changeset", Severity::Caution, "SQL that the tool never runs"},
    Kind{"tool-precondition", Severity::Caution, "The tool would check a condition first"},
    Kind{"runs-always", Severity::Caution, "The tool runs the migration each time"},
    Kind{"not-for-this-run", Severity::Note, "The migration is not for this run"},
    Kind{"provider-differs", Severity::Caution, "The migrations are written for another database"},
    Kind{"unknown-placeholder", Severity::Caution, "A placeholder has no value"},
    Kind{"program-without-up", Severity::Caution, "The program has no function up"},
    Kind{"program-without-down", Severity::Caution, "The program has no function down"},
    Kind{"tool-callback", Severity::Caution, "The tool would run a callback"},
    Kind{"baseline-script", Severity::Note, "A script that stands for earlier migrations"},
    Kind{"comment-only", Severity::Note, "There are comments only"},
};

template <size_t Index>
void check(const RuleContext &context, const ReportSink &report)
{
    if (!context.migration || context.direction != Direction::Up)
        return;
    for (const FileProblem &problem : context.migration->problems) {
        if (problem.rule != QLatin1String(kinds[Index].id))
            continue;
        report({.message = problem.message,
                .fix = problem.fix,
                .line = problem.line,
                .severity = problem.blocks ? Severity::Blocks : kinds[Index].otherwise});
    }
}

template <size_t... Indexes>
std::vector<Rule> makeRules(std::index_sequence<Indexes...>)
{
    return {Rule{kinds[Indexes].id, Severity::Blocks, false, "sqlite postgresql mysql mariadb", kinds[Indexes].title,
                 check<Indexes>}...};
}

} // namespace

const std::vector<Rule> &fileProblemRules()
{
    static const std::vector<Rule> rules = makeRules(std::make_index_sequence<kinds.size()>());
    return rules;
}

} // namespace lk
