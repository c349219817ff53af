// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/recordcommand.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

class MarkCommand : public RecordCommand
{
public:
    const char *name() const override { return "mark"; }
    const char *description() const override { return "note a migration as applied or as pending, without running it"; }

    void addOptions(Options &options) override
    {
        options.argument("V", m_version, true, "the migration's version");
        options.flag("--applied", m_applied, "the database holds it already");
        options.flag("--pending", m_pending, "the database does not hold it");
        options.exclusive("--applied", "--pending");
        addRecordOptions(options);
    }

protected:
    Result<RecordRequest> request() const override
    {
        if (!m_applied && !m_pending)
            return Failure(Error{ErrorCode::Usage, u"as what is it to be marked?"_s, {}, {}, u"add --applied or --pending"_s});
        RecordRequest request;
        request.version = m_version;
        request.direction = m_applied ? Direction::Up : Direction::Down;
        return request;
    }

private:
    QString m_version;
    bool m_applied = false;
    bool m_pending = false;
};

} // namespace

std::unique_ptr<Command> makeMarkCommand()
{
    return std::make_unique<MarkCommand>();
}

} // namespace lk
