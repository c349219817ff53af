// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/rehearsal/rehearsalcells.h"

#include "models/items/locktexts.h"
#include "models/items/rehearsalmodel.h"
#include "widgets/look/bardelegate.h"
#include "widgets/look/look.h"
#include "widgets/look/meaningdelegate.h"
#include "widgets/look/plates.h"

#include <QHeaderView>
#include <QTreeView>

namespace lk {

namespace {

Tone toneOf(RehearsalModel::Weight weight)
{
    switch (weight) {
    case RehearsalModel::Weight::Quiet: return Tone::Quiet;
    case RehearsalModel::Weight::Good: return Tone::Good;
    case RehearsalModel::Weight::Notice: return Tone::Accent;
    case RehearsalModel::Weight::Caution: return Tone::Warning;
    case RehearsalModel::Weight::Bad: return Tone::Bad;
    }
    return Tone::Plain;
}

QList<Plate> locks(const QModelIndex &index)
{
    QList<Plate> plates;
    for (const ObservedLock &lock : index.data(RehearsalModel::LocksRole).value<std::vector<ObservedLock>>())
        plates.append({lockText(lock), Look::tone(lock.stops)});
    return plates;
}

QList<Plate> marks(const QModelIndex &index)
{
    QList<Plate> plates;
    for (const RehearsalModel::Mark &mark : index.data(RehearsalModel::MarksRole).value<QList<RehearsalModel::Mark>>())
        plates.append({mark.text, toneOf(mark.weight)});
    return plates;
}

std::optional<double> fraction(const QModelIndex &index)
{
    const QVariant value = index.data(RehearsalModel::FractionRole);
    return value.isValid() ? std::optional(value.toDouble()) : std::nullopt;
}

MeaningDelegate::Shown waits(const QModelIndex &index)
{
    const QVariant stops = index.data(RehearsalModel::StopsRole);
    if (stops.isValid())
        return {Look::icon(Stops(stops.toInt())), Look::color(Stops(stops.toInt()))};
    const bool isUnknown = !index.data().toString().isEmpty();
    return {isUnknown ? Look::icon(QStringLiteral("state-unknown"), Tone::Quiet) : QIcon(), Look::color(Tone::Quiet)};
}

MeaningDelegate::Shown log(const QModelIndex &index)
{
    return {{}, index.data(RehearsalModel::LogBytesRole).isValid() ? QColor() : Look::color(Tone::Quiet)};
}

} // namespace

void setUpRehearsalCells(QTreeView *view)
{
    view->setItemDelegateForColumn(RehearsalModel::TimeColumn, new BarDelegate(fraction, view));
    view->setItemDelegateForColumn(RehearsalModel::LogColumn, new MeaningDelegate(log, view));
    view->setItemDelegateForColumn(RehearsalModel::WaitsColumn, new MeaningDelegate(waits, view));
    view->setItemDelegateForColumn(RehearsalModel::LocksColumn, new PlatesDelegate(locks, PlatesDelegate::Text::Replaced, view));
    view->setItemDelegateForColumn(RehearsalModel::SeenColumn, new PlatesDelegate(marks, PlatesDelegate::Text::Replaced, view));
    QHeaderView *header = view->header();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(RehearsalModel::WhatColumn, QHeaderView::Stretch);
    header->resizeSection(RehearsalModel::TimeColumn, 136);
    header->resizeSection(RehearsalModel::RowsColumn, 60);
    header->resizeSection(RehearsalModel::LogColumn, 72);
    header->resizeSection(RehearsalModel::WaitsColumn, 136);
    header->resizeSection(RehearsalModel::LocksColumn, 196);
    header->resizeSection(RehearsalModel::SeenColumn, 345);
}

} // namespace lk
