// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/migration.h"
#include "models/sql/dialect.h"

#include <QHash>

namespace lk {

/// The changelog's parameters: the first value that a name gets stays.
class ChangelogParameters
{
public:
    void set(const QString &name, const QString &value);
    /// @p text with every ${name} that has a value filled in; others stay as they are.
    QByteArray filled(const QByteArray &text) const;
    QString filled(const QString &text) const { return QString::fromUtf8(filled(text.toUtf8())); }

private:
    QHash<QByteArray, QByteArray> m_values; ///< names in small letters
};

/// One changeset of a formatted SQL file.
struct SqlChangeset {
    enum class Rollback { None, Sql, Nothing, Other };

    QString author;
    QString id;
    QString path;     ///< logicalFilePath; empty: the file's own
    QString context;
    QString labels;
    QString dbms;
    QString comment;
    QStringList preconditions;
    QStringList validChecksums;
    bool runOnChange = false;
    bool runAlways = false;
    bool runInTransaction = true;
    bool ignore = false;
    qint64 line = 0;     ///< of "--changeset"
    QByteArray sql;      ///< what the checksum is of
    QByteArray script;   ///< the changeset's lines, directives as blank lines, from "--changeset" on
    Rollback rollback = Rollback::None;
    QByteArray rollbackScript; ///< from `rollbackLine` on
    qint64 rollbackLine = 0;
    QString rollbackId;        ///< of Other: whose SQL takes it back
    QString rollbackAuthor;
    QString rollbackPath;
    std::vector<FileProblem> problems;
};

struct FormattedSql {
    bool isFormatted = false; ///< the first line says "liquibase formatted"
    std::vector<SqlChangeset> changesets;
    std::vector<FileProblem> problems; ///< of what stands before the first changeset
};

/// Reads a file whose first line is "--liquibase formatted sql". @p parameters get those that it defines.
FormattedSql readFormattedSql(const QByteArray &text, ChangelogParameters &parameters, const Dialect &dialect);

/// Whether the first line with something on it is Liquibase's.
bool isFormattedSql(const QByteArray &text);

/// The checksum of version 9, as text: "9:...".
QByteArray liquibaseChecksum(const QByteArray &sql);

} // namespace lk
