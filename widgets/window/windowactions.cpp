// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/windowactions.h"

#include "widgets/look/look.h"

#include <QActionGroup>
#include <QLayout>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>
#include <QToolButton>

namespace lk {

WindowActions::WindowActions(QWidget *window)
    : QObject(window)
    , recentMenu(new QMenu(tr("Open &recent"), window))
    , environmentMenu(new QMenu(tr("&Environment"), window))
    , m_window(window)
{
    makeFileActions();
    makeViewActions();
    makeDatabaseActions();
    recentMenu->setObjectName(QStringLiteral("recentMenu"));
    environmentMenu->setObjectName(QStringLiteral("environmentMenu"));
}

QAction *WindowActions::make(const QString &name, const QString &icon, const QString &text, const QKeySequence &key)
{
    auto *action = new QAction(text, this);
    action->setObjectName(name);
    if (!icon.isEmpty())
        action->setIcon(Look::icon(icon));
    action->setShortcut(key);
    m_window->addAction(action);
    return action;
}

void WindowActions::makeFileActions()
{
    open = make(QStringLiteral("open"), QStringLiteral("open-project"), tr("&Open project…"), QKeySequence::Open);
    refresh = make(QStringLiteral("refresh"), QStringLiteral("refresh"), tr("&Read again"), QKeySequence::Refresh);
    project = make(QStringLiteral("project"), {}, tr("&Project…"));
    trust = make(QStringLiteral("trust"), QStringLiteral("shield"), tr("&Trust this project…"));
    save = make(QStringLiteral("save"), QStringLiteral("save"), tr("&Save"), QKeySequence::Save);
    saveAll = make(QStringLiteral("saveAll"), {}, tr("Save a&ll"), Qt::CTRL | Qt::SHIFT | Qt::Key_S);
    quit = make(QStringLiteral("quit"), {}, tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q));
    quit->setMenuRole(QAction::QuitRole);
    // The editor has these keys itself; here they are only said.
    find = make(QStringLiteral("find"), QStringLiteral("find"), tr("&Find…\tCtrl+F"));
    replace = make(QStringLiteral("replace"), {}, tr("&Replace…\tCtrl+H"));
    goToLine = make(QStringLiteral("goToLine"), {}, tr("&Go to line…\tCtrl+G"));
    keys = make(QStringLiteral("keys"), QStringLiteral("help"), tr("&Keys"), QKeySequence::HelpContents);
    about = make(QStringLiteral("about"), QStringLiteral("lockkeeper"), tr("&About Lockkeeper"));
    about->setMenuRole(QAction::AboutRole);
    aboutQt = make(QStringLiteral("aboutQt"), {}, tr("About &Qt"));
    aboutQt->setMenuRole(QAction::AboutQtRole);
}

void WindowActions::makeViewActions()
{
    nextChange = make(QStringLiteral("nextChange"), QStringLiteral("next"), tr("&Next change"), Qt::Key_F8);
    previousChange = make(QStringLiteral("previousChange"), QStringLiteral("previous"), tr("&Previous change"),
                          Qt::SHIFT | Qt::Key_F8);
    diffOfAll = make(QStringLiteral("diffOfAll"), {}, tr("Diff of &all up to the chosen one"), Qt::CTRL | Qt::Key_D);
    diffOfAll->setCheckable(true);
    auto *themes = new QActionGroup(this);
    themeSystem = make(QStringLiteral("themeSystem"), {}, tr("As the &desktop"));
    themeLight = make(QStringLiteral("themeLight"), QStringLiteral("theme-light"), tr("&Light"));
    themeDark = make(QStringLiteral("themeDark"), QStringLiteral("theme-dark"), tr("&Dark"));
    for (QAction *action : {themeSystem, themeLight, themeDark}) {
        action->setCheckable(true);
        themes->addAction(action);
    }
    showHistory = make(QStringLiteral("showHistory"), {}, tr("&History"));
    showDiff = make(QStringLiteral("showDiff"), {}, tr("Schema &diff and map"));
    showChecklist = make(QStringLiteral("showChecklist"), {}, tr("&Checklist"));
    showBottom = make(QStringLiteral("showBottom"), {}, tr("&Findings, run, backups, audit"));
    for (QAction *action : {showHistory, showDiff, showChecklist, showBottom}) {
        action->setCheckable(true);
        action->setChecked(true);
    }
    resetLayout = make(QStringLiteral("resetLayout"), {}, tr("&Reset layout"));
    const QStringList panels{tr("Go to history"),  tr("Go to editor"), tr("Go to schema diff"), tr("Go to checklist"),
                             tr("Go to findings"), tr("Go to run"),    tr("Go to backups"),     tr("Go to audit log"),
                             tr("Go to rehearsal"), tr("Go to schema map")};
    for (int number = 0; number < panels.size(); ++number) {
        QAction *action = make(QStringLiteral("focusPanel%1").arg(number + 1), {}, panels[number],
                               QKeySequence(int(Qt::ALT) | (number == 9 ? Qt::Key_0 : Qt::Key_1 + number)));
        focusPanel << action;
    }
}

