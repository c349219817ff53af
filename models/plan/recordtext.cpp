// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/plan/recordtext.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

QString runValueText(RunValue value)
{
    switch (value) {
    case RunValue::ElapsedMs:
    case RunValue::ElapsedNs: return u"0"_s;
    case RunValue::NowUtcText:
    case RunValue::NowMs: return u"<now>"_s;
    case RunValue::User: return u"<you>"_s;
    case RunValue::Uuid: return u"<new id>"_s;
    }
    return {};
}

QString valueText(const BoundValue &value)
{
    if (const auto *run = std::get_if<RunValue>(&value))
        return runValueText(*run);
    const QVariant &known = std::get<QVariant>(value);
    if (known.isNull())
        return u"NULL"_s;
    if (known.typeId() == QMetaType::QByteArray)
        return u"x'"_s + QString::fromLatin1(known.toByteArray().toHex()) + u'\'';
    if (known.typeId() != QMetaType::QString)
        return known.toString();
    return u'\'' + known.toString().replace(u'\'', u"''"_s) + u'\'';
}

} // namespace

QStringList valueTexts(const RecordStatement &statement)
{
    QStringList texts;
    for (const BoundValue &value : statement.values)
        texts << valueText(value);
    return texts;
}

} // namespace lk
