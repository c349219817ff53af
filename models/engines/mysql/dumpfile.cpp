// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/dumpfile.h"

#include "models/base/age.h"
#include "models/engines/mysql/cancelledcopy.h"
#include "models/engines/mysql/dumppieces.h"
#include "models/engines/sessioncancelguard.h"
#include "models/sql/splitter.h"

#include <QFileInfo>
#include <QRegularExpression>

namespace lk {

namespace {

constexpr qsizetype HeadBytes = 4096;
constexpr qsizetype TailBytes = 512;
const QByteArray Completed = QByteArrayLiteral("-- Dump completed");
const QByteArray OwnLine = QByteArrayLiteral("-- Lockkeeper:");
/// A command to the client program; the server takes it for a comment.
const QByteArray ClientMark = QByteArrayLiteral("/*M!999999");

QByteArray withoutServerMade(QByteArrayView statement, const ServerMadeIndexes &serverMade)
{
    constexpr QByteArrayView Head = "CREATE TABLE `";
    const qsizetype end = serverMade.isEmpty() || !statement.startsWith(Head) ? -1 : statement.indexOf("` (", Head.size());
    if (end < 0)
        return statement.toByteArray();
    const QString table = QString::fromUtf8(statement.sliced(Head.size(), end - Head.size())).replace(QStringLiteral("``"), QStringLiteral("`"));
    return withoutIndexes(statement, serverMade.value(table));
}

} // namespace

/// Runs statements of the dump, piece after piece.
struct MysqlDumpFile::Replay {
    MysqlSession &session;
    CopyMask &mask;
    bool sleep;
    const ServerMadeIndexes &serverMade;
    RunControl &control;
    const ProgressSink &progress;
    QString file;
    qint64 total;
    qint64 before = 0; ///< bytes of the pieces before

