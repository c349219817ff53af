// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The part of Workbench that is about what the folder is, and whether its programs may run.
#include "models/desk/trustquestion.h"
#include "models/project/projectwriter.h"
#include "models/project/truststore.h"
#include "widgets/window/workbench.h"

namespace lk {

void Workbench::readTrustQuestion(QObject *context, std::function<void(const Result<TrustQuestion> &)> done)
{
    const auto work = [request = m_request](JobScope &scope) -> Result<TrustQuestion> {
        if (scope.desk)
            return trustQuestion(*scope.desk);
        return trustQuestion(request);
    };
    m_client.run({tr("Reading what would run"), QStringLiteral("trust")}, context, work, std::move(done));
}

void Workbench::trust(const TrustQuestion &shown, bool remember, QObject *context, std::function<void(const Result<void> &)> done)
{
    const auto work = [shown, remember](JobScope &scope) -> Result<void> {
        auto taken = remember ? rememberTrust(shown) : checkAsShown(shown);
        if (taken && !remember && scope.desk)
            scope.desk->trustWhileOpen();
        return taken;
    };
    m_client.run({tr("Noting what may run")}, context, work, [this, done = std::move(done)](const Result<void> &taken) {
        if (taken && isOpen()) {
            auto view = std::make_shared<ProjectView>(*m_project);
            view->trusted = true;
            m_project = std::move(view);
            emit projectChanged();
        }
        done(taken);
    });
}

void Workbench::forgetTrust(QObject *context, std::function<void(const Result<void> &)> done)
{
    if (!isOpen())
        return;
    m_client.run({tr("Noting what may run")}, context, [folder = m_project->project.folder](JobScope &) { return TrustStore().forget(folder); }, std::move(done));
}

void Workbench::readFittingFormats(QObject *context, std::function<void(const std::vector<FittingFormat> &)> done)
{
    if (!isOpen())
        return;
    const auto work = [folder = m_project->project.folder](JobScope &) {
        std::vector<FittingFormat> fitting;
        for (const Detected &detected : fittingFormats(folder))
            fitting.push_back({detected.format->traits().name, detected.format->traits().title, detected.recognition.because});
        return fitting;
    };
    m_client.run({tr("Looking which formats fit"), QStringLiteral("formats")}, context, work, std::move(done));
}

void Workbench::chooseFormat(const QString &name, QObject *context, std::function<void(const Result<void> &)> done)
{
    if (!isOpen())
        return;
    const auto work = [folder = m_project->project.folder, name](JobScope &) -> Result<void> {
        const auto file = lk::readProjectFile(folder);
        if (!file)
            return Failure(file.error());
        const auto text = withProject(file->value_or(QByteArray()), {{QStringLiteral("format"), name}});
        if (!text)
            return Failure(text.error());
        return writeProjectFile(folder, *file, *text);
    };
    m_client.run({tr("Writing lockkeeper.toml")}, context, work, std::move(done));
}

} // namespace lk
