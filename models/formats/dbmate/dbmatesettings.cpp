// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/dbmate/dbmatesettings.h"

#include "models/formats/tooladdress.h"
#include "models/formats/toolenvironment.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

namespace lk {

namespace {

bool packageDepends(const QString &folder)
{
    QFile file(folder + QStringLiteral("/package.json"));
    if (!QFileInfo(file).isFile() || file.size() > 1024 * 1024 || !file.open(QIODevice::ReadOnly))
        return false;
    const QJsonObject package = QJsonDocument::fromJson(file.readAll()).object();
    return package[u"dependencies"].toObject().contains(u"dbmate") || package[u"devDependencies"].toObject().contains(u"dbmate");
}

bool isPostgresql(const QString &url)
{
    return url.startsWith(u"postgres://") || url.startsWith(u"postgresql://");
}

} // namespace

DbmateSettings readDbmateSettings(const QString &folder)
{
    const ToolEnvironment environment(folder);
    DbmateSettings settings;
    for (const QString &part : environment.value(QStringLiteral("DBMATE_MIGRATIONS_DIR")).split(u',', Qt::SkipEmptyParts))
        settings.folders += part.trimmed();
    settings.table = environment.value(QStringLiteral("DBMATE_MIGRATIONS_TABLE"));
    settings.url = environment.value(QStringLiteral("DATABASE_URL"));
    if (environment.fileHasPrefix(QStringLiteral("DBMATE_")))
        settings.because = QStringLiteral(".env sets variables of dbmate's");
    else if (packageDepends(folder))
        settings.because = QStringLiteral("package.json depends on dbmate");
    return settings;
}

QString dbmateSchema(const QString &url)
{
    return isPostgresql(url) ? addressSetting(url, QStringLiteral("search_path")).section(u',', 0, 0).trimmed() : QString();
}

Result<QString> dbmateAddress(const QString &url)
{
    if (url.isEmpty())
        return QString();
    if (isPostgresql(url))
        return postgresqlAddress(url);
    const QString scheme = url.section(u':', 0, 0);
    if (scheme == u"mysql")
        return mysqlUrl(url);
    if (scheme == u"sqlite" || scheme == u"sqlite3") {
        QString path = url.sliced(scheme.size() + 1);
        if (path.startsWith(u"//")) { // however many there are, it is an absolute path to dbmate
            while (path.startsWith(u"//"))
                path.remove(0, 1);
        }
        return sqliteAddress(path);
    }
    return Failure(Error{ErrorCode::Usage, QStringLiteral("DATABASE_URL names a database of another kind"), {},
                         QStringLiteral("%1 is not PostgreSQL, MySQL or SQLite").arg(scheme), QStringLiteral("write the environment's address as `url` into lockkeeper.toml")});
}

} // namespace lk
