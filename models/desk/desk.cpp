// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/desk.h"

#include "models/base/jsonfile.h"
#include "models/base/privatefile.h"
#include "models/base/sourcefile.h"
#include "models/desk/programkey.h"
#include "models/engines/engineregistry.h"
#include "models/project/truststore.h"
#include "models/safety/analysis.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <algorithm>

namespace lk {

namespace {

Failure usage(const QString &what, const QString &why, const QString &nextStep)
{
    return Failure(Error{ErrorCode::Usage, what, {}, why, nextStep});
}

struct ChosenFormat {
    const Format *format = nullptr;
    Recognition recognition;
};

Result<ChosenFormat> chooseFormat(const Project &project, const OpenRequest &request)
{
    const QString wanted = request.format.isEmpty() ? project.format : request.format;
    if (wanted.isEmpty()) {
        auto detected = detectFormat(project.folder);
        if (!detected)
            return failure(std::move(detected));
        return ChosenFormat{detected->format, detected->recognition};
    }
    const Format *format = formatByName(wanted);
    if (!format) {
        QStringList names;
        for (const Format *known : formats())
            names << known->traits().name;
        return usage(QStringLiteral("no format %1").arg(wanted), {}, QStringLiteral("known formats: ") + names.join(QStringLiteral(", ")));
    }
    Recognition recognition = format->recognise(project.folder);
    if (!recognition.matches)
        recognition = {true, request.format.isEmpty() ? QStringLiteral("lockkeeper.toml says so") : QStringLiteral("asked for"), {}};
    return ChosenFormat{format, recognition};
}

/// Where the tool's own configuration, or the variable that most tools read, says that the database is; empty: nowhere.
Result<QString> addressOfTool(const ChosenFormat &chosen, const FormatSetup &setup, const OpenRequest &request)
{
    const Format &format = *chosen.format;
    auto url = format.url(setup, request.environment);
    if (!url || !url->isEmpty())
        return url;
    const auto asking = format.command({ToolAction::Address, request.environment}, setup);
    const bool program = format.traits().programs && chosen.recognition.matches && !(asking && asking->program.isEmpty()); // its configuration is one
    if (program && (request.trusted || TrustStore().trusts(setup.folder, format.programFiles(setup)))) {
        RunControl control;
        url = ToolRunner({&format, setup, {}, request.environment}).address(control);
        if (!url || !url->isEmpty())
            return url;
    }
    url = fillVariables(QStringLiteral("${DATABASE_URL}"), setup.folder);
    if (url && !url->isEmpty())
        return url;
    if (program) {
        return Failure(Error{ErrorCode::Blocked, QStringLiteral("no database is named outside of a program"), {format.programFiles(setup).value(0), 0, 0},
                             QStringLiteral("%1 would have to be run to find it, and nobody trusts the folder yet").arg(format.traits().title),
                             QStringLiteral("trust it, give a URL, or write lockkeeper.toml")});
    }
    return QString();
}

Result<Environment> chooseEnvironment(const Project &project, const OpenRequest &request, const ChosenFormat &chosen, const FormatSetup &setup)
{
    if (!request.url.isEmpty())
        return environmentFromUrl(request.url);
    QStringList names;
    for (const Environment &environment : project.environments)
        names << environment.name;
    if (const Environment *named = project.environment(request.environment))
        return *named;
    if (!request.environment.isEmpty() && !names.isEmpty())
        return usage(QStringLiteral("no environment %1").arg(request.environment), QStringLiteral("there are: ") + names.join(QStringLiteral(", ")),
                     QStringLiteral("add it to lockkeeper.toml"));
    if (const Environment *development = project.environment(QStringLiteral("development")))
        return *development;
    if (!project.environments.empty())
        return project.environments.front();
    auto url = addressOfTool(chosen, setup, request);
    if (!url)
        return failure(std::move(url));
    if (!url->isEmpty()) {
        Environment environment = environmentFromUrl(*url);
        if (!request.environment.isEmpty())
            environment.name = request.environment;
        return environment;
    }
    return usage(QStringLiteral("no database is named"),
                 QStringLiteral("%1 has no lockkeeper.toml with an environment, %2 names none in its own configuration, and DATABASE_URL is not set")
                     .arg(project.folder, chosen.format->traits().title),
                 QStringLiteral("give a URL, or write lockkeeper.toml"));
}

/// Writes @p file anew if it still holds @p expected.
Result<void> replaceFile(const QString &folder, const QString &file, const QByteArray &content, const QByteArray &expected)
{
    const QString path = QDir(folder).absoluteFilePath(file);
    auto now = readSourceFile(path);
    if (!now)
        return failure(std::move(now));
    if (now->bytes != expected) {
        return Failure(Error{ErrorCode::Disagreement, QStringLiteral("the file was changed by another program"), {file, 0, 0}, {},
                             QStringLiteral("nothing was overwritten; reload it, or save under another name")});
    }
    QSaveFile target(path);
    target.setDirectWriteFallback(false);
    if (!target.open(QIODevice::WriteOnly) || target.write(content) != content.size() || !target.commit())
        return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot save"), {file, 0, 0}, target.errorString(), QStringLiteral("the file is as it was; your text is kept here")});
    return {};
}

} // namespace

QString passwordEndpoint(const Target &target)
{
    return QStringLiteral("%1://%2@%3:%4").arg(target.engine, target.user, target.host.isEmpty() ? QStringLiteral("localhost") : target.host).arg(target.port);
}

void findPassword(Target &target, const Engine &engine, const Secret &typed, PasswordStore *store)
{
    const QString &variable = engine.traits().passwordVariable;
    if (variable.isEmpty())
        return;
    if (!typed.isEmpty())
        target.password = typed;
    if (target.password.isEmpty())
        target.password = Secret(qEnvironmentVariable(variable.toUtf8().constData()));
    if (target.password.isEmpty() && store) {
        // A keyring that can't be asked is no reason to stop: the database's own password files come next.
        if (auto kept = store->read(passwordEndpoint(target)); kept && *kept)
            target.password = **kept;
    }
}

Desk::Desk(Project project, Environment environment, Clock clock)
    : m_project(std::move(project))
    , m_environment(std::move(environment))
    , m_clock(std::move(clock))
    , m_evidence(m_project.dataFolder())
{
}

Desk::~Desk() = default;

Result<std::unique_ptr<Desk>> Desk::open(const OpenRequest &request, Clock clock)
{
    auto project = openProject(request.folder, request.searchParents);
    if (!project)
        return failure(std::move(project));
    auto chosen = chooseFormat(*project, request);
    if (!chosen)
        return failure(std::move(chosen));
    auto setup = chosen->format->setup(project->folder, request.migrations.isEmpty() ? project->migrations : request.migrations);
    if (!setup)
        return failure(std::move(setup));
    auto environment = chooseEnvironment(*project, request, *chosen, *setup);
    if (!environment)
        return failure(std::move(environment));
    auto url = fillVariables(environment->url, project->folder);
    if (!url)
        return failure(std::move(url));
    auto engine = engineForUrl(*url);
    if (!engine)
        return failure(std::move(engine));
    const FormatTraits &traits = chosen->format->traits();
    if (!traits.engines.contains((*engine)->traits().name)) {
        return usage(QStringLiteral("%1 does not run on %2").arg(traits.title, (*engine)->traits().title), {},
                     QStringLiteral("it knows: ") + traits.engines.join(QStringLiteral(", ")));
    }

    std::unique_ptr<Desk> desk(new Desk(std::move(*project), std::move(*environment), std::move(clock)));
    desk->m_engine = *engine;
    desk->m_passwords = request.passwords;
    auto target = desk->resolved(*url, request);
    if (!target)
        return failure(std::move(target));
    desk->m_target = desk->m_browse = *target;
    if (!desk->m_environment.browseUrl.isEmpty()) {
        auto browse = desk->resolved(desk->m_environment.browseUrl, request, &*target);
        if (!browse)
            return failure(std::move(browse));
        if ((*engine)->identity(*browse) != (*engine)->identity(*target))
            return usage(QStringLiteral("url and browse_url of %1 name two databases").arg(desk->m_environment.name),
                         QStringLiteral("%1 and %2").arg(target->url, browse->url), QStringLiteral("let them differ in the user only"));
        desk->m_browse = *browse;
    }
    if (!request.password.isEmpty())
        desk->noteTyped(LoginRole::Migrate, request.keepPassword);
    desk->m_format = chosen->format;
    desk->m_recognition = chosen->recognition;
    desk->m_trusted = request.trusted;
    desk->m_setup = std::move(*setup);
    return desk;
}

/// The target that @p url names, with the environment's time limits and the password that belongs to it. One for the same user as
/// @p sibling shares its password; what was typed is for the other one.
Result<Target> Desk::resolved(const QString &url, const OpenRequest &request, const Target *sibling) const
{
    auto target = m_engine->target(url, m_project.folder);
    if (!target)
        return target;
    target->lockTimeoutMs = m_environment.lockTimeoutMs;
    target->statementTimeoutMs = m_environment.statementTimeoutMs;
    target->connectTimeoutMs = m_environment.connectTimeoutMs;
    if (sibling && passwordEndpoint(*sibling) == passwordEndpoint(*target))
        target->password = sibling->password;
    else
        findPassword(*target, *m_engine, sibling ? Secret() : request.password, request.passwords.get());
    return target;
}

void Desk::noteTyped(LoginRole role, bool keep)
{
    const std::set<LoginRole> concerned = sameRole() ? std::set{LoginRole::Browse, LoginRole::Migrate} : std::set{role};
    m_typed.insert(concerned.begin(), concerned.end());
    if (keep)
        m_toKeep.insert(role);
}

void Desk::logIn(LoginRole role, const Secret &password, bool keep)
{
    const bool both = sameRole();
    if (both || role == LoginRole::Browse)
        m_browse.password = password;
    if (both || role == LoginRole::Migrate)
        m_target.password = password;
    m_mayMigrate = false;
    noteTyped(role, keep);
}

/// Hands a typed password on that has just opened the database.
void Desk::keepPassword(LoginRole role)
{
    if (m_toKeep.erase(role) == 0 || !m_passwords)
        return;
    const Target &target = role == LoginRole::Browse ? m_browse : m_target;
    QString &remark = m_database.server.remark;
    if (auto kept = m_passwords->keep(passwordEndpoint(target), target.password); !kept)
        remark = remark.isEmpty() ? kept.error().text() : remark + QStringLiteral("; ") + kept.error().text();
}

void Desk::noteLogin(LoginRole role, const Error &error)
{
    if (error.code == ErrorCode::Password)
        m_database.login = LoginProblem{role, role == LoginRole::Browse ? m_browse : m_target, error, m_typed.contains(role)};
}

/// Where one role looks and another changes things, it is better to know early that the other can't log in. Once it could, that is enough.
void Desk::lookWhetherMayMigrate()
{
    if (m_mayMigrate)
        return;
    if (auto session = m_engine->open(m_target, Access::ReadOnly); !session) {
        noteLogin(LoginRole::Migrate, session.error());
        return;
    }
    m_mayMigrate = true;
    keepPassword(LoginRole::Migrate);
}

Result<std::unique_ptr<Session>> Desk::look() const
{
    return m_engine->open(m_browse, Access::ReadOnly);
}

Result<History> Desk::refresh()
{
    m_schema.reset();
    auto files = m_format->load(m_setup, m_engine->traits().dialect);
    if (!files)
        return failure(std::move(files));
    m_database = {};
    m_database.target = m_target;
    const auto unreadable = [&](const Error &error) {
        m_database.problem = error.where.file.isEmpty() ? error.what + (error.why.isEmpty() ? QString() : QStringLiteral(": ") + error.why)
                                                        : QStringLiteral("%1 (%2)%3").arg(error.what, error.where.text(), error.why.isEmpty() ? QString() : QStringLiteral(": ") + error.why);
        m_database.nextStep = error.nextStep;
        m_database.error = error;
        m_history = joinHistory(*files, {}, *m_format, m_setup);
        for (HistoryEntry &entry : m_history.entries) {
            entry.state = State::Unknown;
            entry.note = QStringLiteral("the database could not be read");
        }
        return m_history;
    };
    auto session = look();
    if (!session) {
        noteLogin(LoginRole::Browse, session.error());
        return unreadable(session.error());
    }
    m_database.server = (*session)->info();
    keepPassword(LoginRole::Browse);
    if (sameRole())
        keepPassword(LoginRole::Migrate);
    else
        lookWhetherMayMigrate();
    m_database.leftovers = m_engine->leftovers(**session).value_or(std::vector<Leftover>());
    auto applied = m_format->applied(**session, m_setup, *files);
    if (!applied)
        return unreadable(applied.error());
    m_history = joinHistory(*files, *applied, *m_format, m_setup);
    return m_history;
}

/// Why nobody need knock before the next refresh: the last one did in vain, and every try may take as long as its time-out.
std::optional<Error> Desk::notReached() const
{
    const bool knocked = m_database.error && (m_database.error->code == ErrorCode::Connection || m_database.error->code == ErrorCode::Password
                                              || m_database.error->code == ErrorCode::Cancelled);
    return knocked ? m_database.error : std::nullopt;
}

Result<const Snapshot *> Desk::schema()
{
    if (const auto error = notReached())
        return Failure(*error);
    if (!m_schema) {
        auto session = look();
        if (!session)
            return failure(std::move(session));
        auto snapshot = m_engine->snapshot(**session);
        if (!snapshot)
            return failure(std::move(snapshot));
        m_schema = without(std::move(*snapshot), m_format->ownTables(m_setup));
    }
    return &*m_schema;
}

Result<QString> Desk::schemaDigest()
{
    auto now = schema();
    if (!now)
        return failure(std::move(now));
    return (*now)->digest();
}

Result<Snapshot> Desk::snapshot()
{
    m_schema.reset();
    auto now = schema();
    if (!now)
        return failure(std::move(now));
    return **now;
}

Result<Plan> Desk::plan(const PlanRequest &request) const
{
    if (m_database.error)
        return Failure(*m_database.error);
    auto plan = makePlan(m_history, request, *m_format, m_setup, *m_engine, m_target, m_environment.name);
    if (plan)
        plan->createsDatabase = !m_database.server.exists && request.direction == Direction::Up;
    return plan;
}

std::vector<Finding> Desk::analysed(const Migration &migration, Direction direction)
{
    AnalysisFacts facts;
    if (auto before = schema())
        facts.before = *before;
    facts.format = m_format;
    facts.runsFileWhole = !m_format->traits().downInSameFile;
    const auto seen = [this](const QByteArray &program) -> const QStringList * {
        const auto found = m_sent.constFind(program);
        return found == m_sent.constEnd() ? nullptr : &*found;
    };
    facts.sent = seen(programKey(migration, direction));
    facts.sentUp = seen(programKey(migration, Direction::Up));
    return analyse(migration, direction, m_engine->traits().dialect, facts);
}

std::vector<Finding> Desk::findings(const Plan &plan)
{
    if (std::ranges::any_of(plan.steps, &PlanStep::isProgram)) {
        if (const auto rehearsed = rehearsal(plan))
            noteSent(plan, *rehearsed);
    }
    std::vector<Finding> all;
    for (const PlanStep &step : plan.steps) {
        auto some = analysed(step.migration, step.direction);
        all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
    }
    return all;
}

std::vector<Finding> Desk::findingsOfPending()
{
    std::vector<Finding> all;
    for (const HistoryEntry &entry : m_history.entries) {
        if (!entry.file || !(entry.canApply() || entry.isPassedOver() || entry.state == State::Unknown))
            continue;
        auto some = analysed(*entry.file, Direction::Up);
        all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
    }
    return all;
}

Result<std::vector<Finding>> Desk::findingsOfFiles(const QStringList &files) const
{
    std::vector<Finding> all;
    for (const QString &file : files) {
        auto source = readSourceFile(QDir(m_project.folder).absoluteFilePath(file));
        if (!source)
            return failure(std::move(source));
        if (!source->readable())
            return Failure(encodingError(*source, file));
        Script script{file, source->bytes, source->textOffset(), source->bytes.size() - source->textOffset(), 1};
        auto some = analyseScript(script, m_engine->traits().dialect);
        all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
    }
    return all;
}

std::vector<Finding> Desk::findingsOfText(const Migration &migration, const QString &file, const QByteArray &text)
{
    Migration edited = migration;
    if (migration.upFile == file)
        edited.up = m_format->cut(file, text, Direction::Up, m_engine->traits().dialect);
    if (migration.downFile == file || migration.upFile == file)
        edited.down = m_format->cut(file, text, Direction::Down, m_engine->traits().dialect);
    std::vector<Finding> all = edited.up ? analysed(edited, Direction::Up) : std::vector<Finding>();
    if (edited.down) {
        auto down = analysed(edited, Direction::Down);
        all.insert(all.end(), std::make_move_iterator(down.begin()), std::make_move_iterator(down.end()));
    }
    return all;
}

bool Desk::trusted() const
{
    return m_trusted || TrustStore().trusts(m_project.folder, programFiles());
}

Result<void> Desk::trust()
{
    return TrustStore().trust(m_project.folder, programFiles());
}

Result<void> Desk::checkTrust(const Plan &plan) const
{
    const auto program = std::ranges::find_if(plan.steps, &PlanStep::isProgram);
    if (program == plan.steps.end() || trusted())
        return {};
    const QStringList files = programFiles();
    return Failure(Error{ErrorCode::Blocked, QStringLiteral("%1 is a program, and nobody trusts the folder yet").arg(program->migration.version), {program->script().file, 0, 0},
                         files.isEmpty() ? QStringLiteral("%1 runs what it names").arg(m_format->traits().title) : QStringLiteral("running it runs %1 as well").arg(files.join(QStringLiteral(", "))),
                         QStringLiteral("read %1, then trust the folder").arg(files.isEmpty() ? QStringLiteral("it") : QStringLiteral("them"))});
}

ToolPlace Desk::toolPlace() const
{
    return {m_format, m_setup, m_history.files(), m_environment.name, m_target};
}

Result<QStringList> Desk::preview(const PlanStep &step, RunControl &control) const
{
    Plan plan;
    plan.steps = {step};
    if (auto may = checkTrust(plan); !may)
        return failure(std::move(may));
    return ToolRunner(toolPlace()).preview(step.migration, step.direction, control).map([](const QList<QByteArray> &statements) {
        QStringList texts;
        for (const QByteArray &sql : statements)
            texts << QString::fromUtf8(sql);
        return texts;
    });
}

Result<std::vector<NewFile>> Desk::newMigration(const QString &name, bool reversible) const
{
    return m_format->create({name, reversible, m_clock()}, m_setup, m_history.files());
}

Result<std::vector<AppliedMigration>> Desk::readApplied(Session &session) const
{
    return m_format->applied(session, m_setup, m_history.files());
}

Result<QStringList> Desk::writeNewMigration(const std::vector<NewFile> &files)
{
    QStringList written;
    for (const NewFile &wanted : files) {
        const QString path = QDir(m_project.folder).absoluteFilePath(wanted.path);
        QDir().mkpath(QFileInfo(path).path());
        if (!wanted.replaces.isEmpty()) {
            if (auto replaced = replaceFile(m_project.folder, wanted.path, wanted.content, wanted.replaces); !replaced)
                return failure(std::move(replaced));
            written << wanted.path;
            continue;
        }
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly) || file.write(wanted.content) != wanted.content.size() || !file.flush()) {
            return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot write the new migration"), {wanted.path, 0, 0}, file.errorString(),
                                 QStringLiteral("no file was overwritten")});
        }
        written << wanted.path;
    }
    return written;
}

