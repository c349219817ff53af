// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/opendesk.h"

#include <QJsonObject>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

class BackupCommand : public Command
{
public:
    const char *name() const override { return "backup"; }
    const char *description() const override { return "take a backup and prove it"; }

    void addOptions(Options &options) override
    {
        options.choice("--verify", m_verify, {u"list"_s, u"restore"_s},
                       "list|restore: read it to the end, or load it into a scratch and compare (default: as the environment says)");
    }

    Result<Exit> execute(Call &call) override
    {
        auto desk = openReadableDesk(call);
        if (!desk)
            return failure(std::move(desk));
        const QString wanted = m_verify.isEmpty() ? (*desk)->environment().backup.verify : m_verify;
        const Verified level = wanted == u"list" ? Verified::Listed : Verified::Restored;
        auto record = (*desk)->backUp(level, call.console.control(), call.console.progressSink());
        if (!record)
            return failure(std::move(record));
        if (call.console.json)
            call.console.printJson(toJson(*record));
        else
            print(*record, call.console);
        // Who asks for a proof gets none only with an error; by the policy alone an unopened backup is as good as it can be.
        return !m_verify.isEmpty() && record->verified == Verified::No ? Exit::Failed : Exit::Done;
    }

private:
    static void print(const BackupRecord &record, Console &console)
    {
        console.print(printable(record.file));
        console.print(u"%1, SHA-256 %2"_s.arg(sizeWords(record.bytes), record.sha256));
        if (record.encrypted)
            console.print(u"encrypted to %1"_s.arg(printable(record.recipients.join(u", "_s))));
        const QString level = record.verified == Verified::No ? u"taken, not verified"_s : u"verified (%1)"_s.arg(word(record.verified));
        console.print(record.verifiedNote.isEmpty() ? level : level + u": "_s + printable(record.verifiedNote));
    }

    QString m_verify;
};

} // namespace

std::unique_ptr<Command> makeBackupCommand()
{
    return std::make_unique<BackupCommand>();
}

} // namespace lk
