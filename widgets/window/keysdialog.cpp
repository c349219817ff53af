// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/keysdialog.h"

#include "widgets/look/tables.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace lk {

KeysDialog::KeysDialog(const QList<QAction *> &actions, QWidget *parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("keysDialog"));
    setWindowTitle(tr("Keys"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *list = new QTreeWidget(this);
    setUpTree(list);
    list->setObjectName(QStringLiteral("keysList"));
    list->setAccessibleName(tr("Keys"));
    list->setRootIsDecorated(false);
    list->setAlternatingRowColors(true);
    list->setHeaderLabels({tr("What"), tr("Key")});
    for (const QAction *action : actions) {
        const QStringList parts = QString(action->text()).remove(u'&').split(u'\t');
        const QString key = action->shortcut().isEmpty() ? parts.value(1)
                                                         : action->shortcut().toString(QKeySequence::NativeText);
        auto *row = new QTreeWidgetItem(list, {parts.first(), key});
        row->setIcon(0, action->icon());
    }
    list->header()->setStretchLastSection(false);
    list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    takeIcons(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(list, 1);
    layout->addWidget(buttons);
    resize(440, 520);
}

} // namespace lk
