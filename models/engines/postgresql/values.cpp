// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/values.h"

#include "models/sql/scanner.h"

#include <QDateTime>

#include <libpq-fe.h>

#include <memory>

namespace lk {

namespace {

// Of built-in types; they never change (src/include/catalog/pg_type.dat).
enum TypeId : unsigned int {
    BoolType = 16,
    ByteaType = 17,
    Int8Type = 20,
    Int2Type = 21,
    Int4Type = 23,
    OidType = 26,
    Float4Type = 700,
    Float8Type = 701,
    TimestampType = 1114,
    TimestampTzType = 1184,
};

/// Operators are runs of marks: "=?" comes as one.
bool endsInMark(QByteArrayView op)
{
    if (!op.endsWith('?'))
        return false;
    const QByteArrayView before = op.chopped(1);
    for (const char *known : {"", "=", "<", ">", "<=", ">=", "<>", "!="}) {
        if (before == QByteArrayView(known))
            return true;
    }
    return false;
}

QByteArray textOf(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::Bool: return value.toBool() ? "t" : "f";
    case QMetaType::Double:
    case QMetaType::Float: return QByteArray::number(value.toDouble(), 'g', 17);
    case QMetaType::QDateTime: return value.toDateTime().toUTC().toString(u"yyyy-MM-dd HH:mm:ss.zzz+00").toUtf8();
    default: return value.toString().toUtf8();
    }
}

/// "2024-01-02 03:04:05.678901+02"; others (infinity, BC) stay text.
QVariant timestamp(const QByteArray &text)
{
    QString iso = QString::fromLatin1(text);
    if (iso.size() < 19 || iso.endsWith(QLatin1String("BC")))
        return iso;
    iso[10] = u'T';
    const qsizetype sign = std::max(iso.lastIndexOf(u'+'), iso.lastIndexOf(u'-'));
    if (sign < 19)
        iso += u'Z';
    else if (iso.size() - sign == 3)
        iso += QStringLiteral(":00");
    const QDateTime time = QDateTime::fromString(iso, Qt::ISODateWithMs);
    return time.isValid() ? QVariant(time.toUTC()) : QVariant(QString::fromLatin1(text));
}

QByteArray unescaped(const char *text)
{
    size_t length = 0;
    const std::unique_ptr<unsigned char, decltype(&PQfreemem)> bytes(
        PQunescapeBytea(reinterpret_cast<const unsigned char *>(text), &length), &PQfreemem);
    return QByteArray(reinterpret_cast<const char *>(bytes.get()), qsizetype(length));
}

} // namespace

qsizetype NumberedStatement::original(qsizetype offset) const
{
    qsizetype grown = 0;
    for (size_t i = 0; i < marks.size() && marks[i] < offset; ++i)
        grown += QByteArray::number(qint64(i + 1)).size();
    return offset - grown;
}

Result<NumberedStatement> numberMarks(QByteArrayView statement, qsizetype count)
{
    NumberedStatement numbered;
    Scanner scanner(statement, postgresqlDialect());
    qsizetype copied = 0;
    for (Token token = scanner.nextSignificant(); token.kind != TokenKind::End; token = scanner.nextSignificant()) {
        const QByteArrayView text = scanner.text(token);
        if ((token.kind != TokenKind::Operator && token.kind != TokenKind::Parameter) || !endsInMark(text))
            continue;
        const qsizetype mark = token.offset + token.length - 1;
        numbered.sql += statement.sliced(copied, mark - copied);
        numbered.marks.push_back(numbered.sql.size());
        numbered.sql += '$' + QByteArray::number(qint64(numbered.marks.size()));
        copied = mark + 1;
    }
    numbered.sql += statement.sliced(copied);
    if (qsizetype(numbered.marks.size()) != count)
        return Failure(Error{ErrorCode::Failed, QStringLiteral("the statement was not run"), {},
                             QStringLiteral("it has %1 marks for %2 values").arg(numbered.marks.size()).arg(count), {}});
    return numbered;
}

BoundValues::BoundValues(const QVariantList &values)
{
    m_texts.reserve(size_t(values.size()));
    for (const QVariant &value : values) {
        const bool binary = value.typeId() == QMetaType::QByteArray;
        m_texts.push_back(binary ? value.toByteArray() : textOf(value));
        const QByteArray &text = m_texts.back();
        // Null byte arrays and texts of Qt are empty values, unlike a QVariant without one.
        const bool null = value.isNull();
        m_types.push_back(binary ? static_cast<unsigned int>(ByteaType) : 0U);
        m_pointers.push_back(null ? nullptr : text.constData());
        m_lengths.push_back(int(text.size()));
        m_formats.push_back(binary ? 1 : 0);
    }
}

QVariant valueAt(const pg_result *result, int row, int column)
{
    if (PQgetisnull(result, row, column))
        return {};
    const char *text = PQgetvalue(result, row, column);
    const QByteArray bytes = QByteArray::fromRawData(text, PQgetlength(result, row, column));
    switch (PQftype(result, column)) {
    case BoolType: return text[0] == 't';
    case Int2Type:
    case Int4Type:
    case Int8Type:
    case OidType: return bytes.toLongLong();
    case Float4Type:
    case Float8Type: return bytes == "Infinity" ? qInf() : bytes == "-Infinity" ? -qInf() : bytes.toDouble();
    case ByteaType: return unescaped(text);
    case TimestampType:
    case TimestampTzType: return timestamp(bytes);
    default: return QString::fromUtf8(bytes);
    }
}

QString postgresqlName(const QString &name)
{
    QString quoted = name;
    return u'"' + quoted.replace(u'"', QStringLiteral("\"\"")) + u'"';
}

QString postgresqlLiteral(const QString &text)
{
    QString quoted = text;
    return u'\'' + quoted.replace(u'\'', QStringLiteral("''")) + u'\'';
}

} // namespace lk