Result<void> Desk::saveFile(const QString &file, const QByteArray &content, const QByteArray &expected)
{
    for (const HistoryEntry &entry : m_history.entries) {
        if (entry.inDatabase() && entry.file && !entry.file->repeatable && (entry.file->upFile == file || entry.file->downFile == file)) {
            return Failure(Error{ErrorCode::Blocked, QStringLiteral("%1 is applied and is not edited").arg(entry.version()), {file, 0, 0}, {},
                                 QStringLiteral("write the change as a new migration")});
        }
    }
    return replaceFile(m_project.folder, file, content, expected);
}

QString Desk::head() const
{
    const auto newest = std::find_if(m_history.entries.rbegin(), m_history.entries.rend(), [](const HistoryEntry &entry) { return entry.inDatabase(); });
    return newest == m_history.entries.rend() ? QString() : newest->version();
}

QDateTime Desk::lastChange() const
{
    QDateTime newest;
    for (const HistoryEntry &entry : m_history.entries) {
        if (entry.applied && entry.applied->appliedAt.isValid() && (!newest.isValid() || entry.applied->appliedAt > newest))
            newest = entry.applied->appliedAt;
    }
    if (const auto run = m_evidence.newestOf(QStringLiteral("run"), m_environment.name); run && (!newest.isValid() || run->at > newest))
        newest = run->at;
    return newest;
}

