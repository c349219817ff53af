// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/formats/migration.h"

#include <QByteArrayList>
#include <QCryptographicHash>

#include <vector>

namespace lk {

/// A file of a migrations folder.
struct SqlFile {
    QString name;         ///< without folders
    QString path;         ///< relative to the project folder
    bool regular = true;  ///< a file, or a link to one; not a FIFO, socket or device, nor a link to nowhere
    bool wasRead = false; ///< `bytes` are what the disk holds
    QByteArray bytes;
    QByteArray checksum;                ///< raw; of the bytes
    std::optional<FileProblem> problem; ///< why the bytes are no script
};

/// The top level of @p folder / @p migrations: everything that is not a folder and whose name passes @p wanted, sorted
/// by name. A missing @p migrations folder has no files if it is @p defaultFolder, and is an error otherwise.
Result<std::vector<SqlFile>> listSqlFiles(const QString &folder, const QString &migrations,
                                          const QString &defaultFolder, bool (*wanted)(QStringView name));

/// Reads each file once, judges its encoding and hashes it; @p ignored texts are left out of the hash.
void readSqlFiles(const QString &folder, std::vector<SqlFile> &files, QCryptographicHash::Algorithm algorithm,
                  const QByteArrayList &ignored = {});

/// Whether the name ends in ".sql", in whatever case.
bool endsInSql(QStringView name);

/// @p file whole as one script.
Script wholeScript(const SqlFile &file);

} // namespace lk
