// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/analysis.h"

#include "models/safety/ruleregistry.h"

#include <QCryptographicHash>

#include <algorithm>

namespace lk {

namespace {

/// One script's statements with their facts, and why there are none.
struct CutScript {
    std::vector<AnalysedStatement> statements;
    std::optional<Error> error;
};

CutScript cut(const Script &script, const Dialect &dialect, const Format *format)
{
    CutScript result;
    const auto spans = format ? format->split(script.view(), dialect) : splitStatements(script.view(), dialect);
    if (!spans) {
        result.error = spans.error();
        result.error->where.line += script.firstLine - 1;
        return result;
    }
    result.statements.reserve(spans->size());
    for (const StatementSpan &span : *spans) {
        const QByteArrayView sql = script.view().sliced(span.offset, span.length);
        const StatementSpan inFile{script.offset + span.offset, span.length, span.line + script.firstLine - 1,
                                   span.column};
        result.statements.push_back({int(result.statements.size()) + 1, inFile, sql, readFacts(sql, dialect)});
    }
    return result;
}

/// A program's text is no SQL; what it was seen to send is, statement by statement. Their places are not known.
CutScript cutSent(const QStringList &sent, QByteArray &bytes, const Dialect &dialect)
{
    CutScript result;
    QList<QByteArray> texts;
    for (const QString &sql : sent)
        texts << sql.toUtf8();
    bytes = texts.join(";\n");
    qsizetype offset = 0;
    for (const QByteArray &text : texts) {
        const QByteArrayView sql = QByteArrayView(bytes).sliced(offset, text.size());
        result.statements.push_back({int(result.statements.size()) + 1, {offset, text.size(), 0, 0}, sql, readFacts(sql, dialect)});
        offset += text.size() + 2;
    }
    return result;
}

/// CREATE TABLE IF NOT EXISTS creates nothing where the table is there.
bool reallyCreates(const StatementFacts &facts, const RuleContext &context)
{
    const bool table = facts.objectKind == ObjectKind::Table || facts.objectKind == ObjectKind::VirtualTable;
    return facts.verb == Verb::Create && table
           && !(facts.guarded && context.objectBefore(QStringLiteral("table"), facts.name));
}

void fillDerived(RuleContext &context, const AnalysisFacts &known)
{
    for (const AnalysedStatement &statement : context.statements) {
        const StatementFacts &facts = statement.facts;
        if (reallyCreates(facts, context))
            context.creations[facts.name.toLower()].append(statement.number);
        if (facts.verb == Verb::Create)
            context.creates[RuleContext::objectKey(facts.objectKind, facts.name)].append(statement.number);
        else if (facts.verb == Verb::Drop)
            context.drops[RuleContext::objectKey(facts.objectKind, facts.name)].append(statement.number);
        else if (facts.alter == AlterAction::AddColumn)
            context.addedColumns.emplace((facts.table + u' ' + facts.column).toLower(), statement.number);
    }
    context.rebuilds = findRebuilds(context.statements, context.dialect);
    if (!context.migration || context.direction != Direction::Down || !context.migration->up)
        return;
    QByteArray sent;
    const CutScript up = context.migration->language.isEmpty() ? cut(*context.migration->up, context.dialect, known.format)
                                                               : cutSent(known.sentUp ? *known.sentUp : QStringList(), sent, context.dialect);
    for (const AnalysedStatement &statement : up.statements) {
        if (statement.facts.changesSchema())
            context.undoes.push_back(statement.facts);
    }
}

/// Turns reports into findings: places, and the key by which a waiver names them.
class FindingMaker
{
public:
    FindingMaker(const RuleContext &context, const Script *script) : m_context(context), m_script(script) {}

    Finding make(const Rule &rule, const Report &report)
    {
        Finding finding{.rule = QString::fromLatin1(rule.id),
                        .severity = report.severity.value_or(rule.severity),
                        .destructive = report.destructive.value_or(rule.destructive),
                        .version = m_context.migration ? m_context.migration->version : QString(),
                        .file = m_context.file,
                        .statement = report.statement,
                        .message = report.message,
                        .fix = report.fix,
                        .replacement = report.replacement};
        const Place place = placeFor(report);
        finding.line = place.line;
        finding.column = place.column;
        finding.waiverKey = finding.rule + u'@' + digestFor(report);
        return finding;
    }

private:
    Place placeFor(const Report &report) const
    {
        if (report.statement == 0) {
            if (report.offset < 0 || !m_script)
                return {QString(), report.line, report.column};
            return m_context.migration && !m_context.migration->language.isEmpty() ? Place() : placeOf(m_script->bytes, report.offset);
        }
        const AnalysedStatement &statement = m_context.statements[size_t(report.statement - 1)];
        if (report.offset < 0 || statement.span.line == 0)
            return {QString(), statement.span.line, statement.span.column};
        const Place within = placeOf(statement.sql, report.offset - statement.span.offset);
        const qint64 column = within.line == 1 ? statement.span.column + within.column - 1 : within.column;
        return {QString(), statement.span.line + within.line - 1, column};
    }

