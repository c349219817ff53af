// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rehearsal/queryexplainer.h"

#include "models/base/timedcontrol.h"
#include "models/engines/sessioncancelguard.h"

namespace lk {

void QueryExplainer::before()
{
    m_before = plans();
}

std::vector<QueryComparison> QueryExplainer::after()
{
    const std::vector<Result<QueryPlan>> now = plans();
    std::vector<QueryComparison> comparisons;
    for (size_t i = 0; i < std::min(now.size(), m_before.size()); ++i) {
        const ProjectQuery &query = m_options.queries[i];
        QueryComparison one{query.file, query.line, QString::fromUtf8(query.sql.simplified().left(400)), {}, {}, {}, {}};
        if (m_before[i])
            one.before = *m_before[i];
        if (now[i])
            one.after = *now[i];
        else
            one.error = now[i].error().text();
        judge(one, m_options.data == ScratchData::Full);
        comparisons.push_back(std::move(one));
    }
    return comparisons;
}

std::vector<Result<QueryPlan>> QueryExplainer::plans() const
{
    std::vector<Result<QueryPlan>> found;
    for (const ProjectQuery &query : m_options.queries) {
        if (m_control.cancelled())
            break;
        found.push_back(planOf(query));
    }
    return found;
}

/// A query ends when its time is up or when somebody cancels everything.
Result<QueryPlan> QueryExplainer::planOf(const ProjectQuery &query) const
{
    // On the target itself nothing runs beyond the plan.
    const bool measured = m_options.data == ScratchData::Full && m_options.on != RehearsalPlace::Live;
    if (!measured)
        return m_engine.explain(m_session, query.sql, false);
    TimedControl limited(m_control, LongestQuery);
    const auto seen = [&] {
        const SessionCancelGuard guard(m_session, limited.control());
        return m_engine.explain(m_session, query.sql, true);
    }();
    const bool timedOut = limited.timedOut();
    // The cancel may have hit the way out, too.
    if (!seen && m_session.inTransaction())
        m_session.rollback();
    return seen || !timedOut ? seen : m_engine.explain(m_session, query.sql, false);
}

} // namespace lk
