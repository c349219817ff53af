// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/runcontrol.h"
#include "models/engines/engine.h"
#include "models/engines/queryplan.h"
#include "models/rehearsal/rehearse.h"

#include <chrono>

namespace lk {

/// How long a query may take when it is run to be measured.
constexpr auto LongestQuery = std::chrono::seconds(20);

/// Asks a scratch how it would answer the project's queries, before a plan and after it. Where the scratch has rows of its own, queries that
/// only read are run, each for LongestQuery at most; a longer one is only explained.
class QueryExplainer
{
public:
    QueryExplainer(const Engine &engine, Session &session, const RehearseOptions &options, RunControl &control)
        : m_engine(engine), m_session(session), m_options(options), m_control(control)
    {
    }

    void before();
    std::vector<QueryComparison> after();

private:
    std::vector<Result<QueryPlan>> plans() const;
    Result<QueryPlan> planOf(const ProjectQuery &query) const;

    const Engine &m_engine;
    Session &m_session;
    const RehearseOptions &m_options;
    RunControl &m_control;
    std::vector<Result<QueryPlan>> m_before;
};

} // namespace lk
