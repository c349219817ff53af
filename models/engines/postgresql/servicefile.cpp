// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/servicefile.h"

#include <QDir>
#include <QFile>

#include <optional>

namespace lk {

namespace {

QString ownFile()
{
    const QString named = qEnvironmentVariable("PGSERVICEFILE");
    return named.isEmpty() ? QDir::homePath() + QStringLiteral("/.pg_service.conf") : named;
}

QStringList systemFiles()
{
    const QString folder = qEnvironmentVariable("PGSYSCONFDIR");
    if (!folder.isEmpty())
        return {folder + QStringLiteral("/pg_service.conf")};
    return {QStringLiteral("/etc/postgresql-common/pg_service.conf"), QStringLiteral("/etc/pg_service.conf"),
            QStringLiteral("/etc/sysconfig/pgsql/pg_service.conf")};
}

Failure broken(const QString &path, qint64 line, const QString &why)
{
    return Failure(Error{ErrorCode::Usage, QStringLiteral("cannot read the service file"), {path, line, 0}, why, {}});
}

/// Nothing: the file does not have the service.
Result<std::optional<QMap<QString, QString>>> readFile(const QString &path, const QString &name)
{
    QFile file(path);
    if (!file.exists())
        return std::nullopt;
    if (!file.open(QIODevice::ReadOnly))
        return broken(path, 0, file.errorString());
    std::optional<QMap<QString, QString>> settings;
    const QList<QByteArray> lines = file.readAll().split('\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString line = QString::fromUtf8(lines[i]).trimmed();
        if (line.isEmpty() || line.startsWith(u'#'))
            continue;
        if (line.startsWith(u'[')) {
            if (settings)
                break;
            if (line == u'[' + name + u']')
                settings.emplace();
            continue;
        }
        const qsizetype equals = line.indexOf(u'=');
        if (settings && (equals <= 0 || line.startsWith(QLatin1String("ldap"))))
            return broken(path, i + 1, QStringLiteral("only lines of the form name=value are read"));
        if (settings)
            settings->insert(line.left(equals).trimmed(), line.mid(equals + 1).trimmed());
    }
    return settings;
}

} // namespace

Result<QMap<QString, QString>> readPostgresqlService(const QString &name)
{
    const QStringList files = QStringList{ownFile()} + systemFiles();
    for (const QString &path : files) {
        auto settings = readFile(path, name);
        if (!settings)
            return failure(std::move(settings));
        if (*settings)
            return **settings;
    }
    return Failure(Error{ErrorCode::Usage, QStringLiteral("there is no service \"%1\"").arg(name), {},
                         QStringLiteral("none of these has it: %1").arg(files.join(QStringLiteral(", "))),
                         QStringLiteral("add [%1] with host, port, dbname and user to the first").arg(name)});
}

} // namespace lk
