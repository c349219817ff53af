// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/project/project.h"

#include "models/base/age.h"
#include "models/project/dotenv.h"
#include "models/project/tablereader.h"
#include "models/project/urlsecret.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace lk {

namespace {

const QString FileName = QStringLiteral("lockkeeper.toml");

/// Reads the parsed file into the project; the first error ends it.
class ProjectReader
{
public:
    explicit ProjectReader(Project &project) : m_project(project) {}

    std::optional<Error> read(const TomlValue &root)
    {
        TableReader top(root, {});
        if (const TomlValue *table = top.member(u"project"))
            readProject(*table);
        if (const TomlValue *table = top.member(u"environments"))
            readEnvironments(*table);
        if (const TomlValue *list = top.member(u"checklist"))
            readItems(*list);
        finish(top);
        remarkOrder();
        return m_error;
    }

private:
    void finish(const TableReader &reader)
    {
        if (!m_error)
            m_error = reader.error();
        m_project.remarks += reader.unknownKeys();
    }

    void readProject(const TomlValue &table)
    {
        TableReader reader(table, QStringLiteral("project"));
        reader.read(u"name", m_project.name);
        reader.read(u"format", m_project.format);
        reader.read(u"migrations", m_project.migrations);
        reader.read(u"author", m_project.author);
        finish(reader);
    }

    void readEnvironments(const TomlValue &table)
    {
        TableReader reader(table, QStringLiteral("environments"));
        for (const TomlValue &environment : table.members) {
            reader.accept({environment.key});
            readEnvironment(environment);
        }
        finish(reader);
    }

    void readEnvironment(const TomlValue &table)
    {
        // Names become parts of file names.
        static const QRegularExpression usable(QStringLiteral("^[\\w][\\w .-]{0,63}$"),
                                               QRegularExpression::UseUnicodePropertiesOption);
        TableReader reader(table, QStringLiteral("environments.") + table.key);
        if (!usable.match(table.key).hasMatch())
            reader.fail(table,
                        QStringLiteral("the name of an environment has letters, digits, -, _, . and spaces only"),
                        QStringLiteral("rename it"));
        Environment environment;
        environment.name = table.key;
        readUrl(reader, u"url", environment.url, environment.urlProblem);
        readUrl(reader, u"browse_url", environment.browseUrl, environment.urlProblem);
        reader.read(u"protected", environment.isProtected);
        reader.read(u"after", environment.after);
        reader.read(u"reviews", environment.reviews, 0);
        environment.destructive = DestructivePolicy(reader.readWord(
            u"destructive", {QStringLiteral("block"), QStringLiteral("manual"), QStringLiteral("allow")},
            int(DestructivePolicy::Manual)));
        reader.read(u"gates", environment.gates);
        reader.read(u"window", environment.window);
        // A lock that SQLite waits for is its busy timeout.
        reader.readDuration(u"lock_timeout", environment.lockTimeoutMs);
        reader.readDuration(u"busy_timeout", environment.lockTimeoutMs);
        reader.read(u"lock_retries", environment.lockRetries, 0);
        reader.readDuration(u"statement_timeout", environment.statementTimeoutMs);
        reader.readDuration(u"connect_timeout", environment.connectTimeoutMs);
        reader.accept({QStringLiteral("on_failure"), QStringLiteral("notify"), QStringLiteral("health_url")});
        if (const TomlValue *backup = reader.member(u"backup"))
            readBackup(*backup, environment);
        if (const TomlValue *rehearsal = reader.member(u"rehearsal"))
            readRehearsal(*rehearsal, environment);
        finish(reader);
        m_project.environments.push_back(std::move(environment));
    }

    void readUrl(TableReader &reader, QStringView key, QString &url, QString &problem)
    {
        const TomlValue *value = reader.member(key);
        reader.read(key, url);
        if (!value)
            return;
        if (holdsPassword(url)) {
            url.clear();
            return reader.fail(
                *value, QStringLiteral("a password stands in it, and this file is meant for version control"),
                QStringLiteral(
                    "write ${DATABASE_PASSWORD} in its place, and set that in the process environment or in .env"));
        }
        if (auto filled = fillVariables(url, m_project.folder))
            url = *filled;
        else
            problem = filled.error().text();
    }

