// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/sqlite/engine.h"

#include "models/engines/scratchfolder.h"
#include "models/engines/sqlite/backuptool.h"
#include "models/engines/sqlite/cancelguard.h"
#include "models/engines/sqlite/contents.h"
#include "models/engines/sqlite/explain.h"
#include "models/engines/sqlite/introspect.h"
#include "models/engines/sqlite/lock.h"
#include "models/engines/sqlite/observe.h"
#include "models/engines/sqlite/scratch.h"
#include "models/engines/sqlite/sizes.h"

#include <QDir>
#include <QFileInfo>
#include <QHash>
#include <QUrl>

#include <unistd.h>

#include <algorithm>
#include <array>

namespace lk {

namespace {

const auto Scheme = QStringLiteral("sqlite:");

SqliteSession &own(Session &session)
{
    Q_ASSERT(dynamic_cast<SqliteSession *>(&session));
    return static_cast<SqliteSession &>(session);
}

/// "mode=rwc" and the like, as other tools write them behind the path; Lockkeeper decides about that itself.
QString withoutParameters(const QString &path)
{
    const qsizetype mark = path.lastIndexOf(u'?');
    const QString parameters = path.mid(mark + 1);
    static constexpr std::array Names = {"mode=", "cache=", "immutable=", "vfs="};
    const bool known = std::any_of(Names.begin(), Names.end(),
                                   [&](const char *name) { return parameters.startsWith(QLatin1String(name)); });
    return mark >= 0 && known ? path.left(mark) : path;
}

bool switchesForeignKeysOff(const ScriptStatement &statement)
{
    const StatementFacts &facts = statement.facts;
    const QString value = facts.pragmaValue.toLower();
    return facts.verb == Verb::Pragma && facts.name.compare(QLatin1String("foreign_keys"), Qt::CaseInsensitive) == 0
           && QStringList{QStringLiteral("off"), QStringLiteral("0"), QStringLiteral("no"), QStringLiteral("false")}
                  .contains(value);
}

QString violationText(const QVariantList &row)
{
    const QString place = row[1].isNull() ? QStringLiteral("a row") : QStringLiteral("row %1").arg(row[1].toLongLong());
    return QStringLiteral("%1: %2 refers to a row of %3 that is not there (%4)")
        .arg(row[0].toString(), place, row[2].toString(), row[3].toString());
}

} // namespace

SqliteEngine::SqliteEngine()
    : m_traits{QStringLiteral("sqlite"), QStringLiteral("SQLite"), {QStringLiteral("sqlite")}, sqliteDialect(), true,
               QStringLiteral("sqlite"), QStringLiteral(".db")}
{}

Result<Target> SqliteEngine::target(const QString &url, const QString &folder) const
{
    const auto refuse = [&url](const QString &why) {
        return Failure(Error{ErrorCode::Usage,
                             QStringLiteral("cannot use the address %1").arg(url),
                             {},
                             why,
                             QStringLiteral("write it as sqlite:shop.db or sqlite:/srv/shop.db")});
    };
    if (!url.startsWith(Scheme, Qt::CaseInsensitive))
        return refuse(QStringLiteral("it does not begin with sqlite:"));
    QString path = url.mid(Scheme.size());
    // "sqlite://shop.db" is relative as well, "sqlite:///srv/shop.db" absolute.
    if (path.startsWith(QLatin1String("//")))
        path.remove(0, 2);
    path = QUrl::fromPercentEncoding(withoutParameters(path).toUtf8());
    if (path.isEmpty() || path == QLatin1String(":memory:"))
        return refuse(QStringLiteral("it names no file"));
    if (path.contains(QChar(0)))
        return refuse(QStringLiteral("a path can't hold a NUL"));
    path = QDir::cleanPath(QDir(folder).absoluteFilePath(path));
    Target target;
    target.engine = m_traits.name;
    target.url = Scheme + path;
    target.database = path;
    return target;
}

Result<std::unique_ptr<Session>> SqliteEngine::open(const Target &target, Access access, bool create) const
{
    return SqliteSession::open(target.database, access, create, SqliteSession::Purpose::Target).map([](auto &&session) {
        return std::unique_ptr<Session>(std::move(session));
    });
}

QString SqliteEngine::identity(const Target &target) const
{
    return Scheme + canonicalDatabasePath(target.database);
}

QString SqliteEngine::identityQuery() const
{
    return QStringLiteral("SELECT file FROM pragma_database_list WHERE name = 'main'");
}

Result<Snapshot> SqliteEngine::snapshot(Session &session) const
{
    return sqliteSnapshot(own(session));
}

Result<Contents> SqliteEngine::contents(Session &session, ContentDepth depth, RunControl &control) const
{
    return sqliteContents(own(session), depth, control);
}

Result<Counters> SqliteEngine::counters(Session &session) const
{
    return sqliteCounters(own(session));
}

Result<std::vector<TableSize>> SqliteEngine::tableSizes(Session &session) const
{
    return sqliteTableSizes(session);
}

Result<Gauge> SqliteEngine::gauge(Session &scratch) const
{
    return sqliteGauge(scratch);
}

Result<QueryPlan> SqliteEngine::explain(Session &session, QByteArrayView query, bool run) const
{
    return explainSqlite(own(session), query, run);
}

Result<QStringList> SqliteEngine::referenceViolations(Session &session) const
{
    const auto sql = QStringLiteral(
        "SELECT v.\"table\", v.rowid, v.parent, (SELECT group_concat(l.\"from\", ', ') "
        "FROM pragma_foreign_key_list(v.\"table\") AS l WHERE l.id = v.fkid) FROM pragma_foreign_key_check AS v");
    return session.query(sql).map([](const Rows &rows) {
        QStringList violations;
        // Rows of WITHOUT ROWID tables have no number to tell them apart by.
        QHash<QString, int> seen;
        for (const QVariantList &row : rows.rows) {
            const QString text = violationText(row);
            const int number = ++seen[text];
            violations << (number == 1 ? text : text + QStringLiteral(" #%1").arg(number));
        }
        return violations;
    });
}

Result<QStringList> SqliteEngine::integrityProblems(Session &session, RunControl &control) const
{
    const CancelGuard guard(own(session).handle(), control);
    return session.query(QStringLiteral("PRAGMA integrity_check")).map([](const Rows &rows) {
        QStringList problems;
        for (const QVariantList &row : rows.rows)
            problems << row[0].toString();
        problems.removeAll(QStringLiteral("ok"));
        return problems;
    });
}

StepFrame SqliteEngine::frame(const std::vector<ScriptStatement> &statements) const
{
    StepFrame frame;
    const bool switchesOff = std::any_of(statements.begin(), statements.end(), switchesForeignKeysOff);
    const bool dropsTable = std::any_of(statements.begin(), statements.end(), [](const ScriptStatement &statement) {
        const StatementFacts &facts = statement.facts;
        return facts.verb == Verb::Drop
               && (facts.objectKind == ObjectKind::Table || facts.objectKind == ObjectKind::VirtualTable);
    });
    if (switchesOff) {
        frame.before << QByteArrayLiteral("PRAGMA foreign_keys = OFF");
        frame.after << QByteArrayLiteral("PRAGMA foreign_keys = ON");
        frame.checkReferences = true;
        frame.remarks << QStringLiteral(
            "SQLite ignores PRAGMA foreign_keys inside a transaction; it is switched off before and on after, "
            "and references are checked before the commit");
    } else {
        // With enforcement on, DROP TABLE first deletes the rows, and with them what cascades.
        frame.countRows = dropsTable;
    }
    return frame;
}

Result<std::unique_ptr<Scratch>> SqliteEngine::scratch(const Target &target, ScratchData data, RunControl &control, const ProgressSink &progress,
                                                         const std::optional<Target> &) const
{
    auto from = SqliteSession::open(target.database, Access::ReadOnly, false, SqliteSession::Purpose::Target);
    if (!from)
        return Failure(from.error());
    return scratchOf(**from, data, control, progress);
}

Result<std::vector<AbandonedScratch>> SqliteEngine::abandonedScratches(const Target &) const
{
    return abandonedFolders();
}

Result<void> SqliteEngine::removeScratch(const Target &, const AbandonedScratch &scratch) const
{
    return removeFolder(scratch);
}

Result<std::unique_ptr<StatementWatch>> SqliteEngine::observe(Session &scratch) const
{
    return watchOfSqlite(static_cast<SqliteSession &>(scratch));
}

Result<std::unique_ptr<MigrationLock>> SqliteEngine::lock(const Target &target) const
{
    return lockDatabase(target.database);
}

Result<void> SqliteEngine::dump(const Target &target, const DumpFile &file, RunControl &control,
                                const ProgressSink &progress) const
{
    return dumpDatabase(target.database, file, control, progress);
}

Result<void> SqliteEngine::load(const DumpFile &file, const Target &target, RunControl &control,
                                const ProgressSink &progress) const
{
    return loadDatabase(file, target.database, control, progress);
}

Result<std::unique_ptr<Scratch>> SqliteEngine::scratchFrom(const DumpFile &file, const Target &, RunControl &control,
                                                 const ProgressSink &progress) const
{
    return scratchOfDump(file, control, progress);
}

Result<qint64> SqliteEngine::estimatedDumpSize(const Target &target) const
{
    return databaseSize(target.database);
}

QStringList SqliteEngine::missingPrivileges(const Target &target) const
{
    const QFileInfo file(canonicalDatabasePath(target.database));
    const QFileInfo folder(file.path());
    if (!folder.isDir())
        return {QStringLiteral("there is no folder %1").arg(folder.filePath())};
    QStringList missing;
    if (file.exists() && !isAccessible(file.filePath(), W_OK))
        missing << QStringLiteral("the file %1 is not writable").arg(file.filePath());
    if (!isAccessible(folder.filePath(), W_OK))
        missing
            << QStringLiteral("the folder %1 is not writable; SQLite keeps its journal there").arg(folder.filePath());
    return missing;
}

} // namespace lk
