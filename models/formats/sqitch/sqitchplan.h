// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QHash>
#include <QStringList>

#include <vector>

namespace lk {

/// A note of what has to be there, or must not be: "users", "users@v1.0", "@v1.0", "other:users", or an id.
struct SqitchDependency {
    QString text;          ///< as Sqitch writes it down, without the exclamation mark and without the plan's own project
    QString project = {};  ///< of a change in another project; empty: this one
    QString change = {};
    QString tag = {};
    QString id = {};       ///< where an id is named
    bool conflict = false;
};

struct SqitchTag {
    QString name; ///< without the @
    QString id;
    QString planner; ///< "Name <address>"
    QString date;    ///< "2024-01-01T00:00:00Z"
    QString note;
    qint64 line = 0;
};

struct SqitchChange {
    QString name;
    QString id;
    QString parent; ///< the id of the change above
    QString planner;
    QString date;
    QString note;
    std::vector<SqitchDependency> dependencies;
    std::vector<SqitchTag> tags;   ///< that follow it
    QStringList reworkTags;        ///< tags between it and the next change of its name: its scripts are kept under one of them
    qint64 line = 0;
    qsizetype section = 0;         ///< how many tagged changes stand above
};

/// What a sqitch.plan says, with the ids that Sqitch computes.
struct SqitchPlan {
    QString project;
    QString uri;
    std::vector<SqitchChange> changes;

    /// The change that @p dependency of the change at @p from means in this project; -1 where there is none.
    qsizetype find(const SqitchDependency &dependency) const;

    QHash<QString, qsizetype> byId = {};
    QHash<QString, qsizetype> byTag = {};
    QHash<QString, QList<qsizetype>> byName = {};
};

/// Reads a plan. Errors hold @p file and the line, as Sqitch would refuse the whole file.
Result<SqitchPlan> readSqitchPlan(const QByteArray &text, const QString &file);

/// What is wrong with the name of a change or a tag, or nothing.
QString sqitchNameProblem(const QString &name);

} // namespace lk
