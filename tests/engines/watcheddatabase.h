// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/engineregistry.h"
#include "models/engines/observation.h"
#include "models/sql/statementfacts.h"
#include "tests/support/testserver.h"

namespace lk {

/// A database with a session on it and somebody who watches what its statements do.
struct WatchedDatabase {
    const Engine *engine = nullptr;
    TestServer *server = nullptr; ///< none: a file
    QString name;
    std::unique_ptr<Session> session;
    std::unique_ptr<StatementWatch> watch;

    /// On a new database of a test server, or nothing there: TestServer::problem() says why.
    bool openOnServer(const QString &engineName)
    {
        server = TestServer::forEngine(engineName);
        if (!server)
            return false;
        name = server->newDatabase();
        open(engineName, server->url(name), {});
        return true;
    }

    void open(const QString &engineName, const QString &url, const QString &folder)
    {
        engine = engineByName(engineName);
        session = std::move(*engine->open(engine->target(url, folder).value(), Access::ReadWrite, true));
        watch = std::move(*engine->observe(*session));
    }

    void close()
    {
        watch.reset();
        session.reset();
        if (server)
            server->dropDatabase(name);
    }

    Result<Observation> watched(QByteArrayView statement, bool alone = false)
    {
        const StatementFacts facts = readFacts(statement, engine->traits().dialect);
        if (auto ready = watch->before(statement, facts, alone); !ready)
            return failure(std::move(ready));
        const auto outcome = session->execute(statement);
        if (!outcome)
            return Failure(outcome.error());
        return watch->after(statement, facts, *outcome);
    }
};

} // namespace lk
