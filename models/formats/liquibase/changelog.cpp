// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/liquibase/changelog.h"

#include "models/formats/liquibase/changelogtree.h"
#include "models/formats/liquibase/contextexpression.h"
#include "models/formats/liquibase/formattedsql.h"
#include "models/formats/scriptcontent.h"
#include "models/formats/sqlfolder.h"

#include <QDir>
#include <QFileInfo>
#include <QHash>
#include <QSet>

#include <algorithm>
#include <filesystem>

namespace lk {

namespace {

namespace fs = std::filesystem;

constexpr int DeepestInclude = 32;
constexpr qsizetype LargestTree = 64 << 20;

bool leadsOut(const QString &path)
{
    return path == u".." || path.startsWith(u"../") || QDir::isAbsolutePath(path);
}

bool isChangelogName(const QString &name)
{
    return std::ranges::any_of(std::initializer_list<QStringView>{u".sql", u".xml", u".yaml", u".yml", u".json"},
                               [&](QStringView suffix) { return name.endsWith(suffix, Qt::CaseInsensitive); });
}

/// Names of changes in an XML, YAML or JSON changeset; the rest says how it is run.
QStringList changesOf(const ChangelogNode &changeset)
{
    static const QSet<QString> Others{QStringLiteral("id"),        QStringLiteral("author"),           QStringLiteral("rollback"),       QStringLiteral("preConditions"),
                                      QStringLiteral("comment"),   QStringLiteral("validCheckSum"),    QStringLiteral("modifySql"),      QStringLiteral("context"),
                                      QStringLiteral("labels"),    QStringLiteral("dbms"),             QStringLiteral("runOnChange"),    QStringLiteral("runAlways"),
                                      QStringLiteral("ignore"),    QStringLiteral("runInTransaction"), QStringLiteral("failOnError"),    QStringLiteral("contextFilter"),
                                      QStringLiteral("created"),   QStringLiteral("logicalFilePath"),  QStringLiteral("runOrder"),       QStringLiteral("runWith"),
                                      QStringLiteral("onValidationFail"), QStringLiteral("objectQuotingStrategy"), QStringLiteral("schemaLocation")};
    QStringList names;
    for (const ChangelogNode &child : changeset.children) {
        if (child.name == u"changes") {
            for (const ChangelogNode &item : child.children) {
                for (const ChangelogNode &change : item.children)
                    names += change.name;
            }
        } else if (!Others.contains(child.name)) {
            names += child.name;
        }
    }
    return names;
}

/// Whether Liquibase can take the changeset back, as far as that can be told without it: it says so itself, or has only changes of which
/// Liquibase knows the inverse. Of changes that nobody here knows, Liquibase is asked.
bool canBeTakenBack(const ChangelogNode &changeset, const QStringList &changes)
{
    static const QSet<QString> WithoutInverse{QStringLiteral("sql"), QStringLiteral("sqlFile"), QStringLiteral("insert"), QStringLiteral("update"), QStringLiteral("delete"),
                                              QStringLiteral("loadData"), QStringLiteral("loadUpdateData"), QStringLiteral("dropColumn"), QStringLiteral("dropTable"),
                                              QStringLiteral("dropView"), QStringLiteral("dropIndex"), QStringLiteral("dropPrimaryKey"), QStringLiteral("dropForeignKeyConstraint"),
                                              QStringLiteral("dropAllForeignKeyConstraints"), QStringLiteral("dropUniqueConstraint"), QStringLiteral("dropSequence"),
                                              QStringLiteral("dropProcedure"), QStringLiteral("dropDefaultValue"), QStringLiteral("modifyDataType"), QStringLiteral("createProcedure"),
                                              QStringLiteral("mergeColumns"), QStringLiteral("alterSequence"), QStringLiteral("executeCommand"), QStringLiteral("setTableRemarks"),
                                              QStringLiteral("setColumnRemarks")};
    return changeset.find(u"rollback") || std::ranges::none_of(changes, [](const QString &change) { return WithoutInverse.contains(change); });
}

/// Where a file's lines begin.
std::vector<qsizetype> lineStarts(const QByteArray &text)
{
    std::vector<qsizetype> starts{0};
    for (qsizetype end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1))
        starts.push_back(end + 1);
    return starts;
}

/// The lines of a changeset, which may share them with others.
Script linesOf(const ChangelogNode &node, const SqlFile &file, const std::vector<qsizetype> &starts)
{
    const qint64 lines = qint64(starts.size());
    const qint64 first = std::clamp<qint64>(node.first, 1, lines);
    const qsizetype begin = starts[size_t(first - 1)];
    const qsizetype end = node.last > 0 && node.last < lines ? starts[size_t(node.last)] : file.bytes.size();
    return {file.path, file.bytes, begin, std::max<qsizetype>(end - begin, 0), first};
}

/// What stands around a file's changesets.
struct Surroundings {
    QString path; ///< by which they are known
    QString context;
    QString labels;
};

class Walker
{
public:
    Walker(const FormatSetup &setup, const Dialect &dialect) : m_setup(setup), m_dialect(dialect), m_base(setup.options.value(BaseOption, QStringLiteral(".")))
    {
        for (auto option = setup.options.begin(); option != setup.options.end(); ++option) {
            if (option.key().startsWith(ParameterPrefix))
                m_parameters.set(option.key().mid(ParameterPrefix.size()), option.value());
        }
    }

