// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/backup/restoredialog.h"

#include "models/engines/address.h"
#include "models/items/texts.h"
#include "widgets/look/iconlabel.h"
#include "widgets/look/look.h"
#include "widgets/look/tables.h"

#include <QDateTime>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>

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
    if (!backup.rowsKnown)
        return RestoreDialog::tr("what could not be counted where it was taken, at migration %1").arg(backup.head.isEmpty() ? RestoreDialog::tr("none") : backup.head);
    return RestoreDialog::tr("%1 tables, %2 rows, at migration %3")
        .arg(QString::number(backup.rows.size()), rowsText(rows),
             backup.head.isEmpty() ? RestoreDialog::tr("none") : backup.head);
}

} // namespace

RestoreDialog::RestoreDialog(const BackupRecord &backup, const Target &target, const EngineTraits &engine,
                             const QString &environment, const QString &head, bool exists, QWidget *parent)
    : QDialog(parent)
    , m_target(target)
    , m_engine(engine)
    , m_exists(exists)
    , m_icon(new IconLabel({}, this, 24))
    , m_title(plain({}, this))
    , m_replaced(new QWidget(this))
    , m_ask(new QLabel(this))
    , m_wanted(target.name())
    , m_typed(new QLineEdit(this))
{
    setObjectName(QStringLiteral("restoreDialog"));
    setWindowTitle(tr("Restore a backup"));
    setAttribute(Qt::WA_DeleteOnClose);
    QFont bold = font();
    bold.setBold(true);
    m_title->setObjectName(QStringLiteral("restoreTitle"));
    m_title->setFont(bold);
    m_title->setProperty("replaces", tr("This replaces everything in %1 (%2).").arg(target.name(), environment));
    m_title->setProperty("makes", tr("This makes %1 (%2) anew: there is no such database now.").arg(target.name(), environment));
    auto *head1 = new QHBoxLayout;
    head1->setSpacing(10);
    head1->addWidget(m_icon, 0, Qt::AlignTop);
    head1->addWidget(m_title, 1);

    auto *form = new QFormLayout;
    form->setVerticalSpacing(6);
    form->addRow(tr("Backup"), plain(backup.file.section(u'/', -1), this));
    form->addRow(tr("Taken"), plain(tr("%1 by %2").arg(timeText(backup.takenAt), backup.takenBy), this));
    form->addRow(tr("Holds"), plain(contentText(backup), this));
    form->addRow(tr("Proven"),
                 plain(backup.verifiedNote.isEmpty() ? word(backup.verified) : backup.verifiedNote, this));
    if (backup.encrypted)
        form->addRow(tr("Encrypted"), plain(tr("to %1; it is opened by the identity file that lockkeeper.toml names").arg(backup.recipients.join(QStringLiteral(", "))), this));
    auto *replaced = new QFormLayout(m_replaced);
    replaced->setContentsMargins(0, 0, 0, 0);
    replaced->setVerticalSpacing(6);
    replaced->addRow(tr("Replaced"),
                     plain(tr("%1, now at migration %2").arg(target.url, head.isEmpty() ? tr("none") : head), this));
    if (backup.head != head)
        replaced->addRow(tr("Afterwards"),
                         plain(tr("the history stands at %1 again; what was written since the backup is gone")
                                   .arg(backup.head.isEmpty() ? tr("none") : backup.head),
                               this));
    replaced->addRow(tr("Before it"),
                     plain(tr("the database as it is now is backed up by itself, so this can be undone"), this));

    m_ask->setText(
        tr("Type the database's &name to confirm: %1").arg(QString(m_wanted).replace(u'&', QStringLiteral("&&"))));
    m_ask->setTextFormat(Qt::PlainText);
    m_ask->setBuddy(m_typed);
    m_typed->setObjectName(QStringLiteral("restoreName"));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    takeIcons(buttons);
    m_restore = buttons->addButton(tr("Restore"), QDialogButtonBox::AcceptRole);
    m_restore->setObjectName(QStringLiteral("restoreAccept"));
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    layout->addLayout(head1);
    layout->addLayout(form);
    if (exists && engine.server)
        layout->addWidget(createChoice());
    layout->addWidget(m_replaced);
    layout->addStretch(1);
    layout->addWidget(m_ask);
    layout->addWidget(m_typed);
    layout->addWidget(buttons);

    connect(m_typed, &QLineEdit::textChanged, this, &RestoreDialog::showState);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this, file = backup.file] {
        emit restoreRequested(file, intoUrl());
        accept();
    });
    showState();
    resize(560, sizeHint().height());
    (beside() ? m_newName : m_typed)->setFocus();
}

QWidget *RestoreDialog::createChoice()
{
    auto *box = new QWidget(this);
    m_new = new QRadioButton(tr("into a new &database:"), box);
    m_new->setObjectName(QStringLiteral("restoreBeside"));
    m_new->setChecked(true);
    m_newName = new QLineEdit(box);
    m_newName->setObjectName(QStringLiteral("restoreNewName"));
    m_newName->setAccessibleName(tr("Name of the new database"));
    m_newName->setText(QStringLiteral("%1_%2").arg(m_target.database.left(40),
                                                   QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd_HHmmss"))));
    auto *over = new QRadioButton(tr("&over %1").arg(QString(m_target.database).replace(u'&', QStringLiteral("&&"))), box);
    over->setObjectName(QStringLiteral("restoreOver"));
    auto *beside = new QHBoxLayout;
    beside->addWidget(m_new);
    beside->addWidget(m_newName, 1);
    auto *rows = new QVBoxLayout(box);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(6);
    rows->addLayout(beside);
    rows->addWidget(over);
    connect(m_new, &QRadioButton::toggled, this, &RestoreDialog::showState);
    connect(m_newName, &QLineEdit::textChanged, this, &RestoreDialog::showState);
    return box;
}

bool RestoreDialog::beside() const
{
    return m_new && m_new->isChecked();
}

QString RestoreDialog::intoUrl() const
{
    if (!beside())
        return {};
    AddressParts parts = addressParts(m_engine, m_target);
    parts.database = m_newName->text().trimmed();
    return addressOf(m_engine, parts);
}

void RestoreDialog::showState()
{
    const bool asks = !beside();
    m_title->setText(!asks      ? tr("This makes a new database; %1 stays as it is.").arg(m_target.database)
                     : m_exists ? m_title->property("replaces").toString()
                                : m_title->property("makes").toString());
    m_icon->setIcon(Look::icon(QStringLiteral("restore"), asks && m_exists ? Tone::Bad : Tone::Accent));
    m_replaced->setVisible(asks && m_exists);
    m_ask->setVisible(asks);
    m_typed->setVisible(asks);
    if (m_newName)
        m_newName->setEnabled(beside());
    QString why;
    if (asks)
        why = m_typed->text() == m_wanted ? QString() : tr("Type %1 first").arg(m_wanted);
    else if (m_newName->text().trimmed().isEmpty())
        why = tr("Name the new database first");
    else if (m_newName->text().trimmed() == m_target.database)
        why = tr("This is the name of the existing one");
    setEnabledOrWhy(m_restore, why, {});
}

} // namespace lk
