// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/checklist/evidence.h"

#include "models/base/jsonfile.h"
#include "models/base/privatefile.h"

#include <QCryptographicHash>
#include <QDir>
#include <QJsonDocument>

#include <algorithm>

namespace lk {

namespace {

/// Reviews and waivers are shared by a team: a plain file each, so that version control merges them.
bool isShared(const QString &kind)
{
    return kind == QStringLiteral("review") || kind == QStringLiteral("waiver");
}

QJsonObject toJson(const Evidence &evidence)
{
    return {
        {QStringLiteral("kind"), evidence.kind},
        {QStringLiteral("subject"), evidence.subject},
        {QStringLiteral("environment"), evidence.environment},
        {QStringLiteral("at"), evidence.at.toString(Qt::ISODateWithMs)},
        {QStringLiteral("by"), evidence.by},
        {QStringLiteral("ok"), evidence.ok},
        {QStringLiteral("note"), evidence.note},
        {QStringLiteral("detail"), evidence.detail},
    };
}

Evidence fromJson(const QJsonObject &object)
{
    Evidence evidence;
    evidence.kind = object[QStringLiteral("kind")].toString();
    evidence.subject = object[QStringLiteral("subject")].toString();
    evidence.environment = object[QStringLiteral("environment")].toString();
    evidence.at = QDateTime::fromString(object[QStringLiteral("at")].toString(), Qt::ISODateWithMs);
    evidence.by = object[QStringLiteral("by")].toString();
    evidence.ok = object[QStringLiteral("ok")].toBool();
    evidence.note = object[QStringLiteral("note")].toString();
    evidence.detail = object[QStringLiteral("detail")].toObject();
    return evidence;
}

/// Written once into a new data folder, so that only what a team shares is offered to version control.
constexpr char IgnoreFile[] = "# Evidence, journals, snapshots and the audit log belong to this machine; reviews and waivers are shared.\n*\n!.gitignore\n!review/\n"
                              "!review/**\n!waiver/\n!waiver/**\n";

} // namespace

EvidenceStore::EvidenceStore(QString dataFolder)
    : m_folder(std::move(dataFolder))
{
}

QString EvidenceStore::pathOf(const Evidence &evidence) const
{
    const QByteArray name = QCryptographicHash::hash((evidence.subject + u'\n' + evidence.environment + u'\n' + evidence.by).toUtf8(), QCryptographicHash::Sha256)
                                .toHex()
                                .left(24);
    return QStringLiteral("%1/%2/%3.json").arg(m_folder, evidence.kind, QString::fromLatin1(name));
}

Result<void> EvidenceStore::add(const Evidence &evidence)
{
    if (auto made = makePrivateFolder(m_folder); !made)
        return made;
    const QString ignore = m_folder + QStringLiteral("/.gitignore");
    if (!QFile::exists(ignore)) {
        if (auto written = writePrivateFile(ignore, IgnoreFile); !written)
            return written;
    }
    if (isShared(evidence.kind))
        return writeJsonFile(pathOf(evidence), toJson(evidence));
    if (auto made = makePrivateFolder(m_folder + QStringLiteral("/evidence")); !made)
        return made;
    return appendPrivateLine(QStringLiteral("%1/evidence/%2.jsonl").arg(m_folder, evidence.kind),
                             QJsonDocument(toJson(evidence)).toJson(QJsonDocument::Compact), true);
}

std::vector<Evidence> EvidenceStore::all(const QString &kind) const
{
    std::vector<Evidence> found;
    if (isShared(kind)) {
        const QDir folder(m_folder + u'/' + kind);
        for (const QString &file : folder.entryList({QStringLiteral("*.json")}, QDir::Files)) {
            if (auto object = readJsonFile(folder.filePath(file)))
                found.push_back(fromJson(*object));
        }
        std::sort(found.begin(), found.end(), [](const Evidence &a, const Evidence &b) { return a.at < b.at; });
        return found;
    }
    if (auto lines = readJsonLines(QStringLiteral("%1/evidence/%2.jsonl").arg(m_folder, kind))) {
        for (const QJsonObject &line : *lines)
            found.push_back(fromJson(line));
    }
    return found;
}

std::optional<Evidence> EvidenceStore::newest(const QString &kind, const QString &subject, const QString &environment) const
{
    const std::vector<Evidence> found = all(kind);
    const auto match = std::find_if(found.rbegin(), found.rend(),
                                    [&](const Evidence &evidence) { return evidence.subject == subject && evidence.environment == environment; });
    return match == found.rend() ? std::nullopt : std::optional(*match);
}

std::optional<Evidence> EvidenceStore::newestOf(const QString &kind, const QString &environment) const
{
    const std::vector<Evidence> found = all(kind);
    const auto match = std::find_if(found.rbegin(), found.rend(), [&](const Evidence &evidence) { return evidence.environment == environment; });
    return match == found.rend() ? std::nullopt : std::optional(*match);
}

} // namespace lk