    Result<void> walk(const QString &root)
    {
        SqlFile file = named(root);
        std::vector<SqlFile> files{std::move(file)};
        readSqlFiles(m_setup.folder, files, QCryptographicHash::Md5);
        if (!files[0].wasRead)
            return Failure(Error{ErrorCode::Usage, QStringLiteral("the changelog can't be read"), {files[0].path, 0, 0}, files[0].problem ? files[0].problem->message : QString(),
                                 QStringLiteral("name the right one as changeLogFile in liquibase.properties")});
        return take(files[0], root, {}, 0);
    }

    std::vector<Migration> finished()
    {
        markDuplicates();
        fillRollbacks();
        return std::move(m_all);
    }
    ChangelogEnd end;

private:
    QString inProject(const QString &path) const { return QDir::cleanPath(m_base == u"." ? path : m_base + u'/' + path); }

    SqlFile named(const QString &path) const
    {
        SqlFile file;
        file.name = path;
        file.path = inProject(path);
        return file;
    }

    Result<void> take(const SqlFile &file, const QString &path, Surroundings around, int depth)
    {
        around.path = path;
        if (file.problem) {
            unreadable(file, path, *file.problem);
            return {};
        }
        if (path.endsWith(u".sql", Qt::CaseInsensitive)) {
            end = {file.path, {}, {}};
            takeSql(file, around);
            return {};
        }
        end = {{}, {}, file.path};
        if (depth > DeepestInclude || m_open.contains(path)) {
            unreadable(file, path, {QStringLiteral("journal-path"), QStringLiteral("%1 includes itself, or is included too deeply").arg(path), QStringLiteral("take the include out"), 0, true});
            return {};
        }
        if (file.bytes.size() > LargestTree) {
            unreadable(file, path, {QStringLiteral("unreadable"), QStringLiteral("the changelog is larger than 64 MB"), QStringLiteral("split it"), 0, true});
            return {};
        }
        const auto tree = readChangelogTree(file.bytes, file.path);
        if (!tree && depth == 0)
            return Failure(tree.error());
        if (!tree) {
            unreadable(file, path, {QStringLiteral("journal-entry"), tree.error().text(), tree.error().nextStep, tree.error().where.line, true});
            return {};
        }
        if (const QString logical = tree->value(u"logicalFilePath"); !logical.isEmpty())
            around.path = logical;
        m_open.insert(path);
        const std::vector<qsizetype> starts = lineStarts(file.bytes);
        for (const ChangelogNode &part : tree->children) {
            if (part.name == u"property")
                m_parameters.set(part.value(u"name"), part.value(u"value"));
            else if (part.name == u"include")
                include(part, file, path, around, depth);
            else if (part.name == u"includeAll")
                includeAll(part, file, path, around, depth);
            else if (part.name == u"changeSet")
                takeChangeset(part, file, starts, around);
        }
        m_open.remove(path);
        return {};
    }

