// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/progress.h"
#include "models/base/runcontrol.h"
#include "models/engines/dumpfile.h"
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
    /// Opens @p file; one that is missing, cut short or something else is an error. An encrypted one is decrypted to its end for
    /// that, and again when it is replayed: never as a whole in memory, nor readable on the disk.
    static Result<std::unique_ptr<MysqlDumpFile>> open(const DumpFile &file, RunControl &control, const ProgressSink &progress);

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
    explicit MysqlDumpFile(const DumpFile &file) : m_file(file.path), m_form(file.form) {}
    Result<void> read();
    Result<void> decrypt(RunControl &control, const ProgressSink &progress);
    Result<void> understand(const QByteArray &head, const QByteArray &tail);
    struct Replay;
    Result<void> replayDecrypted(Replay &replay);
    Error broken(const QString &why) const;

    QFile m_file;
    DumpForm m_form;
    bool m_encrypted = false;
    qint64 m_size = 0;     ///< of the text
    QByteArrayView m_text; ///< the whole; empty of an encrypted one
    QString m_database;
    QByteArray m_charset;
};

} // namespace lk
