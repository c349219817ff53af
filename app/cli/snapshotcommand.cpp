// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/opendesk.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

class SnapshotCommand : public Command
{
public:
    const char *name() const override { return "snapshot"; }
    const char *description() const override { return "write the schema as a snapshot file, or as SQL"; }

    void addOptions(Options &options) override
    {
        options.argument("FILE", m_file, false, "file to write (default: one in the project's data folder; with --sql: standard output)");
        options.flag("--sql", m_sql, "as SQL text of the schema");
        options.flag("--force", m_force, "replace an existing file");
    }

    Result<Exit> execute(Call &call) override
    {
        auto desk = openReadableDesk(call);
        if (!desk)
            return failure(std::move(desk));
        if (m_file.isEmpty() && !m_sql) {
            auto file = (*desk)->saveSnapshot();
            if (!file)
                return failure(std::move(file));
            tell(*file, call.console);
            return Exit::Done;
        }
        auto schema = (*desk)->snapshot();
        if (!schema)
            return failure(std::move(schema));
        if (m_file.isEmpty()) {
            call.console.write((*desk)->engine().ddl(*schema));
            return Exit::Done;
        }
        const QByteArray content = m_sql ? (*desk)->engine().ddl(*schema).toUtf8() : QJsonDocument(toJson(*schema)).toJson();
        if (auto written = writeFile(content); !written)
            return failure(std::move(written));
        tell(m_file, call.console);
        return Exit::Done;
    }

private:
    Result<void> writeFile(const QByteArray &content) const
    {
        if (QFileInfo::exists(m_file) && !m_force)
            return Failure(Error{ErrorCode::Usage, u"the file exists"_s, {m_file}, {}, u"name another one, or add --force to replace it"_s});
        QSaveFile file(m_file);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit())
            return Failure(Error{ErrorCode::Failed, u"cannot write the snapshot"_s, {m_file}, file.errorString(), u"look at the folder, its rights and its space"_s});
        return {};
    }

    static void tell(const QString &file, Console &console)
    {
        if (console.json)
            console.printJson({{u"file"_s, file}});
        else
            console.print(printable(file));
    }

    QString m_file;
    bool m_sql = false;
    bool m_force = false;
};

} // namespace

std::unique_ptr<Command> makeSnapshotCommand()
{
    return std::make_unique<SnapshotCommand>();
}

} // namespace lk
