// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/dumptool.h"

#include "models/engines/mysql/connection.h"
#include "models/engines/mysql/mysqltarget.h"

#include <QFileInfo>
#include <QProcess>
#include <QProcessEnvironment>
#include <QRegularExpression>

namespace lk {

namespace {

constexpr int VersionTimeoutMs = 10'000;

const QStringList &folders()
{
    static const QStringList places{QStringLiteral("/usr/bin"), QStringLiteral("/usr/local/bin"), QStringLiteral("/usr/local/mysql/bin"),
                                    QStringLiteral("/opt/mysql/bin")};
    return places;
}

QString askVersion(const QString &program)
{
    QProcess process;
    process.setProcessEnvironment({});
    process.start(program, {QStringLiteral("--no-defaults"), QStringLiteral("--version")}, QIODevice::ReadOnly);
    if (!process.waitForFinished(VersionTimeoutMs) || process.exitCode() != 0)
        return {};
    return QString::fromUtf8(process.readAllStandardOutput());
}

/// "Ver 10.19 Distrib 10.11.19-MariaDB", "from 11.4.2-MariaDB, client 10.19", "Ver 8.0.36 for Linux"
DumpTool toolOf(const QString &program, const QString &text)
{
    static const QRegularExpression mariadb(QStringLiteral("(?:Distrib|from) (\\d+\\.\\d+\\.\\d+)-MariaDB"));
    static const QRegularExpression mysql(QStringLiteral("Ver (\\d+\\.\\d+\\.\\d+)"));
    if (const auto match = mariadb.match(text); match.hasMatch())
        return {program, match.captured(1), true};
    return {program, mysql.match(text).captured(1), false};
}

int majorMinor(const QString &version)
{
    return version.section(u'.', 0, 0).toInt() * 100 + version.section(u'.', 1, 1).toInt();
}

QByteArray line(const char *name, const QString &value)
{
    QByteArray text = value.toUtf8();
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\r', "\\r").replace('\t', "\\t");
    return QByteArray(name) + "=\"" + text + "\"\n";
}

QByteArray tlsLines(const Target &target, const DumpTool &tool)
{
    const QString mode = sslModeOf(target);
    const bool none = mode == QLatin1String("DISABLED") || (mode == QLatin1String("PREFERRED") && usesSocket(target));
    QByteArray lines;
    if (!tool.mariadb)
        lines += "ssl-mode=" + (none ? QByteArray("DISABLED") : mode.toLatin1()) + '\n';
    else if (none)
        lines += "skip-ssl\n";
    else
        lines += mode == QLatin1String("VERIFY_IDENTITY") ? "ssl\nssl-verify-server-cert\n" : "ssl\nskip-ssl-verify-server-cert\n";
    if (none)
        return lines;
    for (const char *name : {"ssl-ca", "ssl-capath", "ssl-cert", "ssl-key", "ssl-crl", "ssl-cipher", "tls-version"}) {
        if (const QString value = target.options.value(QLatin1String(name)); !value.isEmpty())
            lines += line(name, value);
    }
    return lines;
}

} // namespace

Result<DumpTool> findDumpTool(bool mariadbServer, int versionNumber)
{
    const QStringList names = mariadbServer ? QStringList{QStringLiteral("mariadb-dump"), QStringLiteral("mysqldump")}
                                            : QStringList{QStringLiteral("mysqldump"), QStringLiteral("mariadb-dump")};
    QString tooOld;
    for (const QString &name : names) {
        for (const QString &folder : folders()) {
            const QString path = folder + u'/' + name;
            if (!QFileInfo(path).isExecutable())
                continue;
            const DumpTool tool = toolOf(path, askVersion(path));
            if (tool.version.isEmpty() || (mariadbServer && !tool.mariadb))
                continue;
            // Versions of the two products can't be compared with each other.
            if (tool.mariadb != mariadbServer || majorMinor(tool.version) >= versionNumber / 100)
                return tool;
            tooOld = QStringLiteral("%1 is of version %2, the server of %3.%4")
                         .arg(path, tool.version).arg(versionNumber / 10000).arg(versionNumber / 100 % 100);
        }
    }
    return Failure(Error{ErrorCode::Failed,
                         tooOld.isEmpty() ? QStringLiteral("the program that writes dumps is not installed")
                                          : QStringLiteral("the program that writes dumps is older than the server"),
                         {},
                         tooOld.isEmpty() ? QStringLiteral("there is no %1 in %2").arg(names.join(QStringLiteral(" or ")), folders().join(QStringLiteral(", ")))
                                          : tooOld,
                         QStringLiteral("install %1").arg(mariadbServer ? QStringLiteral("mariadb-client") : QStringLiteral("mysql-client"))});
}

QByteArray optionFile(const Target &target, const QString &password, const DumpTool &tool)
{
    QByteArray text = "[client]\n" + line("user", target.user);
    if (!password.isEmpty())
        text += line("password", password);
    if (usesSocket(target)) {
        text += "protocol=socket\n";
        if (!target.host.isEmpty())
            text += line("socket", target.host);
    } else {
        text += "protocol=tcp\n" + line("host", target.host) + "port=" + QByteArray::number(target.port) + '\n';
    }
    return text + tlsLines(target, tool);
}

} // namespace lk
