// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/liquibase/changelogtree.h"

#include "models/formats/jsliteral.h"
#include "models/formats/liquibase/simpleyaml.h"

#include <QXmlStreamReader>

#include <algorithm>

namespace lk {

namespace {

constexpr int Deepest = 64;

Error broken(const QString &file, qint64 line, qint64 column, const QString &why)
{
    return {ErrorCode::Usage, QStringLiteral("the changelog can't be read"), {file, line, column}, why, QStringLiteral("mend the file; Liquibase can't read it either")};
}

void readElement(QXmlStreamReader &xml, ChangelogNode &node, qint64 first, int depth)
{
    node.first = first;
    node.name = xml.name().toString();
    node.line = xml.lineNumber();
    for (const QXmlStreamAttribute &attribute : xml.attributes())
        node.children.push_back({attribute.name().toString(), attribute.value().toString(), {}, node.line});
    if (depth > Deepest)
        return xml.raiseError(QStringLiteral("the elements are nested too deeply"));
    while (!xml.atEnd()) {
        const qint64 at = xml.lineNumber();
        switch (xml.readNext()) {
        case QXmlStreamReader::StartElement:
            readElement(xml, node.children.emplace_back(), at, depth + 1);
            break;
        case QXmlStreamReader::Characters:
            node.text += xml.text();
            break;
        case QXmlStreamReader::EndElement:
            node.last = xml.lineNumber();
            return;
        default:
            break;
        }
    }
}

Result<ChangelogNode> readXml(const QByteArray &text, const QString &file)
{
    QXmlStreamReader xml(text);
    xml.setEntityExpansionLimit(1024);
    ChangelogNode root;
    if (xml.readNextStartElement())
        readElement(xml, root, 1, 0);
    while (!xml.hasError() && !xml.atEnd())
        xml.readNext();
    if (xml.hasError())
        return Failure(broken(file, xml.lineNumber(), xml.columnNumber() + 1, xml.errorString()));
    return root;
}

ChangelogNode fromJson(const JsValue &value)
{
    ChangelogNode node{value.key, value.text, {}, value.where.line};
    for (const JsValue &member : value.members)
        node.children.push_back(fromJson(member));
    return node;
}

/// YAML and JSON have a list of one-part objects where XML has elements.
Result<ChangelogNode> unlisted(const ChangelogNode &document, const QString &file)
{
    const ChangelogNode *list = document.find(u"databaseChangeLog");
    if (!list)
        return Failure(broken(file, 1, 1, QStringLiteral("there is no databaseChangeLog in it")));
    ChangelogNode root{list->name, {}, {}, list->line};
    for (size_t i = 0; i < list->children.size(); ++i) {
        const ChangelogNode &item = list->children[i];
        const size_t begin = root.children.size();
        if (item.name.isEmpty())
            root.children.insert(root.children.end(), item.children.begin(), item.children.end());
        else
            root.children.push_back(item);
        for (size_t part = begin; part < root.children.size(); ++part) {
            root.children[part].first = item.line;
            root.children[part].last = i + 1 < list->children.size() ? std::max(item.line, list->children[i + 1].line - 1) : 0;
        }
    }
    return root;
}

} // namespace

const ChangelogNode *ChangelogNode::find(QStringView wanted) const
{
    const auto found = std::ranges::find_if(children, [&](const ChangelogNode &child) { return child.name == wanted; });
    return found == children.end() ? nullptr : &*found;
}

QString ChangelogNode::value(QStringView wanted) const
{
    const ChangelogNode *child = find(wanted);
    return child ? child->text.trimmed() : QString();
}

Result<ChangelogNode> readChangelogTree(const QByteArray &text, const QString &file)
{
    const QString name = file.toLower();
    if (name.endsWith(u".xml")) {
        const auto root = readXml(text, file);
        if (root && root->name != u"databaseChangeLog")
            return Failure(broken(file, root->line, 1, QStringLiteral("its root is %1, and not databaseChangeLog").arg(root->name)));
        return root;
    }
    if (name.endsWith(u".json")) {
        const auto json = readJsonText(text, file);
        return json ? unlisted(fromJson(*json), file) : Result<ChangelogNode>(Failure(json.error()));
    }
    const auto yaml = readSimpleYaml(text, file);
    return yaml ? unlisted(*yaml, file) : yaml;
}

} // namespace lk
