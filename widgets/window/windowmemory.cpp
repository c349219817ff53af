// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/windowmemory.h"

#include <QCryptographicHash>
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>

namespace lk {

namespace {

constexpr int maximumRecent = 12;
const QString recentKey = QStringLiteral("recent");
const QString themeKey = QStringLiteral("theme");
const QString diffKey = QStringLiteral("diffOptions");
const QString layoutGroup = QStringLiteral("layout");

} // namespace

QString WindowMemory::keyOf(const QString &folder, const QString &what)
{
    const QByteArray name =
        QCryptographicHash::hash(QDir(folder).absolutePath().toUtf8(), QCryptographicHash::Sha256).toHex().left(24);
    return QStringLiteral("projects/%1/%2").arg(QString::fromLatin1(name), what);
}

QStringList WindowMemory::recentProjects() const
{
    QStringList folders = m_settings.value(recentKey).toStringList();
    folders.removeIf([](const QString &folder) { return !QDir(folder).exists(); });
    return folders;
}

void WindowMemory::addRecentProject(const QString &folder)
{
    QStringList folders = m_settings.value(recentKey).toStringList();
    const QString path = QDir(folder).absolutePath();
    folders.removeAll(path);
    folders.prepend(path);
    m_settings.setValue(recentKey, QStringList(folders.mid(0, maximumRecent)));
}

void WindowMemory::clearRecentProjects()
{
    m_settings.remove(recentKey);
}

QString WindowMemory::environmentOf(const QString &folder) const
{
    return m_settings.value(keyOf(folder, QStringLiteral("environment"))).toString();
}

void WindowMemory::setEnvironmentOf(const QString &folder, const QString &environment)
{
    m_settings.setValue(keyOf(folder, QStringLiteral("environment")), environment);
}

QString WindowMemory::migrationOf(const QString &folder) const
{
    return m_settings.value(keyOf(folder, QStringLiteral("migration"))).toString();
}

void WindowMemory::setMigrationOf(const QString &folder, const QString &key)
{
    m_settings.setValue(keyOf(folder, QStringLiteral("migration")), key);
}

Look::Theme WindowMemory::theme() const
{
    const int stored = m_settings.value(themeKey, int(Look::Theme::System)).toInt();
    return stored == int(Look::Theme::Light)  ? Look::Theme::Light
           : stored == int(Look::Theme::Dark) ? Look::Theme::Dark
                                              : Look::Theme::System;
}

void WindowMemory::setTheme(Look::Theme theme)
{
    m_settings.setValue(themeKey, int(theme));
}

DiffOptions WindowMemory::diffOptions() const
{
    return diffOptionsFromJson(QJsonDocument::fromJson(m_settings.value(diffKey).toByteArray()).object());
}

void WindowMemory::setDiffOptions(const DiffOptions &options)
{
    m_settings.setValue(diffKey, QJsonDocument(toJson(options)).toJson(QJsonDocument::Compact));
}

QByteArray WindowMemory::layout(const QString &part) const
{
    return m_settings.value(layoutGroup + u'/' + part).toByteArray();
}

void WindowMemory::setLayout(const QString &part, const QByteArray &state)
{
    m_settings.setValue(layoutGroup + u'/' + part, state);
}

void WindowMemory::forgetLayout()
{
    m_settings.remove(layoutGroup);
}

} // namespace lk
