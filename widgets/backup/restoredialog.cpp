// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/backup/restoredialog.h"

#include "models/items/texts.h"
#include "widgets/look/iconlabel.h"
#include "widgets/look/look.h"
#include "widgets/look/tables.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include <numeric>

namespace lk {

namespace {

QLabel *plain(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QString contentText(const BackupRecord &backup)
{
    const qint64 rows = std::accumulate(backup.rows.begin(), backup.rows.end(), qint64(0),
                                        [](qint64 sum, const TableContent &table) { return sum + table.rows; });
    return RestoreDialog::tr("%1 tables, %2 rows, at migration %3")
        .arg(QString::number(backup.rows.size()), rowsText(rows),
             backup.head.isEmpty() ? RestoreDialog::tr("none") : backup.head);
}

} // namespace

RestoreDialog::RestoreDialog(const BackupRecord &backup, const Target &target, const QString &environment,
                             const QString &head, bool exists, QWidget *parent)
    : QDialog(parent), m_wanted(target.name()), m_typed(new QLineEdit(this))
{
    setObjectName(QStringLiteral("restoreDialog"));
    setWindowTitle(tr("Restore a backup"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *title = plain(
        exists ? tr("This replaces everything in %1 (%2).").arg(target.name(), environment)
               : tr("This makes %1 (%2) anew: there is no such database now.").arg(target.name(), environment),
        this);
    QFont bold = font();
    bold.setBold(true);
    title->setFont(bold);
    auto *head1 = new QHBoxLayout;
    head1->setSpacing(10);
    head1->addWidget(new IconLabel(Look::icon(QStringLiteral("restore"), exists ? Tone::Bad : Tone::Accent), this, 24),
                     0, Qt::AlignTop);
    head1->addWidget(title, 1);

    auto *form = new QFormLayout;
    form->setVerticalSpacing(6);
    form->addRow(tr("Backup"), plain(backup.file.section(u'/', -1), this));
    form->addRow(tr("Taken"), plain(tr("%1 by %2").arg(timeText(backup.takenAt), backup.takenBy), this));
    form->addRow(tr("Holds"), plain(contentText(backup), this));
    form->addRow(tr("Proven"),
                 plain(backup.verifiedNote.isEmpty() ? word(backup.verified) : backup.verifiedNote, this));
    if (exists)
        form->addRow(tr("Replaced"),
                     plain(tr("%1, now at migration %2").arg(target.url, head.isEmpty() ? tr("none") : head), this));
    if (backup.head != head && exists)
        form->addRow(tr("Afterwards"),
                     plain(tr("the history stands at %1 again; what was written since the backup is gone")
                               .arg(backup.head.isEmpty() ? tr("none") : backup.head),
                           this));
    if (exists)
        form->addRow(tr("Before it"),
                     plain(tr("the database as it is now is backed up by itself, so this can be undone"), this));

    auto *ask = new QLabel(
        tr("Type the database's &name to confirm: %1").arg(QString(m_wanted).replace(u'&', QStringLiteral("&&"))),
        this);
    ask->setTextFormat(Qt::PlainText);
    ask->setBuddy(m_typed);
    m_typed->setObjectName(QStringLiteral("restoreName"));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    takeIcons(buttons);
    m_restore = buttons->addButton(tr("Restore"), QDialogButtonBox::AcceptRole);
    m_restore->setObjectName(QStringLiteral("restoreAccept"));
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    layout->addLayout(head1);
    layout->addLayout(form);
    layout->addStretch(1);
    layout->addWidget(ask);
    layout->addWidget(m_typed);
    layout->addWidget(buttons);
    resize(560, sizeHint().height());

    connect(m_typed, &QLineEdit::textChanged, this, &RestoreDialog::updateButton);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this, file = backup.file] {
        emit restoreRequested(file);
        accept();
    });
    updateButton();
    m_typed->setFocus();
}

void RestoreDialog::updateButton()
{
    setEnabledOrWhy(m_restore, m_typed->text() == m_wanted ? QString() : tr("Type %1 first").arg(m_wanted), {});
}

} // namespace lk