    Result<void> run(QByteArrayView text, const std::vector<StatementSpan> &statements)
    {
        for (const StatementSpan &span : statements) {
            if (control.cancelled())
                return cancelledCopy();
            const QByteArrayView statement = text.sliced(span.offset, span.length);
            if (statement.startsWith(ClientMark))
                continue;
            // Rows name no database.
            const bool rows = statement.startsWith("INSERT INTO ");
            const QByteArray turned = rows ? QByteArray() : mask.turned(withoutServerMade(statement, serverMade), sleep);
            if (Result<void> done = session.replay(rows ? statement : QByteArrayView(turned)); !done) {
                Error error = done.error();
                error.where = {file, span.line, span.column};
                return Failure(error);
            }
            if (progress)
                progress({QStringLiteral("loading"), before + span.offset + span.length, total});
        }
        before += text.size();
        return {};
    }
};

QByteArray MysqlDumpFile::trailer(const QString &charset, const QString &collation)
{
    return OwnLine + " CHARACTER SET " + charset.toLatin1() + " COLLATE " + collation.toLatin1() + '\n';
}

Error MysqlDumpFile::broken(const QString &why) const
{
    return {ErrorCode::Failed, QStringLiteral("cannot read the backup"), {m_file.fileName(), 0, 0}, why, QStringLiteral("choose another backup")};
}

Result<std::unique_ptr<MysqlDumpFile>> MysqlDumpFile::open(const DumpFile &file, RunControl &control, const ProgressSink &progress)
{
    std::unique_ptr<MysqlDumpFile> dump(new MysqlDumpFile(file));
    dump->m_encrypted = isAgeFile(file.path);
    if (Result<void> read = dump->m_encrypted ? dump->decrypt(control, progress) : dump->read(); !read)
        return Failure(read.error());
    return dump;
}

Result<void> MysqlDumpFile::read()
{
    if (!QFileInfo(m_file).isFile())
        return Failure(broken(QStringLiteral("there is no such file")));
    if (!m_file.open(QIODevice::ReadOnly))
        return Failure(broken(m_file.errorString()));
    if (m_file.size() == 0)
        return Failure(broken(QStringLiteral("it is empty: an interrupted dump")));
    const uchar *bytes = m_file.map(0, m_file.size());
    if (!bytes)
        return Failure(broken(m_file.errorString()));
    m_text = QByteArrayView(bytes, m_file.size());
    m_size = m_text.size();
    return understand(m_text.first(std::min(HeadBytes, m_text.size())).toByteArray(), m_text.last(std::min(TailBytes, m_text.size())).toByteArray());
}

/// Reads it to its end, so that a damaged one is known before anything is replaced, and for what its last line says.
Result<void> MysqlDumpFile::decrypt(RunControl &control, const ProgressSink &progress)
{
    auto age = AgeReader::make(m_file.fileName(), m_form.identity);
    if (!age)
        return failure(std::move(age));
    const qint64 total = m_file.size();
    QByteArray head;
    QByteArray tail;
    for (;;) {
        const auto bytes = (*age)->read(control);
        if (!bytes)
            return Failure(bytes.error());
        if (bytes->isEmpty())
            return understand(head, tail);
        m_size += bytes->size();
        if (head.size() < HeadBytes)
            head += bytes->first(std::min(bytes->size(), HeadBytes - head.size()));
        tail = (tail + *bytes).right(TailBytes);
        if (progress)
            progress({QStringLiteral("decrypting"), std::min(m_size, total), total});
    }
}

Result<void> MysqlDumpFile::understand(const QByteArray &head, const QByteArray &tail)
{
    static const QRegularExpression header(
        QStringLiteral("^-- (MariaDB|MySQL) dump .*^-- Host: .*?    Database: (.*?)$"),
        QRegularExpression::MultilineOption | QRegularExpression::DotMatchesEverythingOption);
    const auto match = header.match(QString::fromUtf8(head));
    if (!match.hasMatch())
        return Failure(broken(QStringLiteral("it is no dump by mariadb-dump or mysqldump")));
    m_database = match.captured(2).trimmed();

    const qsizetype end = tail.lastIndexOf(Completed);
    if (end < 0 || !tail.endsWith('\n'))
        return Failure(broken(QStringLiteral("it is cut short: its last line is missing")));
    static const QRegularExpression own(QStringLiteral("^-- Lockkeeper:( CHARACTER SET \\w+ COLLATE \\w+)$"),
                                        QRegularExpression::MultilineOption);
    m_charset = own.match(QString::fromUtf8(tail.mid(end))).captured(1).toLatin1();
    return {};
}

Result<void> MysqlDumpFile::replay(MysqlSession &session, CopyMask &mask, bool sleep, RunControl &control, const ProgressSink &progress,
                                   const ServerMadeIndexes &serverMade)
{
    const SessionCancelGuard guard(session, control);
    Replay replay{session, mask, sleep, serverMade, control, progress, m_file.fileName(), m_size};
    Result<void> done;
    if (m_encrypted) {
        done = replayDecrypted(replay);
    } else {
        const auto statements = splitStatements(m_text, session.dialect());
        done = statements ? replay.run(m_text, *statements) : Failure(broken(statements.error().text()));
    }
    if (control.cancelled())
        return cancelledCopy(); // whatever the server said of the statement that was cut off
    return done.and_then([&] { return session.reset(); });
}

Result<void> MysqlDumpFile::replayDecrypted(Replay &replay)
{
    auto age = AgeReader::make(m_file.fileName(), m_form.identity);
    if (!age)
        return failure(std::move(age));
    DumpPieces pieces(replay.session.dialect());
    for (;;) {
        const auto bytes = (*age)->read(replay.control);
        if (!bytes)
            return Failure(bytes.error());
        if (bytes->isEmpty())
            break;
        pieces.add(*bytes);
        while (const auto piece = pieces.next()) {
            if (Result<void> done = replay.run(piece->text, piece->statements); !done)
                return done;
        }
    }
    const auto last = pieces.rest();
    return last ? replay.run(last->text, last->statements) : Failure(broken(last.error().text()));
}

} // namespace lk
