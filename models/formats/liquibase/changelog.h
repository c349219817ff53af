// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// Names in FormatSetup::options.
inline const QString ChangelogOption = QStringLiteral("changelog"); ///< the root changelog below BaseOption
inline const QString BaseOption = QStringLiteral("base");
inline const QString ContextsOption = QStringLiteral("contexts");   ///< that the tool would be run with; empty: all
inline const QString LabelsOption = QStringLiteral("labels");
inline const QString EngineOption = QStringLiteral("engine");       ///< that the tool's address is of; empty: not known
inline const QString LockTableOption = QStringLiteral("lockTable");
inline const QString ParameterPrefix = QStringLiteral("parameter.");

/// Names in Migration::details.
inline const QString IdDetail = QStringLiteral("id");
inline const QString AuthorDetail = QStringLiteral("author");
inline const QString PathDetail = QStringLiteral("filename");
inline const QString ContextDetail = QStringLiteral("contexts");
inline const QString LabelsDetail = QStringLiteral("labels");
inline const QString CommentDetail = QStringLiteral("comments");
inline const QString DescriptionDetail = QStringLiteral("description");
inline const QString ValidChecksumsDetail = QStringLiteral("validCheckSum");
inline const QString PreconditionsDetail = QStringLiteral("preconditions");

/// The last thing that the root changelog has: where a new changeset belongs.
struct ChangelogEnd {
    QString file;   ///< a formatted SQL file, relative to the project
    QString folder; ///< or a folder of such files
    QString root;   ///< or neither: the changelog that has to be edited by hand
};

/// All changesets that the root changelog leads to, in its order.
Result<std::vector<Migration>> readChangelog(const FormatSetup &setup, const Dialect &dialect, ChangelogEnd *end = nullptr);

/// "path::id::author", as Liquibase prints it; the path without "classpath:" and slashes in front.
QString changesetKey(const QString &path, const QString &id, const QString &author);
QString changesetPath(QString path);

} // namespace lk