    /// The path that an include means, below the base; empty: it leads out of the project.
    QString target(const ChangelogNode &part, const char *name, const QString &from) const
    {
        QString path = m_parameters.filled(part.value(QString::fromLatin1(name))).replace(u'\\', u'/');
        if (path.startsWith(u"classpath:"))
            path.remove(0, 10);
        while (path.startsWith(u'/'))
            path.remove(0, 1);
        const qsizetype slash = from.lastIndexOf(u'/');
        if (part.value(u"relativeToChangelogFile") == u"true" && slash >= 0)
            path.prepend(from.left(slash + 1));
        path = QDir::cleanPath(path);
        return leadsOut(path) || leadsOut(inProject(path)) ? QString() : path;
    }

    static Surroundings within(const ChangelogNode &part, Surroundings around)
    {
        const auto join = [](QString &to, const QString &more) { to = to.isEmpty() ? more : more.isEmpty() ? to : to + QStringLiteral(" AND ") + more; };
        const QString context = part.value(u"contextFilter");
        join(around.context, contextText(context.isEmpty() ? part.value(u"context") : context));
        if (const QString labels = part.value(u"labels"); !labels.isEmpty())
            around.labels = around.labels.isEmpty() ? labels : around.labels + u',' + labels;
        return around;
    }

    void refused(const ChangelogNode &part, const SqlFile &file, const char *rule, const QString &message)
    {
        unreadable(file, QStringLiteral("%1:%2").arg(file.path).arg(part.line), {QString::fromLatin1(rule), QStringLiteral("%1:%2: %3").arg(file.path).arg(part.line).arg(message),
                   QStringLiteral("mend the include; Liquibase stops at it too"), part.line, true});
    }

    void include(const ChangelogNode &part, const SqlFile &file, const QString &from, const Surroundings &around, int depth)
    {
        const QString path = target(part, "file", from);
        if (path.isEmpty())
            return refused(part, file, "journal-path", QStringLiteral("\"%1\" leads out of the project's folder").arg(part.value(u"file")));
        if (!QFileInfo(QDir(m_setup.folder).absoluteFilePath(inProject(path))).isFile())
            return refused(part, file, "journal-missing-file", QStringLiteral("there is no file %1").arg(path));
        std::vector<SqlFile> files{named(path)};
        readSqlFiles(m_setup.folder, files, QCryptographicHash::Md5);
        if (const auto taken = take(files[0], path, within(part, around), depth + 1); !taken)
            refused(part, file, "journal-entry", taken.error().text());
    }

    void includeAll(const ChangelogNode &part, const SqlFile &file, const QString &from, const Surroundings &around, int depth)
    {
        const QString path = target(part, "path", from);
        if (path.isEmpty())
            return refused(part, file, "journal-path", QStringLiteral("\"%1\" leads out of the project's folder").arg(part.value(u"path")));
        if (!QFileInfo(QDir(m_setup.folder).absoluteFilePath(inProject(path))).isDir()) {
            if (part.value(u"errorIfMissingOrEmpty") != u"false")
                refused(part, file, "journal-missing-file", QStringLiteral("there is no folder %1").arg(path));
            return;
        }
        QStringList paths;
        list(path, paths, 0);
        paths.sort();
        std::vector<SqlFile> files;
        files.reserve(size_t(paths.size()));
        for (const QString &one : std::as_const(paths))
            files.push_back(named(one));
        readSqlFiles(m_setup.folder, files, QCryptographicHash::Md5);
        const Surroundings inner = within(part, around);
        for (const SqlFile &one : files) {
            if (const auto taken = take(one, one.name, inner, depth + 1); !taken)
                refused(part, file, "journal-entry", taken.error().text());
        }
        end = {{}, inProject(path), {}};
    }

    /// Links to folders are not followed: they may lead in circles or out of the project.
    void list(const QString &path, QStringList &paths, int depth) const
    {
        std::error_code error;
        const QString folder = QDir(m_setup.folder).absoluteFilePath(inProject(path));
        for (fs::directory_iterator at(fs::path(QFile::encodeName(folder).toStdString()), error), last; !error && at != last; at.increment(error)) {
            const QString name = QFile::decodeName(QByteArray::fromStdString(at->path().filename().string()));
            std::error_code unknown;
            const QString inner = path == u"." ? name : path + u'/' + name;
            if (at->symlink_status(unknown).type() == fs::file_type::directory) {
                if (depth < DeepestInclude && !name.startsWith(u'.'))
                    list(inner, paths, depth + 1);
            } else if (isChangelogName(name)) {
                paths += inner;
            }
        }
    }

