// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/opendesk.h"
#include "app/cli/plantext.h"

#include <QJsonArray>
#include <QJsonObject>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

QJsonObject reviewJson(const Evidence &review)
{
    return {{u"by"_s, review.by}, {u"at"_s, review.at.toUTC().toString(Qt::ISODateWithMs)}, {u"note"_s, review.note}};
}

/// Those of exactly this content.
std::vector<Evidence> reviewsOf(const ChecklistFacts &facts)
{
    std::vector<Evidence> given;
    std::copy_if(facts.reviews.begin(), facts.reviews.end(), std::back_inserter(given),
                 [&facts](const Evidence &review) { return review.ok && review.subject == facts.plan.contentDigest; });
    return given;
}

class ReviewCommand : public Command
{
public:
    const char *name() const override { return "review"; }
    const char *description() const override { return "what is to be reviewed and who did; --sign signs exactly this content"; }

    void addOptions(Options &options) override
    {
        options.text("--to", m_to, "V", "of the plan up to and including this version");
        options.flag("--sign", m_sign, "sign the review");
        options.text("--note", m_note, "TEXT", "with --sign: a word to it");
    }

    Result<Exit> execute(Call &call) override
    {
        auto desk = openDesk(call);
        if (!desk)
            return failure(std::move(desk));
        auto plan = planFor(**desk, Direction::Up, m_to);
        if (!plan)
            return failure(std::move(plan));
        if (plan->empty() && !call.console.json) {
            call.console.note(u"Nothing is pending, so there is nothing to review."_s);
            return Exit::Done;
        }
        if (m_sign) {
            if (auto signedNow = (*desk)->review(*plan, m_note); !signedNow)
                return failure(std::move(signedNow));
            call.console.note(u"Signed."_s);
        }
        show((*desk)->checklist(*plan), call.console);
        return Exit::Done;
    }

private:
    void show(const Checklist &checklist, Console &console) const
    {
        const ChecklistFacts &facts = checklist.facts();
        const std::vector<Evidence> given = reviewsOf(facts);
        if (console.json) {
            QJsonArray reviews;
            for (const Evidence &review : given)
                reviews.append(reviewJson(review));
            console.printJson({{u"fingerprint"_s, facts.plan.fingerprint},
                               {u"content"_s, facts.plan.contentDigest},
                               {u"wanted"_s, facts.environment ? facts.environment->reviews : 0},
                               {u"reviews"_s, reviews}});
            return;
        }
        if (!m_sign)
            console.write(planText(facts.plan, console, true));
        console.print(u"content %1"_s.arg(facts.plan.contentDigest));
        for (const Evidence &review : given)
            console.print(printable(u"reviewed by %1, %2 UTC%3"_s.arg(review.by, review.at.toUTC().toString(u"yyyy-MM-dd hh:mm"_s),
                                                                     review.note.isEmpty() ? QString() : u": "_s + review.note)));
        const int wanted = facts.environment ? facts.environment->reviews : 0;
        console.print(u"%1 of %2"_s.arg(counted(qint64(given.size()), u"review"_s)).arg(wanted) + u" wanted"_s);
    }

    QString m_to;
    bool m_sign = false;
    QString m_note;
};

} // namespace

std::unique_ptr<Command> makeReviewCommand()
{
    return std::make_unique<ReviewCommand>();
}

} // namespace lk