    void readBackup(const TomlValue &table, Environment &environment)
    {
        const QStringList levels{QStringLiteral("list"), QStringLiteral("restore")};
        BackupPolicy &backup = environment.backup;
        TableReader reader(table, QStringLiteral("environments.%1.backup").arg(environment.name));
        reader.read(u"required", backup.required);
        reader.read(u"folder", backup.folder);
        backup.verify = levels[reader.readWord(u"verify", levels, int(levels.indexOf(backup.verify)))];
        reader.read(u"keep", backup.keep, 1);
        reader.read(u"encrypt_to", backup.encryptTo);
        reader.read(u"jobs", backup.jobs, 1);
        for (const QString &recipient : std::as_const(backup.encryptTo)) {
            if (const QString problem = recipientProblem(recipient); !problem.isEmpty())
                reader.fail(*reader.member(u"encrypt_to"), problem, QStringLiteral("write what `age-keygen -y` prints for an identity"));
        }
        if (backup.jobs > 1 && !backup.encryptTo.isEmpty())
            reader.fail(*reader.member(u"jobs"), QStringLiteral("a backup by several jobs can't be encrypted: each writes files of its own, and age encrypts one stream"),
                        QStringLiteral("take away jobs, or encrypt_to"));
        readIdentity(reader, backup.identity);
        finish(reader);
    }

    void readRehearsal(const TomlValue &table, Environment &environment)
    {
        static const QStringList places{QStringLiteral("scratch"), QStringLiteral("private"), QStringLiteral("backup"), QStringLiteral("live")};
        static const std::array meant{RehearsalPlace::Scratch, RehearsalPlace::Private, RehearsalPlace::Backup, RehearsalPlace::Live};
        RehearsalPolicy &rehearsal = environment.rehearsal;
        TableReader reader(table, QStringLiteral("environments.%1.rehearsal").arg(environment.name));
        const TomlValue *on = reader.member(u"on");
        if (on && on->kind == TomlValue::Kind::Text && (on->text().contains(u':') || on->text().contains(QLatin1String("${")))) {
            rehearsal.on = RehearsalPlace::Server;
            readUrl(reader, u"on", rehearsal.url, rehearsal.urlProblem);
        } else if (on && on->kind == TomlValue::Kind::Text && !places.contains(on->text())) {
            reader.fail(*on, QStringLiteral("\"%1\" is not a place to rehearse on").arg(on->text()),
                        QStringLiteral("write one of: %1, or the URL of a database on another server").arg(places.join(QStringLiteral(", "))));
        } else {
            rehearsal.on = meant[size_t(reader.readWord(u"on", places, 0))];
        }
        if (const int data = reader.readWord(u"data", {QStringLiteral("none"), QStringLiteral("full"), QStringLiteral("auto")}, 2); data < 2)
            rehearsal.rows = data == 1;
        finish(reader);
    }

    /// A path may differ from machine to machine, so a variable without a value only means that there is none here.
    void readIdentity(TableReader &reader, QString &identity)
    {
        QString path;
        reader.read(u"identity", path);
        if (path.contains(QLatin1String("SECRET-KEY"), Qt::CaseInsensitive))
            return reader.fail(*reader.member(u"identity"), QStringLiteral("a secret key stands in it, and this file is meant for version control"),
                               QStringLiteral("write the path of the file that holds it, and make another key"));
        const auto filled = fillVariables(path, m_project.folder);
        if (!filled) {
            m_project.remarks += QStringLiteral("%1: encrypted backups can't be opened here: %2").arg(FileName, filled.error().text());
            return;
        }
        path = *filled;
        if (path.startsWith(QLatin1String("~/")))
            path = QDir::home().filePath(path.mid(2));
        identity = path.isEmpty() ? path : QDir::cleanPath(QDir(m_project.folder).absoluteFilePath(path));
    }

    void readItems(const TomlValue &list)
    {
        if (list.kind != TomlValue::Kind::Array) {
            if (!m_error)
                m_error = Error{ErrorCode::Usage, QStringLiteral("checklist can't be used"), list.where,
                                QStringLiteral("it has to be a list of tables"),
                                QStringLiteral("write [[checklist]] above each item")};
            return;
        }
        for (const TomlValue &item : list.members)
            readItem(item);
    }