    void unreadable(const SqlFile &file, const QString &path, const FileProblem &problem)
    {
        Migration migration;
        migration.version = migration.key = path;
        migration.description = path.section(u'/', -1);
        migration.upFile = file.path;
        migration.problems.push_back(problem);
        m_all.push_back(std::move(migration));
    }

    Migration migrationOf(const QString &path, const QString &id, const QString &author, const SqlFile &file) const
    {
        Migration migration;
        migration.version = migration.key = changesetKey(path, id, author);
        migration.upFile = file.path;
        migration.details = {{IdDetail, id}, {AuthorDetail, author}, {PathDetail, path}};
        return migration;
    }

    void addDetail(Migration &migration, const QString &name, const QString &value) const
    {
        if (!value.isEmpty())
            migration.details.insert(name, value);
    }

    void takeSql(const SqlFile &file, const Surroundings &around)
    {
        if (!isFormattedSql(file.bytes))
            return takeRaw(file, around);
        FormattedSql sql = readFormattedSql(file.bytes, m_parameters, m_dialect);
        if (sql.changesets.empty() || !sql.problems.empty()) {
            if (!sql.problems.empty())
                unreadable(file, around.path, sql.problems.front());
            else if (contentOf(file.bytes, m_dialect) == ScriptContent::Statements)
                unreadable(file, around.path, {QStringLiteral("outside-changeset"), QStringLiteral("there is SQL before the first --changeset: Liquibase never runs it"),
                                               QStringLiteral("give it a changeset of its own, or remove it"), 1, false});
        }
        for (SqlChangeset &changeset : sql.changesets)
            m_all.push_back(ofSql(changeset, file, around));
    }

    /// A file of SQL without Liquibase's first line is one changeset.
    void takeRaw(const SqlFile &file, const Surroundings &around)
    {
        SqlChangeset whole;
        whole.id = QStringLiteral("raw");
        whole.author = QStringLiteral("includeAll");
        whole.line = 1;
        whole.script = m_parameters.filled(file.bytes);
        whole.sql = whole.script.trimmed();
        Migration migration = ofSql(whole, file, around);
        if (migration.up && whole.script == file.bytes)
            migration.up = wholeScript(file);
        m_all.push_back(std::move(migration));
    }

    Migration ofSql(SqlChangeset &changeset, const SqlFile &file, const Surroundings &around)
    {
        const Surroundings own = withOwn(around, changeset.context, changeset.labels);
        Migration migration = migrationOf(changeset.path.isEmpty() ? around.path : changeset.path, changeset.id, changeset.author, file);
        migration.description = changeset.comment.isEmpty() ? file.path.section(u'/', -1).section(u'.', 0, -2) : changeset.comment;
        migration.checksum = liquibaseChecksum(changeset.sql);
        migration.repeatable = changeset.runOnChange || changeset.runAlways;
        migration.transaction = migration.downTransaction = changeset.runInTransaction;
        migration.problems = std::move(changeset.problems);
        addDetail(migration, ContextDetail, own.context);
        addDetail(migration, LabelsDetail, own.labels);
        addDetail(migration, CommentDetail, changeset.comment);
        addDetail(migration, ValidChecksumsDetail, changeset.validChecksums.join(u' '));
        addDetail(migration, PreconditionsDetail, changeset.preconditions.join(QStringLiteral("; ")));
        migration.details.insert(DescriptionDetail, QStringLiteral("sql"));
        if (!changeset.preconditions.isEmpty())
            migration.problems.push_back({QStringLiteral("tool-precondition"),
                                          QStringLiteral("Liquibase would first check its preconditions (%1); Lockkeeper does not").arg(migration.details.value(PreconditionsDetail)),
                                          QStringLiteral("check them by hand before it is applied, or apply it with Liquibase"), changeset.line, false});
        if (changeset.runAlways)
            migration.problems.push_back({QStringLiteral("runs-always"), QStringLiteral("Liquibase runs it on every update; here it runs again when it has changed"),
                                          QStringLiteral("run it with Liquibase where it has to run each time"), changeset.line, false});
        const auto why = whyNotRun(changeset.dbms, own, changeset.ignore);
        if (why)
            migration.problems.push_back({QStringLiteral("not-for-this-run"), *why, QStringLiteral("nothing to do, if that is meant"), changeset.line, false});
        if (!why && !migration.blocked()) {
            migration.up = scriptOf(file, changeset.script, changeset.line);
            if (const auto problem = contentProblem(contentOf(migration.up->view().sliced(std::max<qsizetype>(changeset.script.indexOf('\n'), 0)), m_dialect)); problem && !problem->blocks)
                migration.problems.push_back(*problem);
        }
        takeRollback(changeset, file, migration);
        return migration;
    }

