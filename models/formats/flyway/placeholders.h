// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/migration.h"

namespace lk {

/// A text with its ${placeholders} filled in.
struct FilledText {
    QByteArray text;
    std::vector<FileProblem> problems; ///< "unknown-placeholder", with line
};

/// Fills @p text as Flyway does, comments and strings too. @p options are its configuration ("placeholders.owner"; names count without
/// regard to case), @p fileName is what ${flyway:filename} stands for.
FilledText fillPlaceholders(const QByteArray &text, const QMap<QString, QString> &options, const QString &fileName);

} // namespace lk
