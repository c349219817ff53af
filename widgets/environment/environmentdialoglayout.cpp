// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// How EnvironmentDialog is put together.
#include "widgets/environment/addressform.h"
#include "widgets/environment/environmentdialog.h"
#include "widgets/look/checklines.h"
#include "widgets/look/look.h"
#include "widgets/look/tables.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTabWidget>

namespace lk {

namespace {

QDoubleSpinBox *seconds(const char *name, const QString &zero, QWidget *parent)
{
    auto *box = new QDoubleSpinBox(parent);
    box->setObjectName(QString::fromLatin1(name));
    box->setDecimals(1);
    box->setRange(0, 86'400);
    box->setSuffix(QStringLiteral(" s"));
    box->setSpecialValueText(zero);
    return box;
}

} // namespace

EnvironmentDialog::EnvironmentDialog(Subject subject, QWidget *parent)
    : QDialog(parent)
    , m_subject(std::move(subject))
    , m_tabs(new QTabWidget(this))
    , m_name(new QLineEdit(this))
    , m_form(new AddressForm(m_subject.folder, this))
    , m_browse(new QLineEdit(m_form))
    , m_password(new QLineEdit(m_form))
    , m_keep(new QCheckBox(tr("Keep it in the key&ring"), m_form))
    , m_protected(new QCheckBox(tr("&Protected: in red, and its database's name has to be typed before anything runs"), this))
    , m_rehearsal(new QComboBox(this))
    , m_rehearsalServer(new QLineEdit(this))
    , m_rehearsalRows(new QComboBox(this))
    , m_lock(seconds("environmentLockTimeout", tr("for ever"), this))
    , m_limit(seconds("environmentStatementTimeout", tr("as long as it takes"), this))
    , m_address(new QLabel(this))
    , m_problem(new QLabel(this))
    , m_test(new QPushButton(Look::icon(QStringLiteral("connected")), {}, this))
    , m_progress(new QProgressBar(this))
    , m_lines(new CheckLines(this))
{
    setObjectName(QStringLiteral("environmentDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(m_subject.environment ? tr("Environment %1").arg(m_subject.environment->name) : tr("New environment"));
    m_name->setObjectName(QStringLiteral("environmentName"));
    m_name->setPlaceholderText(tr("as in: staging"));
    auto *nameForm = new QFormLayout;
    nameForm->addRow(tr("&Name of the environment"), m_name);
    m_tabs->setObjectName(QStringLiteral("environmentTabs"));
    m_tabs->addTab(createConnection(), tr("Database"));
    m_tabs->addTab(m_form->encryptionPage(), tr("Encryption"));
    m_tabs->addTab(createPolicy(), tr("Policy"));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    takeIcons(buttons);
    m_save = buttons->addButton(tr("Save"), QDialogButtonBox::AcceptRole);
    m_save->setObjectName(QStringLiteral("environmentSave"));
    m_save->setDefault(true);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(10);
    layout->addLayout(nameForm);
    layout->addWidget(m_tabs);
    layout->addLayout(createAddress());
    layout->addLayout(createTest());
    layout->addWidget(m_lines, 1);
    layout->addWidget(buttons);

    for (QLineEdit *line : {m_name, m_browse, m_password, m_rehearsalServer})
        connect(line, &QLineEdit::textChanged, this, &EnvironmentDialog::showState);
    connect(m_form, &AddressForm::engineChanged, this, &EnvironmentDialog::fillRehearsal);
    connect(m_form, &AddressForm::changed, this, &EnvironmentDialog::showState);
    connect(m_test, &QPushButton::clicked, this, &EnvironmentDialog::toggleTest);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] { emit saveRequested(change()); });
    connect(this, &QDialog::finished, this, [this] {
        if (m_testing)
            emit testCancelled();
    });
    setTesting(false);
    fill();
    resize(680, 700);
}

QWidget *EnvironmentDialog::createConnection()
{
    m_browse->setObjectName(QStringLiteral("environmentBrowseUser"));
    m_browse->setPlaceholderText(tr("empty: the same; a user who may only read is safer"));
    m_password->setObjectName(QStringLiteral("environmentPassword"));
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setPlaceholderText(tr("empty: from the keyring or the product's own password file"));
    m_keep->setObjectName(QStringLiteral("environmentKeepPassword"));
    setEnabledOrWhy(m_keep, m_subject.canKeepPassword ? QString() : tr("There is no keyring"),
                    tr("Kept by this desktop for you alone, never in the project"));
    m_form->form()->addRow(tr("User for &looking"), m_browse);
    m_form->form()->addRow(tr("Pass&word"), m_password);
    m_form->form()->addRow({}, m_keep);
    return m_form;
}

QWidget *EnvironmentDialog::createPolicy()
{
    m_protected->setObjectName(QStringLiteral("environmentProtected"));
    auto *page = new QWidget;
    auto *form = new QFormLayout(page);
    form->setVerticalSpacing(6);
    form->addRow(m_protected);
    form->addRow(tr("Wait for a &lock"), m_lock);
    form->addRow(tr("A &statement may run"), m_limit);
    m_rehearsal->setObjectName(QStringLiteral("environmentRehearsal"));
    m_rehearsalServer->setObjectName(QStringLiteral("environmentRehearsalServer"));
    m_rehearsalServer->setPlaceholderText(tr("address of a database there, as in: postgresql://rehearser@db2/postgres"));
    m_rehearsalServer->setAccessibleName(tr("Address of the server to rehearse on"));
    m_rehearsalRows->setObjectName(QStringLiteral("environmentRehearsalRows"));
    m_rehearsalRows->addItem(tr("unless there are very many"), QStringLiteral("auto"));
    m_rehearsalRows->addItem(tr("always"), QStringLiteral("full"));
    m_rehearsalRows->addItem(tr("never"), QStringLiteral("none"));
    form->addRow(tr("&Rehearse on"), m_rehearsal);
    form->addRow({}, m_rehearsalServer);
    form->addRow(tr("&Copy rows"), m_rehearsalRows);
    connect(m_rehearsal, &QComboBox::currentIndexChanged, this, &EnvironmentDialog::showState);
    auto *more = quietLabel(QStringLiteral("environmentMore"), page);
    more->setText(tr("Reviews, backups, order and windows stand in lockkeeper.toml itself."));
    form->addRow(more);
    return page;
}

QLayout *EnvironmentDialog::createAddress()
{
    m_address->setObjectName(QStringLiteral("environmentAddress"));
    m_address->setTextFormat(Qt::PlainText);
    m_address->setWordWrap(true);
    m_address->setFont(Look::scriptFont());
    m_address->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_address->setAccessibleName(tr("Address"));
    m_problem->setObjectName(QStringLiteral("environmentProblem"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    const auto colour = [this] {
        QPalette colors = palette();
        colors.setColor(QPalette::WindowText, Look::color(Tone::Warning));
        m_problem->setPalette(colors);
    };
    colour();
    connect(&Look::instance(), &Look::changed, m_problem, colour);
    auto *rows = new QVBoxLayout;
    rows->setSpacing(4);
    rows->addWidget(m_address);
    rows->addWidget(m_problem);
    return rows;
}

QLayout *EnvironmentDialog::createTest()
{
    m_test->setObjectName(QStringLiteral("environmentTest"));
    m_test->setAutoDefault(false);
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(8);
    m_progress->setAccessibleName(tr("The connection is being tested"));
    m_lines->setObjectName(QStringLiteral("environmentChecks"));
    m_lines->setAccessibleName(tr("What the test of the connection found"));
    auto *row = new QHBoxLayout;
    row->setSpacing(10);
    row->addWidget(m_test);
    row->addWidget(m_progress, 1);
    row->addStretch(0);
    return row;
}

} // namespace lk
