// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/sqitch/sqitchnew.h"

#include "models/formats/newname.h"
#include "models/formats/sqitch/sqitchfolder.h"
#include "models/formats/sqitch/sqitchsettings.h"

#include <QDir>
#include <QFile>

namespace lk {

namespace {

Failure refuse(const QString &file, const QString &why, const QString &nextStep)
{
    return Failure(Error{ErrorCode::Usage, QStringLiteral("the migration can't be named so"), {file, 0, 0}, why, nextStep});
}

QString escaped(QString note)
{
    return note.replace(u'\\', QStringLiteral("\\\\")).replace(u'\n', QStringLiteral("\\n")).replace(u'\r', QStringLiteral("\\r"));
}

QByteArray script(const char *head, const char *todo, const char *end)
{
    return QByteArray(head) + "\n\nBEGIN;\n\n-- XXX Add " + todo + " here.\n\n" + end + ";\n";
}

} // namespace

Result<std::vector<NewFile>> newSqitchChange(const NewMigration &wanted, const FormatSetup &setup)
{
    const QString planFile = setup.options.value(sqitch::PlanFile, QStringLiteral("sqitch.plan"));
    const auto plan = readSqitchPlan(setup);
    if (!plan)
        return Failure(plan.error());
    const auto name = fileNamePart(wanted.name);
    if (!name)
        return Failure(name.error());
    if (const QString problem = sqitchNameProblem(*name); !problem.isEmpty())
        return refuse({}, QStringLiteral("it %1").arg(problem), QStringLiteral("use letters, digits and underscores"));
    if (plan->byName.contains(*name))
        return refuse(planFile, QStringLiteral("the plan has %1 already").arg(*name), QStringLiteral("`sqitch rework` makes a new version of a change, or take another name"));

    QFile file(QDir(setup.folder).absoluteFilePath(planFile));
    if (!file.open(QIODevice::ReadOnly))
        return refuse(planFile, file.errorString(), {});
    const QByteArray before = file.readAll();
    const QByteArray lineEnd = before.contains("\r\n") ? "\r\n" : "\n";
    QByteArray after = before;
    if (!after.endsWith('\n'))
        after += lineEnd;
    if (plan->changes.empty() && !after.endsWith("\n\n") && !after.endsWith("\n\r\n"))
        after += lineEnd; // it ends the pragmas
    const bool tagIsLast = !plan->changes.empty() && !plan->changes.back().tags.empty();
    if (tagIsLast && !after.endsWith(lineEnd + lineEnd))
        after += lineEnd;
    const QString planner = QStringLiteral("%1 <%2>").arg(setup.options.value(sqitch::UserName, QStringLiteral("lockkeeper")), setup.options.value(sqitch::UserEmail, QStringLiteral("lockkeeper@localhost")));
    after += QStringLiteral("%1 %2 %3 # %4").arg(*name, wanted.now.toUTC().toString(QStringLiteral("yyyy-MM-ddTHH:mm:ssZ")), planner, escaped(wanted.name.simplified())).toUtf8() + lineEnd;

    const QByteArray change = plan->project.toUtf8() + ':' + name->toUtf8();
    const QByteArray engine = setup.options.value(sqitch::Engine).toUtf8();
    const QString suffix = u'.' + setup.options.value(sqitch::Extension, QStringLiteral("sql"));
    const auto path = [&](const QString &key, const char *otherwise) { return setup.options.value(key, QString::fromLatin1(otherwise)) + u'/' + *name + suffix; };
    std::vector<NewFile> files{{path(sqitch::DeployDir, "deploy"), script(("-- Deploy " + change + " to " + engine).constData(), "DDLs", "COMMIT")}};
    if (wanted.reversible)
        files.push_back({path(sqitch::RevertDir, "revert"), script(("-- Revert " + change + " from " + engine).constData(), "DDLs", "COMMIT")});
    files.push_back({path(sqitch::VerifyDir, "verify"), script(("-- Verify " + change + " on " + engine).constData(), "verifications", "ROLLBACK")});
    for (const NewFile &made : files) {
        if (QFile::exists(QDir(setup.folder).absoluteFilePath(made.path)))
            return refuse(made.path, QStringLiteral("the file is there already"), QStringLiteral("take another name"));
    }
    files.push_back({planFile, after, before});
    return files;
}

} // namespace lk
