// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/findingsoutput.h"

#include "models/safety/ruleregistry.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QUrl>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

QString level(Severity severity)
{
    switch (severity) {
    case Severity::Blocks: return u"error"_s;
    case Severity::Caution: return u"warning"_s;
    case Severity::Note: return u"note"_s;
    }
    return u"none"_s;
}

/// Rules of the registry that spoke, and problems of files, which are no rules of it.
std::vector<QString> rulesOf(const CheckResult &result)
{
    std::vector<QString> ids;
    for (const Finding &finding : result.findings) {
        if (std::find(ids.begin(), ids.end(), finding.rule) == ids.end())
            ids.push_back(finding.rule);
    }
    return ids;
}

QJsonObject ruleObject(const QString &id)
{
    QString title = id;
    for (const Rule &rule : rules()) {
        if (id == QLatin1StringView(rule.id))
            title = QString::fromUtf8(rule.title);
    }
    return {{u"id"_s, id}, {u"shortDescription"_s, QJsonObject{{u"text"_s, title}}}};
}

QJsonObject location(const Finding &finding)
{
    QJsonObject physical{
        {u"artifactLocation"_s, QJsonObject{{u"uri"_s, QString::fromLatin1(QUrl::toPercentEncoding(finding.file, "/"))}}}};
    if (finding.line > 0) {
        QJsonObject region{{u"startLine"_s, finding.line}};
        if (finding.column > 0)
            region.insert(u"startColumn"_s, finding.column);
        physical.insert(u"region"_s, region);
    }
    return {{u"physicalLocation"_s, physical}};
}

QJsonObject resultObject(const Finding &finding, qsizetype ruleIndex)
{
    const QString words = finding.fix.isEmpty() ? finding.message : finding.message + u" Fix: "_s + finding.fix;
    const QString key = finding.waiverKey.isEmpty() ? u"%1@%2:%3"_s.arg(finding.rule, finding.file).arg(finding.statement) : finding.waiverKey;
    const QByteArray print = QCryptographicHash::hash(key.toUtf8(), QCryptographicHash::Sha256).toHex();
    return {{u"ruleId"_s, finding.rule},
            {u"ruleIndex"_s, ruleIndex},
            {u"level"_s, level(finding.severity)},
            {u"message"_s, QJsonObject{{u"text"_s, words}}},
            {u"locations"_s, QJsonArray{location(finding)}},
            {u"partialFingerprints"_s, QJsonObject{{u"lockkeeper/v1"_s, QString::fromLatin1(print)}}}};
}

} // namespace

QJsonObject findingsSarif(const CheckResult &result)
{
    const std::vector<QString> ids = rulesOf(result);
    QJsonArray ruleObjects;
    for (const QString &id : ids)
        ruleObjects.append(ruleObject(id));
    QJsonArray results;
    for (const Finding &finding : result.findings)
        results.append(resultObject(finding, std::find(ids.begin(), ids.end(), finding.rule) - ids.begin()));
    const QJsonObject driver{{u"name"_s, u"Lockkeeper"_s}, {u"version"_s, QStringLiteral(LOCKKEEPER_VERSION)}, {u"rules"_s, ruleObjects}};
    const QJsonObject run{{u"tool"_s, QJsonObject{{u"driver"_s, driver}}},
                          {u"columnKind"_s, u"unicodeCodePoints"_s},
                          {u"results"_s, results}};
    return {{u"$schema"_s, u"https://json.schemastore.org/sarif-2.1.0.json"_s}, {u"version"_s, u"2.1.0"_s}, {u"runs"_s, QJsonArray{run}}};
}

} // namespace lk
