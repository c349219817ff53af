// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/findingsoutput.h"

#include "models/desk/desk.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QXmlStreamWriter>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

constexpr Severity severities[] = {Severity::Blocks, Severity::Caution, Severity::Note};

int countOf(const CheckResult &result, Severity severity)
{
    return int(std::count_if(result.findings.begin(), result.findings.end(),
                             [severity](const Finding &finding) { return finding.severity == severity; }));
}

Ink inkOf(Severity severity)
{
    return severity == Severity::Blocks ? Ink::Bad : severity == Severity::Caution ? Ink::Warning : Ink::Faint;
}

QString placeOf(const Finding &finding)
{
    return Place{finding.file, finding.line, finding.column}.text();
}

/// XML 1.0 has no form for most control characters.
QString xmlText(const QString &text)
{
    return printableBlock(text);
}

QString escapedData(QString text)
{
    return text.replace(u'%', u"%25"_s).replace(u'\r', u"%0D"_s).replace(u'\n', u"%0A"_s);
}

QString escapedProperty(const QString &text)
{
    return escapedData(text).replace(u':', u"%3A"_s).replace(u',', u"%2C"_s);
}

QString dataText(const CheckResult &result, const Console &console)
{
    QString lines;
    if (!result.data)
        return lines;
    if (result.data->empty())
        return u"data: the plan asks nothing of the rows that are there\n"_s;
    for (const DataCheckAnswer &answer : *result.data) {
        const Ink ink = !answer.rows ? Ink::Warning : *answer.rows > 0 ? Ink::Bad : Ink::Good;
        lines += u"data: %1 %2\n"_s.arg(console.ink(!answer.rows ? u"?   "_s : *answer.rows > 0 ? u"FAIL"_s : u"ok  "_s, ink), printable(text(answer)));
    }
    return lines;
}

QJsonArray dataJson(const std::vector<DataCheckAnswer> &answers)
{
    QJsonArray array;
    for (const DataCheckAnswer &answer : answers) {
        array.append(QJsonObject{{u"table"_s, answer.check.table},
                                 {u"object"_s, answer.check.object},
                                 {u"what"_s, answer.check.what},
                                 {u"rows"_s, answer.rows ? QJsonValue(*answer.rows) : QJsonValue()},
                                 {u"keys"_s, QJsonArray::fromStringList(answer.keys)},
                                 {u"unknown"_s, answer.unknown.isEmpty() ? QJsonValue() : QJsonValue(answer.unknown)},
                                 {u"sql"_s, answer.check.count}});
    }
    return array;
}

} // namespace

QString findingsText(const CheckResult &result, const Console &console)
{
    QString text;
    for (const Finding &finding : result.findings) {
        text += u"%1: %2: %3 [%4]\n"_s.arg(printable(placeOf(finding)), console.ink(word(finding.severity), inkOf(finding.severity)),
                                         printable(finding.message), finding.rule);
        if (!finding.fix.isEmpty())
            text += u"    fix: %1\n"_s.arg(printable(finding.fix));
    }
    QStringList counts;
    for (const Severity severity : severities)
        counts << u"%1 %2"_s.arg(countOf(result, severity)).arg(word(severity));
    text += u"%1 checked: %2\n"_s.arg(counted(result.files.size(), u"file"_s),
                                      result.findings.empty() ? u"no findings"_s : counts.join(u", "_s));
    return text + dataText(result, console);
}

QJsonObject findingsJson(const CheckResult &result)
{
    QJsonArray findings;
    for (const Finding &finding : result.findings)
        findings.append(toJson(finding));
    QJsonObject counts;
    for (const Severity severity : severities)
        counts.insert(word(severity), countOf(result, severity));
    QJsonObject object{{u"findings"_s, findings}, {u"counts"_s, counts}};
    if (result.data)
        object.insert(u"data"_s, dataJson(*result.data));
    return object;
}

QString findingsJunit(const CheckResult &result)
{
    QStringList clean = result.files;
    for (const Finding &finding : result.findings)
        clean.removeAll(finding.file);
    const int failures = countOf(result, Severity::Blocks) + countOf(result, Severity::Caution);
    const QString tests = QString::number(result.findings.size() + size_t(clean.size()));

    QString text;
    QXmlStreamWriter xml(&text);
    xml.setAutoFormatting(true);
    xml.writeStartDocument();
    xml.writeStartElement(u"testsuites"_s);
    xml.writeStartElement(u"testsuite"_s);
    xml.writeAttribute(u"name"_s, u"lockkeeper check"_s);
    xml.writeAttribute(u"tests"_s, tests);
    xml.writeAttribute(u"failures"_s, QString::number(failures));
    xml.writeAttribute(u"errors"_s, u"0"_s);
    for (const QString &file : clean) {
        xml.writeEmptyElement(u"testcase"_s);
        xml.writeAttribute(u"classname"_s, xmlText(file));
        xml.writeAttribute(u"name"_s, u"no findings"_s);
    }
    for (const Finding &finding : result.findings) {
        xml.writeStartElement(u"testcase"_s);
        xml.writeAttribute(u"classname"_s, xmlText(finding.file));
        xml.writeAttribute(u"name"_s, xmlText(u"%1 at %2"_s.arg(finding.rule, placeOf(finding))));
        const QString words = finding.fix.isEmpty() ? finding.message : finding.message + u"\nfix: "_s + finding.fix;
        if (finding.severity == Severity::Note) {
            xml.writeTextElement(u"system-out"_s, xmlText(words));
        } else {
            xml.writeStartElement(u"failure"_s);
            xml.writeAttribute(u"message"_s, xmlText(finding.message));
            xml.writeAttribute(u"type"_s, word(finding.severity));
            xml.writeCharacters(xmlText(placeOf(finding) + u'\n' + words));
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }
    xml.writeEndDocument();
    return text + u'\n';
}

QString findingsGithub(const CheckResult &result)
{
    QString text;
    for (const Finding &finding : result.findings) {
        const QString kind = finding.severity == Severity::Blocks ? u"error"_s
            : finding.severity == Severity::Caution               ? u"warning"_s
                                                                  : u"notice"_s;
        QString place = u"file="_s + escapedProperty(finding.file);
        if (finding.line > 0)
            place += u",line=%1"_s.arg(finding.line);
        if (finding.line > 0 && finding.column > 0)
            place += u",col=%1"_s.arg(finding.column);
        const QString words = finding.fix.isEmpty() ? finding.message : finding.message + u"\nfix: "_s + finding.fix;
        text += u"::%1 %2,title=%3::%4\n"_s.arg(kind, place, escapedProperty(finding.rule), escapedData(words));
    }
    return text;
}

} // namespace lk
