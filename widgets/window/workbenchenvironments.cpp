// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The part of Workbench that works on the project's environments.
#include "models/engines/connectiontest.h"
#include "models/engines/engineregistry.h"
#include "widgets/environment/environmentdialog.h"
#include "widgets/window/workbench.h"

namespace lk {

namespace {

/// The target of an environment as a desk would open it.
Result<Target> targetOf(const Environment &environment, const QString &folder, const Secret &password, PasswordStore *store)
{
    return engineForUrl(environment.url).and_then([&](const Engine *engine) {
        return engine->target(environment.url, folder).map([&](Target target) {
            target.connectTimeoutMs = environment.connectTimeoutMs;
            target.lockTimeoutMs = environment.lockTimeoutMs;
            target.statementTimeoutMs = environment.statementTimeoutMs;
            findPassword(target, *engine, password, store);
            return target;
        });
    });
}

Result<std::vector<Environment>> save(const EnvironmentChange &change, const QString &folder, PasswordStore *store)
{
    std::optional<QByteArray> text;
    if (!change.settings.empty()) {
        auto changed = withEnvironment(change.expectedFile.value_or(QByteArray()), change.environment.name, change.settings);
        if (!changed)
            return Failure(changed.error());
        text = std::move(*changed);
    }
    // The keyring first: where it refuses, nothing was written.
    if (change.keepPassword && store) {
        const auto target = targetOf(change.environment, folder, change.password, nullptr);
        if (!target)
            return Failure(target.error());
        if (auto kept = store->keep(passwordEndpoint(*target), change.password); !kept)
            return Failure(kept.error());
    }
    if (text) {
        if (auto written = writeProjectFile(folder, change.expectedFile, *text); !written)
            return Failure(written.error());
    }
    return openProject(folder).map([](const Project &project) { return project.environments; });
}

} // namespace

void Workbench::logIn(LoginRole role, const Secret &password, bool keep)
{
    if (!isOpen())
        return;
    const auto work = [role, password, keep](JobScope &scope) -> Result<std::shared_ptr<const ProjectView>> {
        scope.desk->logIn(role, password, keep);
        if (auto history = scope.desk->refresh(); !history)
            return failure(std::move(history));
        return std::make_shared<const ProjectView>(projectView(*scope.desk));
    };
    m_client.run({tr("Logging in"), {}, true}, this, work, [this](const Result<std::shared_ptr<const ProjectView>> &project) {
        if (!project) {
            fail(tr("Logging in"), project.error());
            return;
        }
        m_project = *project;
        emit projectChanged();
        refreshPlan();
        readRecords();
        readNames();
        emit loginTried();
    });
}

void Workbench::readProjectFile(QObject *context, std::function<void(const Result<std::optional<QByteArray>> &)> done)
{
    const QString folder = isOpen() ? m_project->project.folder : m_request.folder;
    const auto work = [folder](JobScope &) { return lk::readProjectFile(folder); };
    m_client.run({tr("Reading lockkeeper.toml")}, context, work, std::move(done));
}

int Workbench::testConnection(const Environment &environment, const Secret &password, QObject *context,
                              std::function<void(const std::vector<VerificationCheck> &)> done)
{
    const QString folder = isOpen() ? m_project->project.folder : m_request.folder;
    const auto work = [environment, password, folder, store = m_passwords](JobScope &scope) {
        std::vector<VerificationCheck> checks;
        const auto engine = engineForUrl(environment.url);
        const auto target = targetOf(environment, folder, password, store.get());
        if (!target) {
            checks.push_back({tr("Address"), false, target.error().text()});
            return checks;
        }
        for (const EngineCheck &check : lk::testConnection(**engine, *target, scope.control))
            checks.push_back({check.title, check.ok, check.detail});
        return checks;
    };
    return m_client.run({tr("Testing the connection"), QStringLiteral("test")}, context, work, std::move(done));
}

void Workbench::saveEnvironment(const EnvironmentChange &change, QObject *context, std::function<void(const Result<void> &)> done)
{
    const QString folder = isOpen() ? m_project->project.folder : m_request.folder;
    const auto work = [change, folder, store = m_passwords](JobScope &) { return save(change, folder, store.get()); };
    m_client.run({tr("Writing lockkeeper.toml")}, context, work,
                 [this, done = std::move(done)](const Result<std::vector<Environment>> &environments) {
                     if (!environments) {
                         done(Failure(environments.error()));
                         return;
                     }
                     m_environments = *environments;
                     emit environmentsChanged();
                     done({});
                 });
}

} // namespace lk
