// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/locktexts.h"

#include <QCoreApplication>

#include <algorithm>

namespace lk {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("lk::texts", text);
}

} // namespace

QString shortObject(const QString &object)
{
    QString text = object;
    const QString usual = QStringLiteral("public.");
    const qsizetype name = text.indexOf(u' ') + 1; // behind "index ", "sequence "
    if (QStringView(text).mid(name).startsWith(usual))
        text.remove(name, usual.size());
    else if (text.startsWith(usual))
        text.remove(0, usual.size());
    return text;
}

QString lockText(const ObservedLock &lock)
{
    return QStringLiteral("%1 %2").arg(shortObject(lock.object), lock.mode);
}

QString waitsText(Stops stops)
{
    switch (stops) {
    case Stops::Nobody: return tr("nobody waits");
    case Stops::SchemaChanges: return tr("schema changes wait");
    case Stops::Writers: return tr("writers wait");
    case Stops::Everybody: return tr("everybody waits");
    }
    return {};
}

QString waitsText(const ObservedLock &lock)
{
    const QString object = shortObject(lock.object);
    switch (lock.stops) {
    case Stops::Nobody: return waitsText(Stops::Nobody);
    case Stops::SchemaChanges: return tr("schema changes wait on %1").arg(object);
    case Stops::Writers: return tr("writers wait on %1").arg(object);
    case Stops::Everybody: return tr("everybody waits on %1").arg(object);
    }
    return {};
}

bool isPart(const ObservedLock &lock)
{
    return lock.object.startsWith(u"index ") || lock.object.startsWith(u"sequence ");
}

std::vector<ObservedLock> inTheWay(const std::vector<ObservedLock> &locks)
{
    std::vector<ObservedLock> found = worstFirst(locks);
    std::erase_if(found, [](const ObservedLock &lock) { return lock.stops == Stops::Nobody; });
    return found;
}

std::vector<ObservedLock> worstFirst(std::vector<ObservedLock> locks)
{
    std::ranges::stable_sort(locks, [&](const ObservedLock &a, const ObservedLock &b) { return a.stops != b.stops ? a.stops > b.stops : isPart(a) < isPart(b); });
    return locks;
}

QStringList whyUnknown(const Observation &seen, const QString &what)
{
    QStringList reasons;
    for (const QString &entry : seen.unknown) {
        const QString about = entry.section(u':', 0, 0);
        const bool isAbout = about == u"everything" || about.split(QStringLiteral(", ")).contains(what)
                             || about.startsWith(what + u' ');
        if (isAbout)
            reasons << entry;
    }
    return reasons;
}

} // namespace lk
