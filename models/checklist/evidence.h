// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clock.h"
#include "models/base/result.h"

#include <QJsonObject>

#include <optional>
#include <vector>

namespace lk {

/// A dated record that something was shown or decided, for one subject in one environment.
struct Evidence {
    QString kind;        ///< "rehearsal", "verification", "snapshot", "tick", "waiver", "review", "notified", ...
    QString subject;     ///< plan fingerprint, content digest, or "<item id>@<fingerprint>"
    QString environment; ///< empty: any
    QDateTime at;        ///< UTC
    QString by;
    bool ok = true;
    QString note;
    QJsonObject detail;

    bool operator==(const Evidence &) const = default;
};

/// Evidence of a project. Reviews and waivers are files of their own below .lockkeeper that a team shares; the rest stays on this machine.
class EvidenceStore
{
public:
    explicit EvidenceStore(QString dataFolder);

    Result<void> add(const Evidence &evidence);
    /// All of a kind, oldest first.
    std::vector<Evidence> all(const QString &kind) const;
    /// The newest of a kind for this subject and environment.
    std::optional<Evidence> newest(const QString &kind, const QString &subject, const QString &environment) const;
    /// The newest of a kind in this environment, whatever its subject.
    std::optional<Evidence> newestOf(const QString &kind, const QString &environment) const;

private:
    QString pathOf(const Evidence &evidence) const;

    QString m_folder;
};

} // namespace lk
