// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/optionfile.h"

#include <QDir>
#include <QFile>

#include <sys/stat.h>
#include <unistd.h>

namespace lk {

namespace {

/// The value as the clients read it: surrounding quotes go, then backslash escapes are replaced.
QString valueOf(QByteArray text)
{
    text = text.trimmed();
    if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front())
        text = text.mid(1, text.size() - 2);
    QByteArray value;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char next = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '\0';
        static constexpr char From[] = "sntrb\\\"'";
        static constexpr char To[] = " \n\t\r\b\\\"'";
        const char *found = next ? strchr(From, next) : nullptr;
        value += found ? To[found - From] : text[i];
        i += found != nullptr;
    }
    return QString::fromUtf8(value);
}

/// A comment begins with # anywhere outside of quotes.
QByteArray withoutComment(const QByteArray &line)
{
    char quote = 0;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (quote ? c == quote : c == '"' || c == '\'')
            quote = quote ? 0 : c;
        else if (!quote && c == '#')
            return line.left(i);
    }
    return line;
}

void take(ClientOptions &options, const QByteArray &name, const QString &value)
{
    if (name == "user")
        options.user = value;
    else if (name == "password")
        options.password = Secret(value);
    else if (name == "host")
        options.host = value;
    else if (name == "port")
        options.port = value.toInt();
    else if (name == "socket")
        options.socket = value;
}

} // namespace

QString clientOptionFile()
{
    return QDir::home().filePath(QStringLiteral(".my.cnf"));
}

Result<ClientOptions> readClientOptions(const QString &file)
{
    ClientOptions options;
    QFile in(file);
    if (!in.open(QIODevice::ReadOnly))
        return options;
    bool client = false;
    while (!in.atEnd()) {
        const QByteArray line = withoutComment(in.readLine().trimmed()).trimmed();
        if (line.startsWith('[')) {
            client = line == "[client]" || line == "[client-mariadb]";
        } else if (const qsizetype equals = line.indexOf('='); client && equals > 0) {
            take(options, line.left(equals).trimmed().replace('_', '-'), valueOf(line.mid(equals + 1)));
        }
    }
    struct stat status {};
    const bool safe = ::fstat(in.handle(), &status) == 0 && (status.st_mode & 077) == 0
                      && (status.st_uid == ::geteuid() || ::geteuid() == 0);
    if (!options.password.isEmpty() && !safe)
        return Failure(Error{ErrorCode::Usage,
                             QStringLiteral("the password file is not used"),
                             {file, 0, 0},
                             QStringLiteral("others than its owner may read it"),
                             QStringLiteral("chmod 600 %1").arg(file)});
    return options;
}

} // namespace lk
