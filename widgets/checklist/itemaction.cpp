// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/checklist/itemaction.h"

#include <QCoreApplication>
#include <QHash>

namespace lk {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("lk::ItemAction", text);
}

} // namespace

ItemAction actionFor(const QString &item)
{
    static const QHash<QString, ItemAction> actions{
        {QStringLiteral("schema-documented"), ItemAction::SaveSnapshot},
        {QStringLiteral("requirements-defined"), ItemAction::EditScript},
        {QStringLiteral("affected-identified"), ItemAction::Rehearse},
        {QStringLiteral("duration-estimated"), ItemAction::Rehearse},
        {QStringLiteral("impact-considered"), ItemAction::ShowFindings},
        {QStringLiteral("rollback-planned"), ItemAction::Rehearse},
        {QStringLiteral("up-written"), ItemAction::EditScript},
        {QStringLiteral("down-written"), ItemAction::EditScript},
        {QStringLiteral("safe-to-run-twice"), ItemAction::Rehearse},
        {QStringLiteral("tested-on-development"), ItemAction::SwitchEnvironment},
        {QStringLiteral("data-integrity"), ItemAction::Rehearse},
        {QStringLiteral("breaking-documented"), ItemAction::ShowFindings},
        {QStringLiteral("reviewed"), ItemAction::Review},
        {QStringLiteral("production-copy"), ItemAction::Rehearse},
        {QStringLiteral("rollback-tested"), ItemAction::Rehearse},
        {QStringLiteral("query-performance"), ItemAction::Rehearse},
        {QStringLiteral("data-consistency"), ItemAction::Rehearse},
        {QStringLiteral("staging-first"), ItemAction::SwitchEnvironment},
        {QStringLiteral("backup-verified"), ItemAction::BackUp},
        {QStringLiteral("privileges"), ItemAction::ShowConnection},
        {QStringLiteral("safety-checks"), ItemAction::ShowFindings},
        {QStringLiteral("team-approval"), ItemAction::Review},
        {QStringLiteral("log-reviewed"), ItemAction::OpenLog},
        {QStringLiteral("migration-verified"), ItemAction::Verify},
        {QStringLiteral("data-verified"), ItemAction::Verify},
        {QStringLiteral("performance-assessed"), ItemAction::Rehearse},
    };
    return actions.value(item, ItemAction::None);
}

QString title(ItemAction action)
{
    switch (action) {
    case ItemAction::None: return {};
    case ItemAction::Rehearse: return tr("Rehearse");
    case ItemAction::BackUp: return tr("Back up now");
    case ItemAction::SaveSnapshot: return tr("Save a snapshot");
    case ItemAction::ShowFindings: return tr("Show findings");
    case ItemAction::EditScript: return tr("Show the script");
    case ItemAction::Review: return tr("Review…");
    case ItemAction::SwitchEnvironment: return tr("Switch environment…");
    case ItemAction::OpenLog: return tr("Open the log");
    case ItemAction::Verify: return tr("Verify");
    case ItemAction::ShowConnection: return tr("Check the connection");
    }
    return {};
}

bool mayBeTicked(const ChecklistItem &item)
{
    static const QStringList takeNotes{QStringLiteral("requirements-defined"), QStringLiteral("breaking-documented"),
                                       QStringLiteral("rollback-planned")};
    return !item.automatic || takeNotes.contains(item.id);
}

} // namespace lk
