// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/project/dotenv.h"

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

namespace lk {

namespace {

QString singleQuoted(QStringView text)
{
    const qsizetype end = text.indexOf(u'\'', 1);
    return text.mid(1, end < 0 ? -1 : end - 1).toString();
}

QString doubleQuoted(QStringView text)
{
    QString value;
    for (qsizetype i = 1; i < text.size() && text[i] != u'"'; ++i) {
        if (text[i] != u'\\' || i + 1 == text.size()) {
            value += text[i];
            continue;
        }
        const QChar escaped = text[++i];
        value += escaped == u'n' ? QChar(u'\n') : escaped == u't' ? QChar(u'\t') : escaped;
    }
    return value;
}

QString unquoted(QStringView text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == u'#' && (i == 0 || text[i - 1].isSpace()))
            return text.first(i).trimmed().toString();
    }
    return text.toString();
}

} // namespace

QHash<QString, QString> parseDotEnv(const QByteArray &text)
{
    static const QRegularExpression pattern(
        QStringLiteral("^\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)$"));
    QHash<QString, QString> values;
    const QString all = QString::fromUtf8(text);
    for (const QString &line : all.split(u'\n')) {
        const auto match = pattern.match(line.trimmed());
        if (!match.hasMatch())
            continue;
        const QStringView value = match.capturedView(2);
        values[match.captured(1)] = value.startsWith(u'\'')  ? singleQuoted(value)
                                    : value.startsWith(u'"') ? doubleQuoted(value)
                                                             : unquoted(value);
    }
    return values;
}

QHash<QString, QString> readDotEnv(const QString &folder)
{
    QFile file(folder + QStringLiteral("/.env"));
    const QFileInfo info(file);
    if (!info.isFile() || info.size() > 1024 * 1024 || !file.open(QIODevice::ReadOnly))
        return {};
    return parseDotEnv(file.readAll());
}

} // namespace lk
