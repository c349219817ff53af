// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/sqlfolder.h"

namespace lk {

/// Names in Migration::details, as Alembic's own files write them.
inline const QString RevisesDetail = QStringLiteral("Revises");
inline const QString DependsDetail = QStringLiteral("Depends on");
inline const QString CreateDateDetail = QStringLiteral("Create Date");

/// Whether Alembic takes a file of that name for a revision.
bool isRevisionName(QStringView name);

/// The revisions in @p files, which were read, in an order in which they can run, with everything that is wrong with their graph.
std::vector<Migration> alembicMigrations(const std::vector<SqlFile> &files);

/// What stands as down_revision.
QStringList parentsOf(const Migration &migration);

/// Whether a revision's text has something to run in @p direction: back, where downgrade() does something, or needs not because upgrade() does nothing.
bool hasDirection(const QByteArray &text, Direction direction);

} // namespace lk
