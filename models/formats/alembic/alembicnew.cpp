// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/alembic/alembicnew.h"

#include <QRegularExpression>

#include <algorithm>

namespace lk {

QString alembicSlug(const QString &message, qsizetype longest)
{
    static const QRegularExpression Word(QStringLiteral("\\w+"), QRegularExpression::UseUnicodePropertiesOption);
    QStringList words;
    for (auto matches = Word.globalMatch(message); matches.hasNext();)
        words += matches.next().captured();
    QString slug = words.join(u'_').toLower();
    if (slug.size() > longest) {
        slug.truncate(longest);
        const qsizetype end = slug.lastIndexOf(u'_');
        slug = (end < 0 ? slug : slug.left(end)) + u'_';
    }
    return slug;
}

Result<QString> alembicFileName(const QString &pattern, const QString &revision, const QString &slug, const QDateTime &date)
{
    const QHash<QString, QString> texts{{QStringLiteral("rev"), revision}, {QStringLiteral("slug"), slug}};
    const QHash<QString, qint64> numbers{{QStringLiteral("epoch"), date.toSecsSinceEpoch()}, {QStringLiteral("year"), date.date().year()},
                                         {QStringLiteral("month"), date.date().month()},     {QStringLiteral("day"), date.date().day()},
                                         {QStringLiteral("hour"), date.time().hour()},       {QStringLiteral("minute"), date.time().minute()},
                                         {QStringLiteral("second"), date.time().second()}};
    static const QRegularExpression Field(QStringLiteral("%(?:%|\\(([a-z]+)\\)(0?)(\\d?)(?:\\.(\\d))?([sd]))"));
    QString name;
    qsizetype end = 0;
    for (auto matches = Field.globalMatch(pattern); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        name += pattern.mid(end, match.capturedStart() - end);
        end = match.capturedEnd();
        const QString field = match.captured(1);
        if (field.isEmpty()) {
            name += u'%';
        } else if (texts.contains(field)) {
            name += texts.value(field);
        } else if (numbers.contains(field)) {
            const bool zeros = !match.captured(2).isEmpty() || !match.captured(4).isEmpty();
            const int width = std::max(match.captured(3).toInt(), match.captured(4).toInt());
            name += QString::number(numbers.value(field)).rightJustified(width, zeros ? u'0' : u' ');
        } else {
            return Failure(Error{ErrorCode::Usage, QStringLiteral("file_template can't be filled in"), {}, QStringLiteral("%(%1) is not known").arg(field), {}});
        }
    }
    name += pattern.mid(end);
    if (name.contains(u"..") || name.startsWith(u'/'))
        return Failure(Error{ErrorCode::Usage, QStringLiteral("file_template can't be used"), {}, QStringLiteral("it leads out of the folder"), {}});
    return name + QStringLiteral(".py");
}

QString alembicDate(const QDateTime &date, bool zoned)
{
    QString text = date.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    if (const int ms = date.time().msec(); ms > 0)
        text += QStringLiteral(".%1").arg(ms * 1000, 6, 10, QLatin1Char('0'));
    if (zoned) {
        const int minutes = date.offsetFromUtc() / 60;
        text += QStringLiteral("%1%2:%3").arg(QChar(minutes < 0 ? u'-' : u'+')).arg(std::abs(minutes) / 60, 2, 10, QLatin1Char('0')).arg(std::abs(minutes) % 60, 2, 10, QLatin1Char('0'));
    }
    return text;
}

namespace {

Failure unfilled(const QString &file, qint64 line, const QString &what)
{
    return Failure(Error{ErrorCode::Usage, QStringLiteral("the template of new revisions can't be filled in here"), {file, line, 0},
                         QStringLiteral("%1 is more than plain text").arg(what), QStringLiteral("make it with `alembic revision -m ...`")});
}

} // namespace

Result<QByteArray> alembicText(const QByteArray &pattern, const QString &file, const QHash<QString, QString> &values)
{
    QString result;
    qint64 number = 0;
    for (const QString &line : QString::fromUtf8(pattern).split(u'\n')) {
        if (number++ > 0 && !result.endsWith(u'\x1d'))
            result += u'\n';
        result.remove(u'\x1d');
        const QString start = line.trimmed();
        if (start.startsWith(u"##")) {
            result += u'\x1d'; // a comment of Mako's: the line goes without a trace
            continue;
        }
        if (start.startsWith(u'%') || start.contains(u"<%") || line.endsWith(u'\\'))
            return unfilled(file, number, start.left(40));
        qsizetype at = 0;
        for (qsizetype open = line.indexOf(QLatin1String("${")); open >= 0; open = line.indexOf(QLatin1String("${"), at)) {
            const qsizetype close = line.indexOf(u'}', open);
            const QString expression = close < 0 ? line.mid(open) : line.mid(open + 2, close - open - 2).simplified();
            if (close < 0 || !values.contains(expression))
                return unfilled(file, number, expression);
            result += line.mid(at, open - at) + values.value(expression);
            at = close + 1;
        }
        result += line.mid(at);
    }
    return result.remove(u'\x1d').toUtf8();
}

QByteArray alembicTemplate()
{
    return R"("""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
Create Date: ${create_date}

"""
from alembic import op
import sqlalchemy as sa
${imports if imports else ""}

# revision identifiers, used by Alembic.
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
)";
}

} // namespace lk
