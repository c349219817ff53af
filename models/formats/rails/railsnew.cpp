// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/rails/railsnew.h"

#include "models/formats/newname.h"
#include "models/formats/rails/railsfolder.h"
#include "models/formats/rails/railssettings.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace lk {

namespace {

/// "AddUsers" and "add users" as "add_users".
QString underscored(const QString &name)
{
    QString result;
    for (qsizetype i = 0; i < name.size(); ++i) {
        const bool begins = name[i].isUpper() && i > 0 && name[i - 1] != u'_' && (!name[i - 1].isUpper() || (i + 1 < name.size() && name[i + 1].isLower()));
        if (begins)
            result += u'_';
        result += name[i] == u'-' ? QChar(u'_') : name[i].toLower();
    }
    return result;
}

/// "7.1": of the locked ActiveRecord, else of the newest migration.
QString generationOf(const FormatSetup &setup, const std::vector<Migration> &existing)
{
    QFile lock(QDir(setup.folder).absoluteFilePath(QStringLiteral("Gemfile.lock")));
    if (QFileInfo(lock).isFile() && lock.size() < 4 * 1024 * 1024 && lock.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : lock.readAll().split('\n')) {
            const QByteArray text = line.trimmed();
            if (line.startsWith("    activerecord (") && text.endsWith(')')) {
                const QByteArrayList parts = text.sliced(14).chopped(1).split('.');
                return parts.size() < 2 ? QString() : QString::fromLatin1(parts[0] + '.' + parts[1]);
            }
        }
    }
    for (auto migration = existing.rbegin(); migration != existing.rend(); ++migration) {
        if (const QString generation = migration->details.value(QStringLiteral("generation")); !generation.isEmpty())
            return generation;
    }
    return {};
}

/// A second later than now, or than the newest migration's number where that is a time in the future: as Rails counts.
QString nextVersion(const QDateTime &now, const std::vector<Migration> &existing)
{
    qulonglong next = now.toUTC().toString(QStringLiteral("yyyyMMddHHmmss")).toULongLong();
    for (const Migration &migration : existing)
        next = std::max(next, migration.key.toULongLong() + 1);
    return QString::number(next);
}

} // namespace

Result<std::vector<NewFile>> newRailsMigration(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing)
{
    const auto part = fileNamePart(wanted.name);
    if (!part)
        return Failure(part.error());
    const auto refuse = [](const QString &why, const QString &nextStep) {
        return Failure(Error{ErrorCode::Usage, QStringLiteral("the migration can't be named so"), {}, why, nextStep});
    };
    const QString name = underscored(*part);
    const bool plain = std::ranges::all_of(name, [](QChar c) { return c == u'_' || (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'z'); });
    if (!plain || (name.front() >= u'0' && name.front() <= u'9'))
        return refuse(QStringLiteral("\"%1\" would be no class of Ruby's").arg(*part), QStringLiteral("use letters, digits and underscores, a letter first"));
    const QString className = railsClass(name);
    for (const Migration &migration : existing) {
        if (railsClass(QString(migration.description).replace(u' ', u'_')) == className)
            return refuse(QStringLiteral("%1 is called so already").arg(migration.upFile), QStringLiteral("take another name"));
    }
    const QString generation = generationOf(setup, existing);
    if (generation.isEmpty())
        return Failure(Error{ErrorCode::Usage, QStringLiteral("the migration can't be written"), {}, QStringLiteral("nothing tells the version of ActiveRecord: there is neither a Gemfile.lock nor a migration"),
                             QStringLiteral("run `bundle lock`, or let `rails generate migration` make the first one")});
    QByteArray body;
    if (name.startsWith(u"create_") && name.size() > 7)
        body = "    create_table :" + name.sliced(7).toUtf8() + " do |t|\n\n      t.timestamps\n    end\n";
    const QString folder = setup.options.value(rails::Paths, QStringLiteral("db/migrate")).section(u',', 0, 0);
    return std::vector{NewFile{folder + u'/' + nextVersion(wanted.now, existing) + u'_' + name + QStringLiteral(".rb"),
                               "class " + className.toUtf8() + " < ActiveRecord::Migration[" + generation.toUtf8() + "]\n  def change\n" + body + "  end\nend\n"}};
}

} // namespace lk