    QString digestFor(const Report &report)
    {
        if (report.statement > 0)
            return digest(m_context.statements[size_t(report.statement - 1)].sql);
        if (m_fileDigest.isEmpty())
            m_fileDigest = m_script ? digest(m_context.script) : digest(m_context.file.toUtf8());
        return m_fileDigest;
    }

    static QString digest(QByteArrayView text)
    {
        const auto bytes = QByteArray::fromRawData(text.data(), text.size());
        return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().left(16));
    }

    const RuleContext &m_context;
    const Script *m_script;
    QString m_fileDigest;
};

/// The number of the statement that has the byte at @p offset of the file, or 0.
int statementAt(const std::vector<AnalysedStatement> &statements, qsizetype offset)
{
    const auto after = std::upper_bound(
        statements.begin(), statements.end(), offset,
        [](qsizetype at, const AnalysedStatement &statement) { return at < statement.span.offset; });
    if (after == statements.begin())
        return 0;
    const AnalysedStatement &statement = *std::prev(after);
    return offset < statement.span.offset + statement.span.length ? statement.number : 0;
}

bool concerns(const Rule &rule, const Dialect &dialect)
{
    return QByteArray(rule.engines).split(' ').contains(dialect.name.toLatin1());
}

std::vector<Finding> check(RuleContext context, const Script *script, const AnalysisFacts &facts)
{
    fillDerived(context, facts);
    FindingMaker maker(context, script);
    std::vector<Finding> findings;
    for (const Rule &rule : rules()) {
        if (!concerns(rule, context.dialect))
            continue;
        rule.check(context, [&](Report report) {
            if (report.statement == 0 && report.offset >= 0)
                report.statement = statementAt(context.statements, report.offset);
            findings.push_back(maker.make(rule, report));
        });
    }
    std::stable_sort(findings.begin(), findings.end(), [](const Finding &a, const Finding &b) {
        return std::pair(a.line, a.statement) < std::pair(b.line, b.statement);
    });
    return findings;
}

} // namespace

std::vector<Finding> analyse(const Migration &migration, Direction direction, const Dialect &dialect,
                             const AnalysisFacts &facts)
{
    const bool up = direction == Direction::Up;
    const std::optional<Script> &script = up ? migration.up : migration.down;
    if (!up && !script)
        return {};
    const bool program = !migration.language.isEmpty();
    QByteArray sent;
    const CutScript cutScript = program ? cutSent(facts.sent ? *facts.sent : QStringList(), sent, dialect) : script ? cut(*script, dialect, facts.format) : CutScript();
    return check({.dialect = dialect,
                  .migration = &migration,
                  .direction = direction,
                  .file = script                       ? script->file
                          : migration.upFile.isEmpty() ? migration.downFile
                                                       : migration.upFile,
                  .script = program ? QByteArrayView(sent) : script ? script->view() : QByteArrayView(),
                  .statements = cutScript.statements,
                  .before = facts.before,
                  .rows = facts.rows,
                  .transaction = migration.inTransaction(direction),
                  .simpleFormatWithoutSections = facts.runsFileWhole,
                  .downExpected = facts.downExpected,
                  .unseenProgram = program && !facts.sent,
                  .scriptOffset = script && !program ? script->offset : 0,
                  .scriptError = cutScript.error ? &*cutScript.error : nullptr},
                 script ? &*script : nullptr, facts);
}

std::vector<Finding> analyseScript(const Script &script, const Dialect &dialect)
{
    const CutScript cutScript = cut(script, dialect, nullptr);
    return check({.dialect = dialect,
                  .file = script.file,
                  .script = script.view(),
                  .statements = cutScript.statements,
                  .scriptOffset = script.offset,
                  .scriptError = cutScript.error ? &*cutScript.error : nullptr},
                 &script, {});
}

} // namespace lk
