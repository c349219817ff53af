// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace lk {

/// The leave to run one plan. Only the Checklist can make one, so no front end can skip a gate.
class ApplyPermit
{
public:
    const QString &fingerprint() const { return m_fingerprint; }
    /// Digest of the schema that the plan was checked against; a different one at run time voids the permit.
    const QString &schemaDigest() const { return m_schemaDigest; }

private:
    friend class Checklist;
    ApplyPermit(QString fingerprint, QString schemaDigest)
        : m_fingerprint(std::move(fingerprint)), m_schemaDigest(std::move(schemaDigest))
    {
    }

    QString m_fingerprint;
    QString m_schemaDigest;
};

} // namespace lk
