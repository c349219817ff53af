// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/dumpfile.h"

#include "models/engines/mysql/cancelguard.h"
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

QByteArray MysqlDumpFile::trailer(const QString &charset, const QString &collation)
{
    return OwnLine + " CHARACTER SET " + charset.toLatin1() + " COLLATE " + collation.toLatin1() + '\n';
}

Error MysqlDumpFile::broken(const QString &why) const
{
    return {ErrorCode::Failed, QStringLiteral("cannot read the backup"), {m_file.fileName(), 0, 0}, why, QStringLiteral("choose another backup")};
}

Result<std::unique_ptr<MysqlDumpFile>> MysqlDumpFile::open(const QString &file)
{
    std::unique_ptr<MysqlDumpFile> dump(new MysqlDumpFile(file));
    if (Result<void> read = dump->read(); !read)
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

    static const QRegularExpression header(
        QStringLiteral("^-- (MariaDB|MySQL) dump .*^-- Host: .*?    Database: (.*?)$"),
        QRegularExpression::MultilineOption | QRegularExpression::DotMatchesEverythingOption);
    const auto head = header.match(QString::fromUtf8(m_text.first(std::min(HeadBytes, m_text.size()))));
    if (!head.hasMatch())
        return Failure(broken(QStringLiteral("it is no dump by mariadb-dump or mysqldump")));
    m_database = head.captured(2).trimmed();

    const QByteArray tail = m_text.last(std::min(TailBytes, m_text.size())).toByteArray();
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
    const auto statements = splitStatements(m_text, session.dialect());
    if (!statements)
        return Failure(broken(statements.error().text()));
    const MysqlCancelGuard guard(session, control);
    for (const StatementSpan &span : *statements) {
        if (control.cancelled())
            return cancelledCopy();
        const QByteArrayView statement = m_text.sliced(span.offset, span.length);
        if (statement.startsWith(ClientMark))
            continue;
        // Rows name no database.
        const bool rows = statement.startsWith("INSERT INTO ");
        const QByteArray turned = rows ? QByteArray() : mask.turned(withoutServerMade(statement, serverMade), sleep);
        if (Result<void> done = session.replay(rows ? statement : QByteArrayView(turned)); !done) {
            Error error = done.error();
            error.where = {m_file.fileName(), span.line, span.column};
            return Failure(error);
        }
        if (progress)
            progress({QStringLiteral("loading"), span.offset + span.length, m_text.size()});
    }
    if (control.cancelled())
        return cancelledCopy();
    return session.reset();
}

} // namespace lk
