// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/findingmarks.h"

#include "models/items/texts.h"
#include "widgets/editor/scintilla.h"
#include "widgets/editor/statementmarks.h"
#include "widgets/look/look.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QMenu>

#include <algorithm>

namespace lk {

namespace {

constexpr Severity severities[] = {Severity::Note, Severity::Caution, Severity::Blocks};

// Scintilla's numbers: markers below 5 and indicators from 8 on are ours.
int markerOf(Severity severity)
{
    return int(severity);
}

int indicatorOf(Severity severity)
{
    return 8 + int(severity);
}

QString tr(const char *text)
{
    return QCoreApplication::translate("lk::FindingMarks", text);
}

} // namespace

FindingMarks::FindingMarks(QsciScintilla &view, const StatementMarks &statements)
    : m_view(view), m_statements(statements)
{
    m_view.setMarginType(margin, QsciScintilla::SymbolMargin);
    m_view.setMarginWidth(margin, 20);
    m_view.setMarginMarkerMask(margin, 0b111);
    m_view.setMarginSensitivity(margin, true);
    takeColors();
}

void FindingMarks::takeColors()
{
    for (const Severity severity : severities) {
        QPixmap icon = Look::icon(severity).pixmap(QSize(14, 14), m_view.devicePixelRatioF());
        m_view.markerDefine(icon, markerOf(severity));
        tell(m_view, Sci::SCI_INDICSETSTYLE, indicatorOf(severity), Sci::INDIC_SQUIGGLE);
        m_view.SendScintilla(Sci::SCI_INDICSETFORE, static_cast<unsigned long>(indicatorOf(severity)),
                             Look::color(severity));
        tell(m_view, Sci::SCI_INDICSETUNDER, indicatorOf(severity), 1);
    }
}

void FindingMarks::setFindings(std::vector<Finding> findings)
{
    m_findings = std::move(findings);
    show();
}

void FindingMarks::show()
{
    for (const Severity severity : severities) {
        tell(m_view, Sci::SCI_MARKERDELETEALL, markerOf(severity));
        tell(m_view, Sci::SCI_SETINDICATORCURRENT, indicatorOf(severity));
        tell(m_view, Sci::SCI_INDICATORCLEARRANGE, 0, lengthOf(m_view));
    }
    for (const Finding &finding : m_findings) {
        const int line = lineOf(finding);
        if (!(tell(m_view, Sci::SCI_MARKERGET, line) & 1 << markerOf(finding.severity)))
            tell(m_view, Sci::SCI_MARKERADD, line, markerOf(finding.severity));
        if (finding.line < 1)
            continue;
        const auto [from, to] = rangeOf(finding);
        tell(m_view, Sci::SCI_SETINDICATORCURRENT, indicatorOf(finding.severity));
        tell(m_view, Sci::SCI_INDICATORFILLRANGE, from, to - from);
    }
}

int FindingMarks::lineOf(const Finding &finding) const
{
    const qint64 lines = tell(m_view, Sci::SCI_GETLINECOUNT);
    return int(std::clamp<qint64>(finding.line - 1, 0, lines - 1));
}

std::pair<int, int> FindingMarks::rangeOf(const Finding &finding) const
{
    const int line = lineOf(finding);
    const int end = int(tell(m_view, Sci::SCI_GETLINEENDPOSITION, line));
    int from = int(tell(m_view, Sci::SCI_GETLINEINDENTPOSITION, line));
    if (finding.column > 1) {
        const int start = startOfLine(m_view, line);
        from = std::min(end, int(tell(m_view, Sci::SCI_POSITIONRELATIVE, start,
                                      std::min<qint64>(finding.column - 1, end - start))));
    }
    const int statement = m_statements.statementAt(from);
    int to = end;
    if (statement > 0) {
        const StatementSpan &span = m_statements.spans()[size_t(statement) - 1];
        to = std::min(end, int(span.offset + span.length));
    }
    return {from, std::max(from, to)};
}

QStringList FindingMarks::texts(const Finding &finding)
{
    QStringList lines{QStringLiteral("%1 (%2): %3").arg(finding.rule, word(finding.severity), finding.message)};
    if (!finding.fix.isEmpty())
        lines << tr("Instead: %1").arg(finding.fix);
    return lines;
}

QStringList FindingMarks::textsOnLine(int line) const
{
    QStringList lines;
    for (const Finding &finding : m_findings) {
        if (lineOf(finding) == line)
            lines += texts(finding);
    }
    return lines;
}

QStringList FindingMarks::textsAt(int position) const
{
    QStringList lines;
    for (const Finding &finding : m_findings) {
        const auto [from, to] = rangeOf(finding);
        if (finding.line > 0 && position >= from && position <= to)
            lines += texts(finding);
    }
    return lines;
}

bool FindingMarks::fillMenu(QMenu &menu, int line) const
{
    bool any = false;
    for (const Finding &finding : m_findings) {
        if (lineOf(finding) != line)
            continue;
        any = true;
        // An ampersand in the data would become a shortcut.
        const QString rule = QString(finding.rule).replace(u'&', QStringLiteral("&&"));
        menu.addSection(Look::icon(finding.severity), rule);
        if (!finding.replacement.isEmpty() && finding.line > 0 && !m_view.isReadOnly())
            menu.addAction(Look::icon(QStringLiteral("fix")), tr("Replace the statement by the suggested one"),
                           [this, finding] { replaceStatement(finding); })
                ->setObjectName(QStringLiteral("findingFix"));
        const QString copied = finding.replacement.isEmpty() ? finding.fix : finding.replacement;
        if (!copied.isEmpty())
            menu.addAction(Look::icon(QStringLiteral("copy")), tr("Copy what to write instead"),
                           [copied] { QGuiApplication::clipboard()->setText(copied); });
        menu.addAction(Look::icon(QStringLiteral("copy")), tr("Copy the finding"),
                       [finding] { QGuiApplication::clipboard()->setText(texts(finding).join(u'\n')); });
    }
    return any;
}

void FindingMarks::replaceStatement(const Finding &finding) const
{
    const int statement = m_statements.statementAt(rangeOf(finding).first);
    if (statement == 0 || m_view.isReadOnly())
        return;
    const StatementSpan &span = m_statements.spans()[size_t(statement) - 1];
    const QByteArray text = finding.replacement.toUtf8();
    tell(m_view, Sci::SCI_SETTARGETSTART, span.offset);
    tell(m_view, Sci::SCI_SETTARGETEND, span.offset + span.length);
    m_view.SendScintilla(Sci::SCI_REPLACETARGET, static_cast<uintptr_t>(text.size()), text.constData());
}

} // namespace lk
