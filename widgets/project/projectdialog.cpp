// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/project/projectdialog.h"

#include "widgets/look/look.h"
#include "widgets/look/tables.h"

#include <QButtonGroup>
#include <QDialogButtonBox>
#include <QDir>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>

namespace lk {

namespace {

QLabel *fact(const QString &text, const char *name, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setObjectName(QString::fromLatin1(name));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QString lateText(const FormatTraits &format)
{
    switch (format.late) {
    case LateRule::Runs: return ProjectDialog::tr("%1 runs it").arg(format.title);
    case LateRule::Refuses: return ProjectDialog::tr("%1 refuses to run").arg(format.title);
    case LateRule::Skips: return ProjectDialog::tr("%1 passes over it for ever, without a word").arg(format.title);
    case LateRule::Graph: break;
    }
    return ProjectDialog::tr("there is none: the order is a graph's");
}

} // namespace

ProjectDialog::ProjectDialog(const ProjectView &project, QWidget *parent)
    : QDialog(parent)
    , m_format(project.format.name)
    , m_title(project.format.title)
    , m_choices(new QButtonGroup(this))
    , m_error(fact({}, "projectError", this))
{
    setObjectName(QStringLiteral("projectDialog"));
    setWindowTitle(tr("Project %1").arg(project.project.name));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *formats = new QGroupBox(tr("Formats that fit this folder"), this);
    m_formats = new QVBoxLayout(formats);
    m_error->hide();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    takeIcons(buttons);
    m_use = buttons->addButton(tr("&Use this format"), QDialogButtonBox::ActionRole);
    m_use->setObjectName(QStringLiteral("projectUse"));
    m_use->setAutoDefault(false);
    m_forget = buttons->addButton(tr("&Take back the trust"), QDialogButtonBox::ActionRole);
    m_forget->setObjectName(QStringLiteral("projectForget"));
    m_forget->setAutoDefault(false);
    m_forget->setVisible(project.format.programs);
    setEnabledOrWhy(m_forget, project.trusted ? QString() : tr("Nobody trusts the folder yet"), tr("Before its programs run again, you are asked"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(12);
    layout->addLayout(createFacts(project));
    layout->addWidget(formats);
    layout->addWidget(m_error);
    layout->addStretch(1);
    layout->addWidget(buttons);
    resize(620, sizeHint().height());
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_choices, &QButtonGroup::buttonClicked, this, &ProjectDialog::updateButton);
    connect(m_forget, &QPushButton::clicked, this, &ProjectDialog::forgetTrustRequested);
    connect(m_use, &QPushButton::clicked, this, [this] {
        m_use->setEnabled(false); // one answer
        emit formatChosen(chosen());
    });
    updateButton();
}

QLayout *ProjectDialog::createFacts(const ProjectView &project)
{
    auto *form = new QFormLayout;
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    form->setHorizontalSpacing(14);
    const QString why = project.recognisedBecause;
    form->addRow(tr("Folder"), fact(QDir::toNativeSeparators(project.project.folder), "projectFolder", this));
    form->addRow(tr("Recognised as"), fact(why.isEmpty() ? m_title : tr("%1, because %2").arg(m_title, why), "projectFormat", this));
    form->addRow(tr("Migrations"), fact(tr("%n in %1", nullptr, int(project.history.entries.size())).arg(QDir::toNativeSeparators(project.migrationsFolder)), "projectMigrations", this));
    form->addRow(tr("Tracking table"), fact(project.format.trackingTable, "projectTable", this));
    form->addRow(tr("A late migration"), fact(lateText(project.format), "projectLate", this));
    if (project.format.programs)
        form->addRow(tr("Programs"), fact(project.trusted ? tr("of this folder may run: you trust it") : tr("of this folder run only once you trust it"), "projectTrust", this));
    return form;
}

void ProjectDialog::addFormat(const QString &name, const QString &title, const QString &because)
{
    auto *choice = new QRadioButton(because.isEmpty() ? title : tr("%1: %2").arg(title, because), this);
    choice->setObjectName(QStringLiteral("projectFormat-") + name);
    choice->setProperty("format", name);
    choice->setChecked(name == m_format);
    m_choices->addButton(choice);
    m_formats->addWidget(choice);
    updateButton();
}

QString ProjectDialog::chosen() const
{
    const QAbstractButton *choice = m_choices->checkedButton();
    return choice ? choice->property("format").toString() : QString();
}

void ProjectDialog::updateButton()
{
    const QString why = m_choices->buttons().size() < 2 ? tr("No other format fits")
                        : chosen().isEmpty() || chosen() == m_format ? tr("Choose another format first")
                                                                     : QString();
    setEnabledOrWhy(m_use, why, tr("Write it into lockkeeper.toml and open the project anew"));
}

void ProjectDialog::showError(const Error &error)
{
    m_error->setText(error.text());
    m_error->show();
    updateButton();
}

} // namespace lk
