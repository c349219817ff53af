// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/project/tablereader.h"

#include <QFileInfo>
#include <QRegularExpression>

#include <limits>

namespace lk {

TableReader::TableReader(const TomlValue &table, QString name) : m_table(table), m_name(std::move(name))
{
    if (!table.isTable())
        fail(table, QStringLiteral("it has to be a table"), QStringLiteral("write [%1]").arg(m_name));
}

const TomlValue *TableReader::member(QStringView key)
{
    m_asked += key.toString();
    return m_table.find(key);
}

void TableReader::fail(const TomlValue &at, const QString &why, const QString &nextStep)
{
    if (m_error)
        return;
    QStringList path;
    for (const QString &part : {m_name, &at == &m_table ? QString() : at.key}) {
        if (!part.isEmpty())
            path += part;
    }
    m_error = Error{ErrorCode::Usage, QStringLiteral("%1 can't be used").arg(path.join(u'.')), at.where, why, nextStep};
}

const TomlValue *TableReader::ofKind(QStringView key, TomlValue::Kind kind, const QString &wanted)
{
    const TomlValue *value = member(key);
    if (!value || value->kind == kind)
        return value;
    fail(*value, QStringLiteral("it has to be %1").arg(wanted), QStringLiteral("correct the value"));
    return nullptr;
}

void TableReader::read(QStringView key, QString &into)
{
    if (const TomlValue *value = ofKind(key, TomlValue::Kind::Text, QStringLiteral("text in quotes")))
        into = value->text();
}

void TableReader::read(QStringView key, QStringList &into)
{
    const QString wanted = QStringLiteral("a list of texts: [\"a\", \"b\"]");
    const TomlValue *value = ofKind(key, TomlValue::Kind::Array, wanted);
    if (!value)
        return;
    into.clear();
    for (const TomlValue &item : value->members) {
        if (item.kind != TomlValue::Kind::Text)
            return fail(*value, QStringLiteral("it has to be %1").arg(wanted), QStringLiteral("correct the value"));
        into += item.text();
    }
}

void TableReader::read(QStringView key, bool &into)
{
    if (const TomlValue *value = ofKind(key, TomlValue::Kind::Boolean, QStringLiteral("true or false, without quotes")))
        into = value->value.toBool();
}

void TableReader::read(QStringView key, int &into, int least)
{
    const TomlValue *value = ofKind(key, TomlValue::Kind::Integer, QStringLiteral("a whole number"));
    if (!value)
        return;
    const qlonglong number = value->value.toLongLong();
    if (number < least || number > std::numeric_limits<int>::max())
        return fail(*value, QStringLiteral("it has to be at least %1").arg(least),
                    QStringLiteral("correct the number"));
    into = int(number);
}

void TableReader::readDuration(QStringView key, int &milliseconds)
{
    static const QRegularExpression pattern(QStringLiteral("^(\\d{1,9})\\s*(ms|s|min|h)$"));
    const TomlValue *value = member(key);
    if (!value)
        return;
    qlonglong number = -1;
    if (value->kind == TomlValue::Kind::Integer) {
        number = value->value.toLongLong();
    } else if (const auto match = pattern.match(value->text()); match.hasMatch()) {
        const QString unit = match.captured(2);
        const int factor = unit == u"h" ? 3'600'000 : unit == u"min" ? 60'000 : unit == u"s" ? 1'000 : 1;
        number = match.captured(1).toLongLong() * factor;
    }
    if (number < 0 || number > std::numeric_limits<int>::max())
        return fail(*value, QStringLiteral("it is not a time"),
                    QStringLiteral("write it like \"500ms\", \"5s\", \"30min\" or \"1h\""));
    milliseconds = int(number);
}

int TableReader::readWord(QStringView key, const QStringList &words, int otherwise)
{
    const TomlValue *value = ofKind(key, TomlValue::Kind::Text, QStringLiteral("text in quotes"));
    if (!value)
        return otherwise;
    const qsizetype index = words.indexOf(value->text());
    if (index < 0) {
        fail(*value, QStringLiteral("\"%1\" is not known").arg(value->text()),
             QStringLiteral("write one of: %1").arg(words.join(QStringLiteral(", "))));
        return otherwise;
    }
    return int(index);
}

QStringList TableReader::unknownKeys() const
{
    QStringList remarks;
    for (const TomlValue &value : m_table.members) {
        if (m_asked.contains(value.key))
            continue;
        const QString name = m_name.isEmpty() ? value.key : m_name + u'.' + value.key;
        remarks += QStringLiteral("%1:%2: unknown key %3 has no effect")
                       .arg(QFileInfo(value.where.file).fileName())
                       .arg(value.where.line)
                       .arg(name);
    }
    return remarks;
}

} // namespace lk
