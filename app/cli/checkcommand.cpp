// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/offlinecheck.h"
#include "app/cli/opendesk.h"
#include "models/base/sourcefile.h"
#include "models/desk/datacheck.h"

#include <QDir>
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
        options.flag("--data", m_data, "ask the database's rows, reading only, which of them would make the pending migrations fail");
        options.number("--limit", m_limit, "SECONDS", "with --data: the longest that one question may take (default: 10)");
        options.choice("--output", m_output, {u"text"_s, u"json"_s, u"sarif"_s, u"junit"_s, u"github"_s},
                       "text|json|sarif|junit|github (default: text)");
    }

    Result<Exit> execute(Call &call) override
    {
        if (m_data && (!m_engine.isEmpty() || !m_files.isEmpty()))
            return Failure(Error{ErrorCode::Usage, u"--data asks the database about the pending migrations"_s, {}, {}, u"leave out the files and --engine"_s});
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
        CheckResult result;
        result.files = m_files;
        for (const QString &file : m_files) {
            auto findings = checkFile(desk, file);
            if (!findings)
                return failure(std::move(findings));
            result.findings.insert(result.findings.end(), findings->begin(), findings->end());
        }
        m_blocked = blocks(result.findings);
        return result;
    }

    /// A file of the project is checked as the migration that it belongs to, against the schema of the database; others as bare scripts.
    static Result<std::vector<Finding>> checkFile(Desk &desk, const QString &file)
    {
        const QString path = QFileInfo(file).canonicalFilePath();
        for (const HistoryEntry &entry : desk.history().entries) {
            if (!entry.file)
                continue;
            for (const QString &own : {entry.file->upFile, entry.file->downFile}) {
                if (own.isEmpty() || QFileInfo(QDir(desk.project().folder).filePath(own)).canonicalFilePath() != path)
                    continue;
                auto source = readSourceFile(path);
                if (!source)
                    return failure(std::move(source));
                if (!source->readable())
                    return Failure(encodingError(*source, file));
                return desk.findingsOfText(*entry.file, own, source->bytes);
            }
        }
        auto findings = desk.findingsOfFiles({QFileInfo(file).absoluteFilePath()});
        if (findings) {
            for (Finding &finding : *findings)
                finding.file = file;
        }
        return findings;
    }

    /// Findings that a waiver or the environment's policy covers are shown and don't block.
    Result<CheckResult> checkPending(Desk &desk, Console &console)
    {
        CheckResult result;
        for (const HistoryEntry &entry : desk.history().entries) {
            if (!entry.file || !(entry.canApply() || entry.state == State::Unknown))
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
        if (m_data) {
            if (!plan)
                return failure(std::move(plan));
            auto answers = checkData(desk, *plan, std::chrono::seconds(m_limit), console.control(), console.progressSink());
            if (!answers)
                return failure(std::move(answers));
            m_blocked = m_blocked || std::ranges::any_of(*answers, [](const DataCheckAnswer &answer) { return answer.rows.value_or(0) > 0; });
            result.data = *std::move(answers);
        }
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
    bool m_data = false;
    int m_limit = 10;
    bool m_blocked = false;
};

} // namespace

std::unique_ptr<Command> makeCheckCommand()
{
    return std::make_unique<CheckCommand>();
}

} // namespace lk
