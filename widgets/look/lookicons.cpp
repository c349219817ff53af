// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/look/look.h"
#include "widgets/look/toneicon.h"

namespace lk {

namespace {

QString nameOf(State state)
{
    switch (state) {
    case State::Applied: return QStringLiteral("state-applied");
    case State::Pending: return QStringLiteral("state-pending");
    case State::OutOfOrder: return QStringLiteral("state-out-of-order");
    case State::Outdated: return QStringLiteral("state-outdated");
    case State::Changed: return QStringLiteral("state-changed");
    case State::Missing: return QStringLiteral("state-missing");
    case State::Failed: return QStringLiteral("state-failed");
    case State::Baseline: return QStringLiteral("state-baseline");
    case State::Unknown: return QStringLiteral("state-unknown");
    }
    return {};
}

QString nameOf(Severity severity)
{
    switch (severity) {
    case Severity::Note: return QStringLiteral("severity-note");
    case Severity::Caution: return QStringLiteral("severity-caution");
    case Severity::Blocks: return QStringLiteral("severity-blocks");
    }
    return {};
}

QString nameOf(ItemState state)
{
    switch (state) {
    case ItemState::Open: return QStringLiteral("item-open");
    case ItemState::Done: return QStringLiteral("item-done");
    case ItemState::Failing: return QStringLiteral("item-failing");
    case ItemState::Stale: return QStringLiteral("item-stale");
    case ItemState::Waived: return QStringLiteral("item-waived");
    }
    return {};
}

QString nameOf(Phase phase)
{
    switch (phase) {
    case Phase::Plan: return QStringLiteral("phase-plan");
    case Phase::Develop: return QStringLiteral("phase-develop");
    case Phase::Test: return QStringLiteral("phase-test");
    case Phase::Before: return QStringLiteral("phase-before");
    case Phase::During: return QStringLiteral("phase-during");
    case Phase::After: return QStringLiteral("phase-after");
    }
    return {};
}

QString nameOf(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::Added: return QStringLiteral("change-added");
    case ChangeKind::Removed: return QStringLiteral("change-removed");
    case ChangeKind::Altered: return QStringLiteral("change-altered");
    case ChangeKind::Renamed: return QStringLiteral("change-renamed");
    }
    return {};
}

QString nameOf(RunModel::RowState state)
{
    switch (state) {
    case RunModel::RowState::Waiting: return QStringLiteral("row-waiting");
    case RunModel::RowState::Running: return QStringLiteral("row-running");
    case RunModel::RowState::Done: return QStringLiteral("state-applied");
    case RunModel::RowState::Failed: return QStringLiteral("state-failed");
    case RunModel::RowState::RolledBack: return QStringLiteral("outcome-rolled-back");
    case RunModel::RowState::PartlyApplied: return QStringLiteral("outcome-partly");
    case RunModel::RowState::Unknown: return QStringLiteral("outcome-unknown");
    }
    return {};
}

QString nameOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Committed: return nameOf(RunModel::RowState::Done);
    case Outcome::RolledBack: return nameOf(RunModel::RowState::RolledBack);
    case Outcome::PartlyApplied: return nameOf(RunModel::RowState::PartlyApplied);
    case Outcome::Unknown: return nameOf(RunModel::RowState::Unknown);
    }
    return {};
}

QString nameOf(Verified verified)
{
    switch (verified) {
    case Verified::No: return QStringLiteral("outcome-unknown");
    case Verified::Listed: return QStringLiteral("outcome-partly");
    case Verified::Restored: return QStringLiteral("state-applied");
    }
    return {};
}

QString nameOf(AuditModel::Result result)
{
    switch (result) {
    case AuditModel::Result::Open: return QStringLiteral("row-running");
    case AuditModel::Result::Good: return QStringLiteral("state-applied");
    case AuditModel::Result::Bad: return QStringLiteral("state-failed");
    case AuditModel::Result::Unclear: return QStringLiteral("outcome-unknown");
    }
    return {};
}

QString nameOf(Stops stops)
{
    switch (stops) {
    case Stops::Nobody: return QStringLiteral("state-applied");
    case Stops::SchemaChanges: return QStringLiteral("severity-note");
    case Stops::Writers: return QStringLiteral("severity-caution");
    case Stops::Everybody: return QStringLiteral("lock");
    }
    return {};
}

} // namespace

QIcon Look::icon(const QString &name, Tone tone)
{
    instance(); // the icons' files are taken in there
    return QIcon(new ToneIcon(name, tone));
}

QIcon Look::icon(State state)
{
    return icon(nameOf(state), tone(state));
}

QIcon Look::icon(Severity severity)
{
    return icon(nameOf(severity), tone(severity));
}

QIcon Look::icon(ItemState state)
{
    return icon(nameOf(state), tone(state));
}

QIcon Look::icon(Phase phase)
{
    return icon(nameOf(phase));
}

QIcon Look::icon(ChangeKind kind)
{
    return icon(nameOf(kind), tone(kind));
}

QIcon Look::icon(Outcome outcome)
{
    return icon(nameOf(outcome), tone(outcome));
}

QIcon Look::icon(RunModel::RowState state)
{
    return icon(nameOf(state), tone(state));
}

QIcon Look::icon(Verified verified)
{
    return icon(nameOf(verified), tone(verified));
}

QIcon Look::icon(Stops stops)
{
    return icon(nameOf(stops), tone(stops));
}

QIcon Look::icon(AuditModel::Result result)
{
    return icon(nameOf(result), tone(result));
}

} // namespace lk
