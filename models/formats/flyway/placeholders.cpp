// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/flyway/placeholders.h"

#include <QHash>

namespace lk {

namespace {

const QString ConfiguredPrefix = QStringLiteral("placeholders.");

QHash<QString, QByteArray> valuesOf(const QMap<QString, QString> &options, const QString &fileName)
{
    QHash<QString, QByteArray> values;
    values.insert(QStringLiteral("flyway:filename"), fileName.toUtf8());
    values.insert(QStringLiteral("flyway:table"), options.value(QStringLiteral("table"), QStringLiteral("flyway_schema_history")).toUtf8());
    if (options.contains(QStringLiteral("defaultSchema")))
        values.insert(QStringLiteral("flyway:defaultschema"), options.value(QStringLiteral("defaultSchema")).toUtf8());
    for (auto option = options.begin(); option != options.end(); ++option) {
        if (option.key().startsWith(ConfiguredPrefix))
            values.insert(option.key().mid(ConfiguredPrefix.size()).toLower(), option.value().toUtf8());
    }
    return values;
}

FileProblem unknown(const QByteArray &placeholder, qint64 line)
{
    return {QStringLiteral("unknown-placeholder"), QStringLiteral("%1 has no value: Flyway stops at it").arg(QString::fromUtf8(placeholder)),
            QStringLiteral("give it one below [flyway.placeholders] in flyway.toml, or set placeholderReplacement to false"), line, true};
}

} // namespace

FilledText fillPlaceholders(const QByteArray &text, const QMap<QString, QString> &options, const QString &fileName)
{
    const QByteArray prefix = options.value(QStringLiteral("placeholderPrefix"), QStringLiteral("${")).toUtf8();
    const QByteArray suffix = options.value(QStringLiteral("placeholderSuffix"), QStringLiteral("}")).toUtf8();
    qsizetype at = prefix.isEmpty() || suffix.isEmpty() ? -1 : text.indexOf(prefix);
    if (at < 0)
        return {text, {}};
    const QHash<QString, QByteArray> values = valuesOf(options, fileName);
    FilledText filled;
    qsizetype done = 0;
    qsizetype counted = 0;
    qint64 line = 1;
    for (; at >= 0; at = text.indexOf(prefix, done)) {
        filled.text += QByteArrayView(text).sliced(done, at - done);
        line += QByteArrayView(text).sliced(counted, at - counted).count('\n');
        counted = at;
        const qsizetype end = text.indexOf(suffix, at + prefix.size());
        const QByteArray name = end < 0 ? QByteArray() : text.sliced(at + prefix.size(), end - at - prefix.size());
        const auto value = values.constFind(QString::fromUtf8(name).toLower());
        done = end < 0 ? at + prefix.size() : end + suffix.size();
        if (value != values.cend()) {
            filled.text += *value;
            continue;
        }
        const QByteArray whole = text.sliced(at, done - at);
        filled.text += whole;
        filled.problems.push_back(unknown(whole.left(80), line));
    }
    filled.text += QByteArrayView(text).sliced(done);
    return filled;
}

} // namespace lk
