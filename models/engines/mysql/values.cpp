// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/values.h"

#include "models/sql/scanner.h"

#include <QDateTime>

#include <mysql.h>

namespace lk {

namespace {

constexpr unsigned int BinaryCharset = 63;

bool isPlain(const QByteArray &text)
{
    for (const char c : text) {
        if (c < ' ' || c > '~' || c == '\'' || c == '\\')
            return false;
    }
    return true;
}

QByteArray textLiteral(const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    return isPlain(bytes) ? '\'' + bytes + '\'' : "_utf8mb4 X'" + bytes.toHex() + '\'';
}

QByteArray momentLiteral(const QDateTime &moment)
{
    return '\'' + moment.toUTC().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz")).toLatin1() + '\'';
}

quint64 bits(const char *data, unsigned long length)
{
    quint64 number = 0;
    for (unsigned long i = 0; i < length; ++i)
        number = number << 8 | uchar(data[i]);
    return number;
}

} // namespace

QByteArray literal(const QVariant &value)
{
    if (value.isNull())
        return QByteArrayLiteral("NULL");
    switch (value.typeId()) {
    case QMetaType::Bool: return value.toBool() ? QByteArrayLiteral("1") : QByteArrayLiteral("0");
    case QMetaType::Int:
    case QMetaType::LongLong: return QByteArray::number(value.toLongLong());
    case QMetaType::UInt:
    case QMetaType::ULongLong: return QByteArray::number(value.toULongLong());
    case QMetaType::Float:
    case QMetaType::Double: return QByteArray::number(value.toDouble(), 'e', 16); // without an exponent it would be a DECIMAL
    case QMetaType::QByteArray: return "X'" + value.toByteArray().toHex() + '\'';
    case QMetaType::QDateTime: return momentLiteral(value.toDateTime());
    default: return textLiteral(value.toString());
    }
}

Result<QByteArray> withValues(QByteArrayView statement, const QVariantList &values, const Dialect &dialect)
{
    Dialect asWritten = dialect;
    asWritten.bareParameters = false;
    QByteArray filled;
    qsizetype copied = 0;
    qsizetype marks = 0;
    Scanner scanner(statement, asWritten);
    for (Token token = scanner.next(); token.kind != TokenKind::End; token = scanner.next()) {
        if (scanner.text(token) != QByteArrayView("?"))
            continue;
        if (marks < values.size())
            filled += statement.sliced(copied, token.offset - copied).toByteArray() + literal(values[marks]);
        copied = token.offset + token.length;
        ++marks;
    }
    if (marks != values.size())
        return Failure(Error{ErrorCode::Failed,
                             QStringLiteral("the statement has %1 ? marks for %2 values").arg(marks).arg(values.size()), {}, {}, {}});
    return filled + statement.sliced(copied).toByteArray();
}

QVariant valueOf(const st_mysql_field &field, const char *data, unsigned long length)
{
    if (!data)
        return {};
    const QByteArrayView bytes(data, qsizetype(length));
    switch (field.type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_YEAR:
        return field.flags & UNSIGNED_FLAG ? QVariant(bytes.toULongLong()) : QVariant(bytes.toLongLong());
    case MYSQL_TYPE_FLOAT:
    case MYSQL_TYPE_DOUBLE: return bytes.toDouble();
    case MYSQL_TYPE_BIT: return bits(data, length);
    case MYSQL_TYPE_TINY_BLOB:
    case MYSQL_TYPE_MEDIUM_BLOB:
    case MYSQL_TYPE_LONG_BLOB:
    case MYSQL_TYPE_BLOB:
    case MYSQL_TYPE_VAR_STRING:
    case MYSQL_TYPE_STRING:
    case MYSQL_TYPE_GEOMETRY:
        if (field.charsetnr == BinaryCharset)
            return bytes.toByteArray();
        return QString::fromUtf8(bytes);
    default: return QString::fromUtf8(bytes);
    }
}

QString backticked(const QString &name)
{
    return u'`' + QString(name).replace(u'`', QStringLiteral("``")) + u'`';
}

} // namespace lk