Result<void> Desk::addEvidence(const QString &kind, const QString &subject, const QString &note, bool ok, const QJsonObject &detail)
{
    return m_evidence.add({kind, subject, m_environment.name, m_clock(), currentUser(), ok, note, detail});
}

Result<void> Desk::audit(const QString &action, const QString &subject, const QString &versions, const QString &outcome, const QString &detail) const
{
    AuditEntry entry;
    entry.action = action;
    entry.environment = m_environment.name;
    entry.database = m_target.url;
    entry.subject = subject;
    entry.versions = versions;
    entry.outcome = outcome;
    entry.detail = detail;
    auto appended = AuditLog(m_project.dataFolder() + QStringLiteral("/audit.jsonl"), m_clock).append(std::move(entry));
    if (!appended)
        return failure(std::move(appended));
    return {};
}

Result<std::vector<AuditEntry>> Desk::auditLog() const
{
    return AuditLog(m_project.dataFolder() + QStringLiteral("/audit.jsonl"), m_clock).entries();
}

BackupStore Desk::store() const
{
    const BackupPolicy &policy = m_environment.backup;
    return BackupStore(*m_engine, QDir(m_project.folder).absoluteFilePath(policy.folder), m_clock, {policy.encryptTo, policy.identity, policy.jobs});
}

} // namespace lk
