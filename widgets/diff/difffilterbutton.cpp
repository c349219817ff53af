// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/diff/difffilterbutton.h"

#include "widgets/look/look.h"

#include <QMenu>

namespace lk {

DiffFilterButton::DiffFilterButton(QWidget *parent) : QToolButton(parent), m_menu(new QMenu(this)), m_objects(new QMenu(tr("Kinds of &object"), this))
{
    setObjectName(QStringLiteral("diffFilterButton"));
    setAccessibleName(tr("What the diff shows"));
    setAutoRaise(true);
    setFocusPolicy(Qt::TabFocus);
    setPopupMode(QToolButton::InstantPopup);
    m_menu->setObjectName(QStringLiteral("diffFilterMenu"));
    m_objects->setObjectName(QStringLiteral("diffObjectsMenu"));
    setMenu(m_menu);
    addKinds();
    m_menu->addMenu(m_objects);
    addSwitch(m_menu, QStringLiteral("diffDestroying"), tr("Only what &destroys data"), &DiffOptions::destroyingOnly,
              [](DiffOptions &options, bool on) { options.destroyingOnly = on; });
    m_menu->addSeparator();
    addIgnored();
    m_menu->addSeparator();
    QAction *all = m_menu->addAction(tr("Show &everything"));
    all->setObjectName(QStringLiteral("diffShowAll"));
    connect(all, &QAction::triggered, this, [this] { change([](DiffOptions &options) { options = {}; }); });
    setObjectKinds({});
    showOptions();
}

QAction *DiffFilterButton::addSwitch(QMenu *menu, const QString &name, const QString &text, std::function<bool(const DiffOptions &)> isOn,
                                     std::function<void(DiffOptions &, bool)> set)
{
    QAction *action = menu->addAction(text);
    action->setObjectName(name);
    action->setCheckable(true);
    connect(action, &QAction::triggered, this, [this, set = std::move(set)](bool on) { change([&](DiffOptions &options) { set(options, on); }); });
    m_switches.push_back({action, std::move(isOn)});
    return action;
}

void DiffFilterButton::addKinds()
{
    const auto add = [this](ChangeKind kind, const QString &name, const QString &text) {
        QAction *action = addSwitch(m_menu, name, text, [kind](const DiffOptions &options) { return options.shows(kind); },
                                    [kind](DiffOptions &options, bool on) { options.setShown(kind, on); });
        action->setIcon(Look::icon(kind));
    };
    add(ChangeKind::Added, QStringLiteral("diffShowAdded"), tr("Show &added"));
    add(ChangeKind::Removed, QStringLiteral("diffShowRemoved"), tr("Show &removed"));
    add(ChangeKind::Altered, QStringLiteral("diffShowAltered"), tr("Show a&ltered"));
    add(ChangeKind::Renamed, QStringLiteral("diffShowRenamed"), tr("Show re&named"));
}

void DiffFilterButton::addIgnored()
{
    const auto add = [this](bool DiffOptions::*option, const QString &name, const QString &text) {
        addSwitch(m_menu, name, text, option, [option](DiffOptions &options, bool on) { options.*option = on; });
    };
    add(&DiffOptions::ignoreOwner, QStringLiteral("diffIgnoreOwner"), tr("Ignore &owners"));
    add(&DiffOptions::ignoreComments, QStringLiteral("diffIgnoreComments"), tr("Ignore &comments"));
    add(&DiffOptions::ignoreWhitespace, QStringLiteral("diffIgnoreWhitespace"), tr("Ignore &white space"));
    add(&DiffOptions::ignoreCounters, QStringLiteral("diffIgnoreCounters"), tr("Ignore where co&unters go on (auto_increment, sequences)"));
}

void DiffFilterButton::setObjectKinds(const QStringList &kinds)
{
    // What is hidden can be shown again, also when this diff holds none of it.
    QStringList all = kinds + m_options.hiddenObjects.values();
    all.removeDuplicates();
    all.sort();
    m_kinds = kinds;
    m_objects->clear();
    m_objects->setEnabled(!all.isEmpty());
    for (const QString &kind : all) {
        QAction *action = m_objects->addAction(kind);
        action->setCheckable(true);
        action->setChecked(!m_options.hiddenObjects.contains(kind));
        connect(action, &QAction::triggered, this, [this, kind](bool on) {
            change([&](DiffOptions &options) { on ? (void)options.hiddenObjects.remove(kind) : (void)options.hiddenObjects.insert(kind); });
        });
    }
}

void DiffFilterButton::setOptions(const DiffOptions &options)
{
    m_options = options;
    setObjectKinds(m_kinds);
    showOptions();
}

void DiffFilterButton::change(const std::function<void(DiffOptions &)> &how)
{
    how(m_options);
    showOptions();
    emit optionsChanged(m_options);
}

void DiffFilterButton::showOptions()
{
    for (const Switch &one : m_switches)
        one.action->setChecked(one.isOn(m_options));
    for (QAction *action : m_objects->actions()) // they stay: one of them may have been triggered right now
        action->setChecked(!m_options.hiddenObjects.contains(action->text()));
    const bool filters = m_options != DiffOptions();
    setIcon(Look::icon(QStringLiteral("filter"), filters ? Tone::Accent : Tone::Plain));
    setToolTip(filters ? tr("What the diff shows: filters are on") : tr("What the diff shows"));
}

} // namespace lk