void WindowActions::makeDatabaseActions()
{
    previewSql = make(QStringLiteral("previewSql"), QStringLiteral("review"), tr("Preview S&QL"), Qt::CTRL | Qt::SHIFT | Qt::Key_P);
    previewSql->setCheckable(true);
    rehearse = make(QStringLiteral("rehearse"), QStringLiteral("rehearse"), tr("&Rehearse"), Qt::CTRL | Qt::Key_R);
    rehearseMenu = new QMenu(tr("Rehearse &on"), m_window);
    rehearseMenu->setObjectName(QStringLiteral("rehearseMenu"));
    rehearseMenu->setToolTipsVisible(true);
    rehearseElsewhere = make(QStringLiteral("rehearseElsewhere"), QStringLiteral("database"), tr("On another &server…"));
    keepScratch = make(QStringLiteral("keepScratch"), {}, tr("&Keep the copy"));
    keepScratch->setCheckable(true);
    keepScratch->setToolTip(tr("Rehearsals leave their copy there; it is told, and can be removed, like one that a crash left"));
    backUp = make(QStringLiteral("backUp"), QStringLiteral("back-up"), tr("&Back up"), Qt::CTRL | Qt::Key_B);
    apply = make(QStringLiteral("apply"), QStringLiteral("apply"), tr("&Apply"), Qt::CTRL | Qt::Key_Return);
    applyAll = make(QStringLiteral("applyAll"), {}, tr("Apply &all pending…"));
    applySelected = make(QStringLiteral("applySelected"), {}, tr("Apply up to the &chosen one…"));
    revert = make(QStringLiteral("revert"), QStringLiteral("revert"), tr("Re&vert"),
                  Qt::CTRL | Qt::SHIFT | Qt::Key_Return);
    revertLast = make(QStringLiteral("revertLast"), {}, tr("Revert the &last one…"));
    revertSelected = make(QStringLiteral("revertSelected"), {}, tr("Revert &back to the chosen one…"));
    verify = make(QStringLiteral("verify"), QStringLiteral("verify"), tr("&Verify"), Qt::CTRL | Qt::SHIFT | Qt::Key_V);
    saveSnapshot = make(QStringLiteral("saveSnapshot"), QStringLiteral("save"), tr("&Save a snapshot of the schema"));
    review = make(QStringLiteral("review"), QStringLiteral("review"), tr("Re&view…"));
    newMigration = make(QStringLiteral("newMigration"), QStringLiteral("new-migration"), tr("&New migration"),
                        QKeySequence::New);
    markApplied = make(QStringLiteral("markApplied"), {}, tr("Mark as a&pplied, without running it…"));
    markPending = make(QStringLiteral("markPending"), {}, tr("Mark as p&ending, without running it…"));
    baseline = make(QStringLiteral("baseline"), {}, tr("Adopt the database &up to here…"));
    repair = make(QStringLiteral("repair"), {}, tr("Repair the &tracking table…"));
    report = make(QStringLiteral("report"), QStringLiteral("report"), tr("Re&port"), Qt::CTRL | Qt::SHIFT | Qt::Key_R);
    doctor = make(QStringLiteral("doctor"), {}, tr("Look what is &missing"));
    addEnvironment = make(QStringLiteral("addEnvironment"), QStringLiteral("database"), tr("&Add environment…"));
    editEnvironment = make(QStringLiteral("editEnvironment"), {}, tr("&Edit environment…"));
    cancel = make(QStringLiteral("cancel"), QStringLiteral("cancel"), tr("&Cancel what is under way"),
                  QKeySequence(Qt::CTRL | Qt::Key_Period));
}

