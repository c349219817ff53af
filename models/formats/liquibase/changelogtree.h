// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QByteArray>

#include <vector>

namespace lk {

/// An element of an XML, YAML or JSON changelog: what is an attribute in one of them is a child in all.
struct ChangelogNode {
    QString name;
    QString text;
    std::vector<ChangelogNode> children;
    qint64 line = 0;
    qint64 first = 0; ///< lines that a part of the root takes, with the marks around it
    qint64 last = 0;  ///< 0: to the end of the file

    const ChangelogNode *find(QStringView wanted) const;
    /// The text of the child called @p wanted, trimmed; empty where there is none.
    QString value(QStringView wanted) const;
};

/// The root element with its parts in order: "include", "includeAll", "property", "changeSet", ... Errors carry file and line.
Result<ChangelogNode> readChangelogTree(const QByteArray &text, const QString &file);

} // namespace lk
