// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/jdbcurl.h"

#include <QUrl>
#include <QUrlQuery>

namespace lk {

namespace {

Failure refuse(const Place &where, const QString &why)
{
    return Failure(Error{ErrorCode::Usage, QStringLiteral("the tool's address of the database can't be used"), where, why,
                         QStringLiteral("write the address as url below the environment in lockkeeper.toml")});
}

QString encoded(const QString &text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

struct Login {
    QString user;
    QString password;
};

/// One option of a driver by the engine's name; empty where it concerns the driver alone.
QString optionOf(const QString &name, QString value, bool postgresql)
{
    if (postgresql) {
        if (name == u"ssl")
            return value == u"true" || value.isEmpty() ? QStringLiteral("sslmode=verify-full") : QString();
        return name == u"sslmode" || name == u"sslrootcert" || name == u"sslcert" || name == u"sslkey" ? name + u'=' + encoded(value) : QString();
    }
    if (name == u"useSSL")
        return value == u"true" ? QStringLiteral("ssl-mode=REQUIRED") : QString();
    if (name != u"sslMode")
        return {};
    value = value.toUpper().replace(u'-', u'_');
    if (value == u"DISABLE")
        value = QStringLiteral("DISABLED");
    else if (value == u"TRUST")
        value = QStringLiteral("REQUIRED");
    else if (value == u"VERIFY_FULL")
        value = QStringLiteral("VERIFY_IDENTITY");
    return QStringLiteral("ssl-mode=") + value;
}

/// Options as the engine reads them; the login among them is taken out.
QStringList optionsOf(const QString &query, bool postgresql, Login &login)
{
    QStringList options;
    for (const auto &[name, value] : QUrlQuery(query).queryItems(QUrl::FullyDecoded)) {
        if (name == u"user")
            login.user = value;
        else if (name == u"password")
            login.password = value;
        else if (const QString option = optionOf(name, value, postgresql); !option.isEmpty())
            options += option;
    }
    return options;
}

QString serverAddress(const QString &scheme, const QString &rest, Login login)
{
    const bool postgresql = scheme == u"postgresql";
    const qsizetype mark = rest.indexOf(u'?');
    QString place = mark < 0 ? rest : rest.left(mark);
    const QStringList options = mark < 0 ? QStringList() : optionsOf(rest.mid(mark + 1), postgresql, login);
    if (place.startsWith(u"//"))
        place = place.mid(2);
    else // "jdbc:postgresql:shop" is on this machine
        place = QStringLiteral("localhost/") + (place.startsWith(u'/') ? place.mid(1) : place);
    if (place.startsWith(u'/'))
        place.prepend(QStringLiteral("localhost"));
    QString address = scheme + QStringLiteral("://");
    if (!login.user.isEmpty())
        address += encoded(login.user) + (login.password.isEmpty() ? QString() : u':' + encoded(login.password)) + u'@';
    address += place;
    return options.isEmpty() ? address : address + u'?' + options.join(u'&');
}

} // namespace

Result<QString> addressFromJdbc(const QString &jdbc, const QString &user, const QString &password, const Place &where)
{
    const QString text = jdbc.trimmed();
    const QString scheme = text.section(u':', 1, 1);
    const QString rest = text.section(u':', 2);
    if (!text.startsWith(u"jdbc:") || scheme.isEmpty())
        return refuse(where, QStringLiteral("it does not begin with jdbc:"));
    if (text.contains(QStringLiteral("${")))
        return refuse(where, QStringLiteral("it has a ${...} that only the tool itself fills in"));
    if (scheme == u"sqlite")
        return QStringLiteral("sqlite:") + rest.section(u'?', 0, 0);
    if (scheme == u"postgresql" || scheme == u"mysql" || scheme == u"mariadb")
        return serverAddress(scheme, rest, {user, password});
    return refuse(where, QStringLiteral("there is no support for %1 databases").arg(scheme));
}

} // namespace lk
