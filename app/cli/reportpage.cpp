// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/reportpage.h"

#include "app/cli/texttable.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

struct Fact {
    QString title;
    QString value;
};

QString timeText(const QDateTime &time)
{
    return time.isValid() ? time.toUTC().toString(u"yyyy-MM-dd hh:mm:ss"_s) + u" UTC"_s : u"not known"_s;
}

std::vector<Fact> factsOf(const RunReport &report, const Desk &desk)
{
    std::vector<Fact> facts{{u"Project"_s, desk.project().name},
                            {u"Environment"_s, report.environment},
                            {u"Database"_s, desk.target().url},
                            {u"Direction"_s, report.direction == Direction::Up ? u"apply"_s : u"revert"_s},
                            {u"Migrations"_s, report.versions},
                            {u"Outcome"_s, word(report.outcome)},
                            {u"Steps committed"_s, QString::number(report.stepsDone)},
                            {u"Started"_s, timeText(report.startedAt)},
                            {u"Ended"_s, timeText(report.endedAt)}};
    if (report.startedAt.isValid() && report.endedAt.isValid())
        facts.push_back({u"Took"_s, durationWords(double(report.startedAt.msecsTo(report.endedAt)))});
    if (report.error)
        facts.push_back({u"Error"_s, report.error->text()});
    facts.push_back({u"Plan fingerprint"_s, report.fingerprint});
    facts.push_back({u"Run"_s, report.id});
    return facts;
}

QString answer(const VerificationCheck &check)
{
    return !check.ok ? u"not asked"_s : *check.ok ? u"ok"_s : u"FAILED"_s;
}

QString verificationTitle(const Verification &verification)
{
    return verification.checks.empty() ? u"Not verified"_s : verification.passed() ? u"Verification: passed"_s : u"Verification: FAILED"_s;
}

QString html(const QString &text)
{
    return printableBlock(text).toHtmlEscaped();
}

/// Text that stays text in a table of Markdown.
QString markdown(const QString &text)
{
    QString result;
    for (const QChar c : printable(text)) {
        if (QStringView(u"\\`*_{}[]<>#|~!").contains(c))
            result += u'\\';
        result += c;
    }
    return result;
}

/// The lines of the audit log that tell of this plan; none when the chain is broken, which `log` says.
std::vector<AuditEntry> auditOf(const RunReport &report, const Desk &desk)
{
    std::vector<AuditEntry> found;
    if (auto entries = desk.auditLog()) {
        for (const AuditEntry &entry : *entries) {
            if (entry.subject == report.fingerprint)
                found.push_back(entry);
        }
    }
    return found;
}

} // namespace

QString reportHtml(const RunReport &report, const Desk &desk)
{
    QString text = u"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Run %1</title>\n<style>\n"
                   "body { font-family: sans-serif; margin: 2em; color-scheme: light dark; }\n"
                   "table { border-collapse: collapse; } th, td { border: 1px solid #8888; padding: .3em .6em; text-align: left; }\n"
                   ".bad { color: #c22; font-weight: bold; }\n</style>\n</head>\n<body>\n<h1>%2 of %3</h1>\n<table>\n"_s
                       .arg(html(report.id), report.direction == Direction::Up ? u"Apply"_s : u"Revert"_s, html(report.versions));
    for (const Fact &fact : factsOf(report, desk))
        text += u"<tr><th>%1</th><td>%2</td></tr>\n"_s.arg(fact.title, html(fact.value));
    text += u"</table>\n<h2>%1</h2>\n"_s.arg(verificationTitle(report.verification));
    if (!report.verification.checks.empty()) {
        text += u"<table>\n<tr><th>Check</th><th>Answer</th><th>Detail</th></tr>\n"_s;
        for (const VerificationCheck &check : report.verification.checks)
            text += u"<tr><td>%1</td><td%2>%3</td><td>%4</td></tr>\n"_s.arg(html(check.title), check.ok == false ? u" class=\"bad\""_s : u""_s,
                                                                          answer(check), html(check.detail));
        text += u"</table>\n"_s;
    }
    if (const auto entries = auditOf(report, desk); !entries.empty()) {
        text += u"<h2>Audit log</h2>\n<table>\n<tr><th>No</th><th>At</th><th>Who</th><th>Action</th><th>Outcome</th></tr>\n"_s;
        for (const AuditEntry &entry : entries)
            text += u"<tr><td>%1</td><td>%2</td><td>%3</td><td>%4</td><td>%5</td></tr>\n"_s.arg(QString::number(entry.number), timeText(entry.at),
                                                                                              html(entry.who), html(entry.action), html(entry.outcome));
        text += u"</table>\n"_s;
    }
    return text + u"</body>\n</html>\n"_s;
}

QString reportMarkdown(const RunReport &report, const Desk &desk)
{
    QString text = u"# %1 of %2\n\n| | |\n|---|---|\n"_s.arg(report.direction == Direction::Up ? u"Apply"_s : u"Revert"_s, markdown(report.versions));
    for (const Fact &fact : factsOf(report, desk))
        text += u"| %1 | %2 |\n"_s.arg(fact.title, markdown(fact.value));
    text += u"\n## %1\n"_s.arg(verificationTitle(report.verification));
    if (!report.verification.checks.empty()) {
        text += u"\n| check | answer | detail |\n|---|---|---|\n"_s;
        for (const VerificationCheck &check : report.verification.checks)
            text += u"| %1 | %2 | %3 |\n"_s.arg(markdown(check.title), answer(check), markdown(check.detail));
    }
    if (const auto entries = auditOf(report, desk); !entries.empty()) {
        text += u"\n## Audit log\n\n| no | at | who | action | outcome |\n|---|---|---|---|---|\n"_s;
        for (const AuditEntry &entry : entries)
            text += u"| %1 | %2 | %3 | %4 | %5 |\n"_s.arg(QString::number(entry.number), timeText(entry.at), markdown(entry.who),
                                                        markdown(entry.action), markdown(entry.outcome));
    }
    return text;
}

} // namespace lk
