// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/recordcommand.h"

namespace lk {

namespace {

class BaselineCommand : public RecordCommand
{
public:
    const char *name() const override { return "baseline"; }
    const char *description() const override { return "adopt a database that holds everything up to a migration already"; }

    void addOptions(Options &options) override
    {
        options.argument("V", m_version, true, "the last migration that the database holds");
        addRecordOptions(options);
    }

protected:
    Result<RecordRequest> request() const override
    {
        RecordRequest request;
        request.kind = RecordRequest::Kind::Baseline;
        request.version = m_version;
        return request;
    }

private:
    QString m_version;
};

} // namespace

std::unique_ptr<Command> makeBaselineCommand()
{
    return std::make_unique<BaselineCommand>();
}

} // namespace lk
