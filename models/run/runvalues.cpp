// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/run/runvalues.h"

namespace lk {

namespace {

QVariant valueOf(RunValue value, const RunMoment &moment)
{
    switch (value) {
    case RunValue::ElapsedMs: return moment.elapsedNs / 1'000'000;
    case RunValue::ElapsedNs: return moment.elapsedNs;
    case RunValue::NowUtcText: return moment.now.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    case RunValue::NowMs: return moment.now.toMSecsSinceEpoch();
    case RunValue::Uuid: return moment.uuid;
    case RunValue::User: return moment.user;
    }
    return {};
}

} // namespace

QVariantList bound(const std::vector<BoundValue> &values, const RunMoment &moment)
{
    QVariantList bound;
    for (const BoundValue &value : values) {
        const auto *run = std::get_if<RunValue>(&value);
        bound << (run ? valueOf(*run, moment) : std::get<QVariant>(value));
    }
    return bound;
}

} // namespace lk