    static Script scriptOf(const SqlFile &file, const QByteArray &bytes, qint64 line)
    {
        return {file.path, bytes, 0, bytes.size(), std::max<qint64>(line, 1), file.bytes};
    }

    void takeRollback(SqlChangeset &changeset, const SqlFile &file, Migration &migration)
    {
        if (!migration.up)
            return;
        switch (changeset.rollback) {
        case SqlChangeset::Rollback::None:
            return;
        case SqlChangeset::Rollback::Sql:
        case SqlChangeset::Rollback::Nothing:
            migration.down = scriptOf(file, changeset.rollbackScript, changeset.rollbackLine);
            migration.downFile = file.path;
            return;
        case SqlChangeset::Rollback::Other:
            const QString path = changeset.rollbackPath.isEmpty() ? file.name : changeset.rollbackPath;
            m_rollbacks.insert(migration.key, changesetKey(path, changeset.rollbackId, changeset.rollbackAuthor));
            return;
        }
    }

    static Surroundings withOwn(Surroundings around, const QString &context, const QString &labels)
    {
        const QString own = contextText(context);
        around.context = around.context.isEmpty() ? own : own.isEmpty() ? around.context : around.context + QStringLiteral(" AND ") + own;
        QStringList all;
        for (const QString &label : (around.labels + u',' + labels).split(u',', Qt::SkipEmptyParts)) {
            if (const QString one = label.trimmed(); !one.isEmpty() && !all.contains(one))
                all += one;
        }
        around.labels = all.join(u',');
        return around;
    }

    std::optional<QString> whyNotRun(const QString &dbms, const Surroundings &own, bool ignore) const
    {
        if (ignore)
            return QStringLiteral("it is not run: it says ignore:true");
        if (!isForDatabase(dbms, m_dialect.name))
            return QStringLiteral("it is not run here: it is for %1 alone").arg(dbms);
        const QString contexts = m_setup.options.value(ContextsOption);
        if (!contexts.isEmpty() && !matchesContexts(own.context, contexts.split(u',')))
            return QStringLiteral("it is not run: its context \"%1\" is not among %2").arg(own.context, contexts);
        const QString labels = m_setup.options.value(LabelsOption);
        if (!labels.isEmpty() && !own.labels.isEmpty() && !matchesContexts(labels, own.labels.split(u',')))
            return QStringLiteral("it is not run: its labels \"%1\" don't fit %2").arg(own.labels, labels);
        return std::nullopt;
    }

    /// Changesets in other languages than SQL are Liquibase's own business.
    void takeChangeset(const ChangelogNode &node, const SqlFile &file, const std::vector<qsizetype> &starts, const Surroundings &around)
    {
        const QString logical = node.value(u"logicalFilePath");
        Migration migration = migrationOf(logical.isEmpty() ? around.path : logical, m_parameters.filled(node.value(u"id")), m_parameters.filled(node.value(u"author")), file);
        const QString context = node.value(u"contextFilter");
        const Surroundings own = withOwn(around, context.isEmpty() ? node.value(u"context") : context, node.value(u"labels"));
        const QStringList all = changesOf(node);
        const QString changes = all.join(QStringLiteral("; "));
        migration.language = file.path.section(u'.', -1).toLower();
        if (migration.language == u"yml")
            migration.language = QStringLiteral("yaml");
        migration.description = node.value(u"comment").isEmpty() ? changes : node.value(u"comment");
        migration.checksum = "unknown"; // it is of the changes as Liquibase's classes write them down
        migration.repeatable = node.value(u"runOnChange") == u"true" || node.value(u"runAlways") == u"true";
        migration.transaction = migration.downTransaction = node.value(u"runInTransaction") != u"false";
        addDetail(migration, ContextDetail, own.context);
        addDetail(migration, LabelsDetail, own.labels);
        addDetail(migration, CommentDetail, node.value(u"comment"));
        addDetail(migration, DescriptionDetail, changes);
        if (node.value(u"id").isEmpty() || node.value(u"author").isEmpty())
            migration.problems.push_back({QStringLiteral("journal-entry"), QStringLiteral("the changeset has no id or no author: Liquibase refuses the file"), QStringLiteral("give it both"), node.line, true});
        if (const auto why = whyNotRun(node.value(u"dbms"), own, node.value(u"ignore") == u"true"))
            migration.problems.push_back({QStringLiteral("not-for-this-run"), *why, QStringLiteral("nothing to do, if that is meant"), node.line, false});
        else if (!migration.blocked())
            migration.up = linesOf(node, file, starts);
        if (migration.up && canBeTakenBack(node, all)) {
            migration.down = migration.up;
            migration.downFile = file.path;
        }
        m_all.push_back(std::move(migration));
        end = {{}, {}, file.path};
    }

