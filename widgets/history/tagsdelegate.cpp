// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/history/tagsdelegate.h"

#include "models/items/historymodel.h"
#include "widgets/look/look.h"

namespace lk {

namespace {

QList<Plate> platesOf(const QModelIndex &index)
{
    QList<Plate> found;
    if (index.data(HistoryModel::HeadRole).toBool())
        found.append({TagsDelegate::tr("head"), Tone::Accent});
    for (const QString &tag : index.data(HistoryModel::TagsRole).toStringList())
        found.append({tag, Tone::Warning});
    return found;
}

} // namespace

TagsDelegate::TagsDelegate(QObject *parent) : PlatesDelegate(platesOf, Text::Follows, parent) {}

} // namespace lk