void WindowActions::fillMenuBar(QMenuBar *bar)
{
    QMenu *file = bar->addMenu(tr("&File"));
    file->addAction(open);
    file->addMenu(recentMenu);
    file->addActions({refresh, project, trust});
    file->addSeparator();
    file->addActions({newMigration, save, saveAll});
    file->addSeparator();
    file->addAction(quit);
    QMenu *edit = bar->addMenu(tr("&Edit"));
    edit->addActions({find, replace, goToLine});
    edit->addSeparator();
    edit->addActions({nextChange, previousChange});
    QMenu *view = bar->addMenu(tr("&View"));
    view->addActions({showHistory, showDiff, showChecklist, showBottom, resetLayout});
    view->addSeparator();
    view->addAction(diffOfAll);
    QMenu *theme = view->addMenu(tr("&Colours"));
    theme->addActions({themeSystem, themeLight, themeDark});
    view->addSeparator();
    QMenu *go = view->addMenu(tr("&Go to"));
    go->addActions(focusPanel);
    QMenu *database = bar->addMenu(tr("&Database"));
    database->addMenu(environmentMenu);
    database->addSeparator();
    database->addActions({previewSql, rehearse});
    database->addMenu(rehearseMenu);
    database->addActions(
        {backUp, apply, applyAll, applySelected, revert, revertLast, revertSelected, verify, cancel});
    database->addSeparator();
    QMenu *records = database->addMenu(tr("Trac&king table"));
    records->setObjectName(QStringLiteral("recordsMenu"));
    records->setToolTipsVisible(true);
    records->addActions({markApplied, markPending, baseline, repair});
    database->addSeparator();
    database->addActions({review, saveSnapshot, report, doctor});
    QMenu *help = bar->addMenu(tr("&Help"));
    help->addActions({keys, about, aboutQt});
    for (QMenu *menu : {file, edit, view, database})
        menu->setToolTipsVisible(true);
}

void WindowActions::fillToolBar(QToolBar *bar)
{
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setIconSize({18, 18});
    bar->layout()->setSpacing(6);
    bar->layout()->setContentsMargins(8, 3, 8, 3);
    const auto withMenu = [this, bar](QAction *action, const QList<QAction *> &more) {
        auto *menu = new QMenu(m_window);
        menu->setToolTipsVisible(true);
        menu->addActions(more);
        bar->addAction(action);
        auto *button = qobject_cast<QToolButton *>(bar->widgetForAction(action));
        button->setMenu(menu);
        button->setPopupMode(QToolButton::MenuButtonPopup);
    };
    bar->addAction(rehearse);
    auto *rehearseButton = qobject_cast<QToolButton *>(bar->widgetForAction(rehearse));
    rehearseButton->setMenu(rehearseMenu);
    rehearseButton->setPopupMode(QToolButton::MenuButtonPopup);
    bar->addAction(backUp);
    withMenu(apply, {applyAll, applySelected});
    withMenu(revert, {revertLast, revertSelected});
    bar->addAction(verify);
    auto *space = new QWidget(bar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    bar->addAction(newMigration);
    bar->addAction(report);
    for (QAction *action : {rehearse, backUp, apply, revert, verify, newMigration, report}) {
        auto *button = qobject_cast<QToolButton *>(bar->widgetForAction(action));
        button->setObjectName(action->objectName() + QStringLiteral("Button"));
        button->setFocusPolicy(Qt::TabFocus);
        button->setAccessibleName(QString(action->text()).remove(u'&'));
    }
}

QList<QAction *> WindowActions::withKeys() const
{
    QList<QAction *> found;
    for (QAction *action : findChildren<QAction *>(QString(), Qt::FindDirectChildrenOnly)) {
        if (!action->shortcut().isEmpty() || action->text().contains(u'\t'))
            found << action;
    }
    return found;
}

void WindowActions::allow(QAction *action, const QString &whyNot, const QString &toolTip)
{
    action->setEnabled(whyNot.isEmpty());
    const QString said = whyNot.isEmpty() ? toolTip : whyNot;
    const QString key = action->shortcut().toString(QKeySequence::NativeText);
    action->setToolTip(whyNot.isEmpty() && !key.isEmpty() ? QStringLiteral("%1 (%2)").arg(said, key) : said);
    action->setStatusTip(said);
    action->setWhatsThis(said);
}

} // namespace lk