    void markDuplicates()
    {
        QHash<QString, size_t> firstOf;
        firstOf.reserve(qsizetype(m_all.size()));
        for (size_t i = 0; i < m_all.size(); ++i) {
            const auto first = firstOf.constFind(m_all[i].key);
            if (first == firstOf.cend()) {
                firstOf.insert(m_all[i].key, i);
                continue;
            }
            const FileProblem problem{QStringLiteral("duplicate-version"), QStringLiteral("two changesets are %1: Liquibase refuses the changelog").arg(m_all[i].key),
                                      QStringLiteral("give the one that was not applied anywhere a new id"), 0, true};
            for (Migration *one : {&m_all[*first], &m_all[i]}) {
                if (std::ranges::none_of(one->problems, [](const FileProblem &known) { return known.rule == u"duplicate-version"; }))
                    one->problems.push_back(problem);
            }
        }
    }

    /// "--rollback changesetId:..." runs that changeset's SQL.
    void fillRollbacks()
    {
        if (m_rollbacks.isEmpty())
            return;
        QHash<QString, size_t> placeOf;
        for (size_t i = 0; i < m_all.size(); ++i)
            placeOf.insert(m_all[i].key, i);
        for (Migration &migration : m_all) {
            const auto other = m_rollbacks.constFind(migration.key);
            if (other == m_rollbacks.cend())
                continue;
            const auto place = placeOf.constFind(*other);
            if (place != placeOf.cend() && m_all[*place].up && m_all[*place].language.isEmpty()) {
                migration.down = m_all[*place].up;
                migration.downFile = m_all[*place].upFile;
                continue;
            }
            migration.problems.push_back({QStringLiteral("bad-annotation"), QStringLiteral("its rollback names the changeset %1, which is not there: Liquibase refuses the file").arg(*other),
                                          QStringLiteral("name it with its changesetPath"), 0, true});
        }
    }

    const FormatSetup &m_setup;
    const Dialect &m_dialect;
    QString m_base;
    ChangelogParameters m_parameters;
    std::vector<Migration> m_all;
    QSet<QString> m_open;
    QHash<QString, QString> m_rollbacks;
};

} // namespace

Result<std::vector<Migration>> readChangelog(const FormatSetup &setup, const Dialect &dialect, ChangelogEnd *end)
{
    const QString root = setup.options.value(ChangelogOption);
    if (root.isEmpty() || leadsOut(root))
        return Failure(Error{ErrorCode::Usage, QStringLiteral("no changelog found"), {setup.folder, 0, 0}, root.isEmpty() ? QString() : QStringLiteral("%1 leads out of the project").arg(root),
                             QStringLiteral("name it as changeLogFile in liquibase.properties")});
    Walker walker(setup, dialect);
    if (const auto walked = walker.walk(root); !walked)
        return Failure(walked.error());
    if (end)
        *end = walker.end;
    return walker.finished();
}

QString changesetPath(QString path)
{
    path.replace(u'\\', u'/');
    if (path.startsWith(u"classpath:"))
        path.remove(0, 10);
    while (path.startsWith(u'/') || path.startsWith(u"./"))
        path.remove(0, path.startsWith(u'/') ? 1 : 2);
    return path;
}

QString changesetKey(const QString &path, const QString &id, const QString &author)
{
    return changesetPath(path) + QStringLiteral("::") + id + QStringLiteral("::") + author;
}

} // namespace lk
