// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/offlinecheck.h"
#include "app/cli/opendesk.h"

#include <QFileInfo>
#include <QJsonObject>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

class CheckCommand : public Command
{
public:
    const char *name() const override { return "check"; }
    const char *description() const override { return "safety findings of pending migrations, or of files"; }

    void addOptions(Options &options) override
    {
        options.arguments("FILE", m_files, "files to check instead of the pending migrations");
        options.text("--engine", m_engine, "ENGINE[:VERSION]",
                     "check for this engine without any database: sqlite (no rule depends on its version yet)");
        options.choice("--output", m_output, {u"text"_s, u"json"_s, u"sarif"_s, u"junit"_s, u"github"_s},
                       "text|json|sarif|junit|github (default: text)");
    }

    Result<Exit> execute(Call &call) override
    {
        auto result = m_engine.isEmpty() ? checkOnline(call) : offline(call);
        if (!result)
            return failure(std::move(result));
        print(*result, call.console);
        return m_blocked ? Exit::Blocked : Exit::Done;
    }

private:
    Result<CheckResult> offline(Call &call)
    {
        auto engine = engineFromOption(m_engine);
        if (!engine)
            return failure(std::move(engine));
        auto result = checkOffline(call.where, **engine, m_files);
        if (result)
            m_blocked = blocks(result->findings);
        return result;
    }

    Result<CheckResult> checkOnline(Call &call)
    {
        auto desk = openDesk(call);
        if (!desk) {
            Error error = desk.error();
            if (!m_files.isEmpty() && error.code == ErrorCode::Usage)
                error.nextStep += (error.nextStep.isEmpty() ? u""_s : u"; "_s) + u"or check bare files without a project: --engine sqlite"_s;
            return Failure(error);
        }
        return m_files.isEmpty() ? checkPending(**desk, call.console) : checkFiles(**desk);
    }

    Result<CheckResult> checkFiles(Desk &desk)
    {
        QStringList paths;
        for (const QString &file : m_files)
            paths << QFileInfo(file).absoluteFilePath();
        auto findings = desk.findingsOfFiles(paths);
        if (!findings)
            return failure(std::move(findings));
        m_blocked = blocks(*findings);
        return CheckResult{m_files, std::move(*findings)};
    }

    /// Findings that a waiver or the environment's policy covers are shown and don't block.
    Result<CheckResult> checkPending(Desk &desk, Console &console)
    {
        CheckResult result;
        for (const HistoryEntry &entry : desk.history().entries) {
            if (!entry.canApply() || !entry.file)
                continue;
            result.files << entry.file->upFile;
            if (!entry.file->downFile.isEmpty() && entry.file->downFile != entry.file->upFile)
                result.files << entry.file->downFile;
        }
        if (auto problem = databaseProblem(desk))
            console.note(u"warning: %1; every migration is checked as if it were pending"_s.arg(problem->text()));
        result.findings = desk.findingsOfPending();
        auto plan = planFor(desk, Direction::Up, {});
        m_blocked = plan ? !desk.checklist(*plan).openFindings().empty() : blocks(result.findings);
        return result;
    }

    static bool blocks(const std::vector<Finding> &findings)
    {
        return std::any_of(findings.begin(), findings.end(), [](const Finding &finding) { return finding.severity == Severity::Blocks; });
    }

    void print(const CheckResult &result, Console &console) const
    {
        const QString output = m_output.isEmpty() ? (console.json ? u"json"_s : u"text"_s) : m_output;
        if (output == u"json")
            console.printJson(findingsJson(result));
        else if (output == u"sarif")
            console.printJson(findingsSarif(result));
        else if (output == u"junit")
            console.write(findingsJunit(result));
        else if (output == u"github")
            console.write(findingsGithub(result));
        else
            console.write(findingsText(result, console));
    }

    QStringList m_files;
    QString m_engine;
    QString m_output;
    bool m_blocked = false;
};

} // namespace

std::unique_ptr<Command> makeCheckCommand()
{
    return std::make_unique<CheckCommand>();
}

} // namespace lk