    void readItem(const TomlValue &table)
    {
        const QStringList phases{QStringLiteral("plan"),   QStringLiteral("develop"), QStringLiteral("test"),
                                 QStringLiteral("before"), QStringLiteral("during"),  QStringLiteral("after")};
        ProjectItem item;
        TableReader reader(table, QStringLiteral("checklist"));
        reader.read(u"id", item.id);
        reader.read(u"title", item.title);
        item.phase = phases[reader.readWord(u"phase", phases, 0)];
        if (item.id.isEmpty() || item.title.isEmpty())
            reader.fail(table, QStringLiteral("an item needs an id and a title"), QStringLiteral("add them"));
        if (std::ranges::any_of(m_project.items, [&](const ProjectItem &other) { return other.id == item.id; }))
            reader.fail(table, QStringLiteral("two items are called \"%1\"").arg(item.id),
                        QStringLiteral("rename one"));
        finish(reader);
        m_project.items.push_back(std::move(item));
    }

    void remarkOrder()
    {
        for (const Environment &environment : m_project.environments) {
            if (environment.after == environment.name)
                m_project.remarks += QStringLiteral("%1: %2 can't come after itself").arg(FileName, environment.name);
            else if (!environment.after.isEmpty() && !m_project.environment(environment.after))
                m_project.remarks += QStringLiteral(
                                         "%1: %2 comes after \"%3\", which is not an environment of this file")
                                         .arg(FileName, environment.name, environment.after);
        }
    }

    Project &m_project;
    std::optional<Error> m_error;
};

/// The folder with the settings file; the start itself when there is none.
QString findFolder(const QString &start, bool searchParents)
{
    QDir at(start);
    const auto hasFile = [](const QDir &dir) {
        const QFileInfo file(dir.filePath(FileName));
        return file.exists() || file.isSymbolicLink();
    };
    while (!hasFile(at)) {
        if (!searchParents || !at.cdUp())
            return start;
    }
    return at.absolutePath();
}

} // namespace

const Environment *Project::environment(const QString &wanted) const
{
    const auto found = std::ranges::find_if(environments,
                                            [&](const Environment &environment) { return environment.name == wanted; });
    return found == environments.end() ? nullptr : &*found;
}

Result<Project> openProject(const QString &folder, bool searchParents)
{
    const QFileInfo info(folder);
    if (!info.isDir())
        return Failure(
            Error{ErrorCode::Usage,
                  QStringLiteral("%1 can't be opened").arg(folder),
                  {},
                  info.exists() ? QStringLiteral("it is not a folder") : QStringLiteral("there is no such folder"),
                  QStringLiteral("name the project's folder")});
    Project project;
    project.folder = findFolder(QDir::cleanPath(info.absoluteFilePath()), searchParents);
    const QString path = QDir(project.folder).filePath(FileName);
    const QFileInfo file(path);
    if (file.exists() || file.isSymbolicLink()) {
        auto root = readTomlFile(path);
        if (!root)
            return failure(std::move(root));
        if (auto error = ProjectReader(project).read(*root))
            return Failure(std::move(*error));
    }
    if (project.name.isEmpty())
        project.name = QDir(project.folder).dirName();
    return project;
}

Environment environmentFromUrl(const QString &url)
{
    Environment environment;
    environment.name = QStringLiteral("url");
    environment.url = url;
    return environment;
}

Result<QString> fillVariables(const QString &text, const QString &folder)
{
    static const QRegularExpression variable(QStringLiteral("\\$\\{([^}]*)\\}"));
    QString filled;
    std::optional<QHash<QString, QString>> dotEnv;
    qsizetype done = 0;
    auto matches = variable.globalMatch(text);
    while (matches.hasNext()) {
        const auto match = matches.next();
        const QString name = match.captured(1);
        QString value = qEnvironmentVariable(name.toLocal8Bit().constData());
        if (value.isEmpty()) {
            if (!dotEnv)
                dotEnv = readDotEnv(folder);
            value = dotEnv->value(name);
        }
        if (value.isEmpty())
            return Failure(
                Error{ErrorCode::Usage,
                      QStringLiteral("${%1} has no value").arg(name),
                      {},
                      {},
                      QStringLiteral("set %1 in the process environment or in the project's .env").arg(name)});
        filled += QStringView(text).mid(done, match.capturedStart() - done);
        filled += value;
        done = match.capturedEnd();
    }
    filled += QStringView(text).mid(done);
    return filled;
}

} // namespace lk
