// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/progress.h"
#include "models/base/runcontrol.h"
#include "models/engines/mysql/copymask.h"
#include "models/engines/mysql/servermadeindexes.h"
#include "models/engines/mysql/session.h"

#include <QFile>

namespace lk {

/// A dump in SQL text as mariadb-dump and mysqldump write it, read as statements and never by a client program, which
/// would also obey its own commands in it.
class MysqlDumpFile
{
public:
    /// Opens @p file; one that is missing, cut short or something else is an error.
    static Result<std::unique_ptr<MysqlDumpFile>> open(const QString &file);

    /// The database that was dumped.
    const QString &database() const { return m_database; }
    /// " CHARACTER SET x COLLATE y" of the dumped database; empty where the dump does not say.
    const QByteArray &charset() const { return m_charset; }

    /// Runs it in @p session, with names turned by @p mask; @p sleep keeps events from running. Indexes in @p serverMade are left to
    /// the server to make again.
    Result<void> replay(MysqlSession &session, CopyMask &mask, bool sleep, RunControl &control, const ProgressSink &progress,
                        const ServerMadeIndexes &serverMade = {});

    /// The line that our dumps have after the tool's own last one.
    static QByteArray trailer(const QString &charset, const QString &collation);

private:
    explicit MysqlDumpFile(const QString &file) : m_file(file) {}
    Result<void> read();
    Error broken(const QString &why) const;

    QFile m_file;
    QByteArrayView m_text;
    QString m_database;
    QByteArray m_charset;
};

} // namespace lk
