// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/audit/auditlog.h"

#include "models/base/jsonfile.h"
#include "models/base/privatefile.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLockFile>
#include <QSysInfo>

#include <pwd.h>
#include <unistd.h>

namespace lk {

namespace {

/// The line's content without its own hash; object members are kept sorted, so equal entries give equal bytes.
QByteArray hashed(const AuditEntry &entry)
{
    QJsonObject object = toJson(entry);
    object.remove(QStringLiteral("hash"));
    return QCryptographicHash::hash(QJsonDocument(object).toJson(QJsonDocument::Compact), QCryptographicHash::Sha256).toHex();
}

AuditEntry entryFromJson(const QJsonObject &object)
{
    const auto text = [&object](const char *name) { return object[QLatin1String(name)].toString(); };
    AuditEntry entry;
    entry.number = object[QStringLiteral("number")].toInteger();
    entry.at = QDateTime::fromString(text("at"), Qt::ISODateWithMs);
    entry.who = text("who");
    entry.host = text("host");
    entry.action = text("action");
    entry.environment = text("environment");
    entry.database = text("database");
    entry.subject = text("subject");
    entry.versions = text("versions");
    entry.outcome = text("outcome");
    entry.detail = text("detail");
    entry.previousHash = text("previous_hash");
    entry.hash = text("hash");
    return entry;
}

} // namespace

QJsonObject toJson(const AuditEntry &entry)
{
    return {
        {QStringLiteral("number"), entry.number},
        {QStringLiteral("at"), entry.at.toString(Qt::ISODateWithMs)},
        {QStringLiteral("who"), entry.who},
        {QStringLiteral("host"), entry.host},
        {QStringLiteral("action"), entry.action},
        {QStringLiteral("environment"), entry.environment},
        {QStringLiteral("database"), entry.database},
        {QStringLiteral("subject"), entry.subject},
        {QStringLiteral("versions"), entry.versions},
        {QStringLiteral("outcome"), entry.outcome},
        {QStringLiteral("detail"), entry.detail},
        {QStringLiteral("previous_hash"), entry.previousHash},
        {QStringLiteral("hash"), entry.hash},
    };
}

QString currentUser()
{
    // The account decides, not the environment, which anybody can set.
    if (const passwd *account = ::getpwuid(::geteuid()))
        return QString::fromLocal8Bit(account->pw_name);
    return QString::number(::geteuid());
}

AuditLog::AuditLog(QString path, Clock clock)
    : m_path(std::move(path))
    , m_clock(std::move(clock))
{
}

Result<AuditEntry> AuditLog::append(AuditEntry entry)
{
    if (auto made = makePrivateFolder(QFileInfo(m_path).path()); !made)
        return failure(std::move(made));
    // Two programs may write at once; number and hash must follow the other's line.
    QLockFile lock(m_path + QStringLiteral(".lock"));
    if (!lock.tryLock(5000)) {
        return Failure(Error{ErrorCode::Locked, QStringLiteral("the audit log is in use"), {m_path, 0, 0}, {}, QStringLiteral("try again")});
    }
    auto lines = readJsonLines(m_path);
    if (!lines)
        return failure(std::move(lines));
    entry.number = 1;
    entry.previousHash.clear();
    if (!lines->empty()) {
        const AuditEntry last = entryFromJson(lines->back());
        entry.number = last.number + 1;
        entry.previousHash = last.hash;
    }
    entry.at = m_clock();
    entry.who = currentUser();
    entry.host = QSysInfo::machineHostName();
    entry.hash = QString::fromLatin1(hashed(entry));
    const QByteArray line = QJsonDocument(toJson(entry)).toJson(QJsonDocument::Compact);
    if (auto written = appendPrivateLine(m_path, line, true); !written)
        return failure(std::move(written));
    return entry;
}

Result<std::vector<AuditEntry>> AuditLog::entries() const
{
    auto lines = readJsonLines(m_path);
    if (!lines)
        return failure(std::move(lines));
    std::vector<AuditEntry> entries;
    QString previous;
    for (const QJsonObject &object : *lines) {
        AuditEntry entry = entryFromJson(object);
        if (entry.previousHash != previous || entry.hash != QString::fromLatin1(hashed(entry)) || entry.number != qint64(entries.size()) + 1) {
            return Failure(Error{ErrorCode::Disagreement, QStringLiteral("the audit log was changed"), {m_path, qint64(entries.size()) + 1, 0},
                                 QStringLiteral("this line does not follow from the one before"), QStringLiteral("compare it with a copy from elsewhere")});
        }
        previous = entry.hash;
        entries.push_back(std::move(entry));
    }
    return entries;
}

} // namespace lk
