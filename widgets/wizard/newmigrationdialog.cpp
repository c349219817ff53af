// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/wizard/newmigrationdialog.h"

#include "widgets/look/look.h"
#include "widgets/look/tables.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>

namespace lk {

NewMigrationDialog::NewMigrationDialog(const QString &formatTitle, QWidget *parent)
    : QDialog(parent)
    , m_name(new QLineEdit(this))
    , m_reversible(new QCheckBox(tr("with a way &back (down script)"), this))
    , m_problem(new QLabel(this))
    , m_preview(new QPlainTextEdit(this))
{
    setObjectName(QStringLiteral("newMigrationDialog"));
    setWindowTitle(tr("New migration"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_name->setObjectName(QStringLiteral("migrationName"));
    m_name->setPlaceholderText(tr("what it does, as in: add orders table"));
    m_reversible->setObjectName(QStringLiteral("migrationReversible"));
    m_reversible->setChecked(true);
    m_problem->setObjectName(QStringLiteral("migrationProblem"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setMinimumHeight(fontMetrics().height() * 2);
    m_problem->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_preview->setObjectName(QStringLiteral("migrationPreview"));
    m_preview->setAccessibleName(tr("Files that would be made"));
    m_preview->setReadOnly(true);
    m_preview->setFont(Look::scriptFont());
    m_preview->setLineWrapMode(QPlainTextEdit::NoWrap);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    takeIcons(buttons);
    m_create = buttons->addButton(tr("Create"), QDialogButtonBox::AcceptRole);
    m_create->setObjectName(QStringLiteral("migrationCreate"));
    m_create->setDefault(true);

    auto *form = new QFormLayout;
    form->addRow(tr("&Name"), m_name);
    form->addRow({}, m_reversible);
    auto *label = new QLabel(tr("Files that would be made (%1)").arg(formatTitle), this);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(8);
    layout->addLayout(form);
    layout->addWidget(m_problem);
    layout->addWidget(label);
    layout->addWidget(m_preview, 1);
    layout->addWidget(buttons);
    resize(560, 400);

    m_typing.setSingleShot(true);
    m_typing.setInterval(120);
    connect(&m_typing, &QTimer::timeout, this, [this] { emit previewWanted(name(), reversible()); });
    connect(m_name, &QLineEdit::textChanged, this, &NewMigrationDialog::onEdited);
    connect(m_reversible, &QCheckBox::toggled, this, &NewMigrationDialog::onEdited);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        emit createRequested(m_files);
        accept();
    });
    onEdited();
}

QString NewMigrationDialog::name() const
{
    return m_name->text().trimmed();
}

bool NewMigrationDialog::reversible() const
{
    return m_reversible->isChecked();
}

void NewMigrationDialog::onEdited()
{
    m_files.clear();
    if (name().isEmpty()) {
        m_typing.stop();
        m_preview->clear();
        showProblem({});
        setEnabledOrWhy(m_create, tr("Give it a name first"), {});
        return;
    }
    setEnabledOrWhy(m_create, tr("The name is being checked"), {});
    m_typing.start();
}

void NewMigrationDialog::showProblem(const QString &text)
{
    m_problem->setText(text);
    QPalette colors = m_problem->palette();
    colors.setColor(QPalette::WindowText, Look::color(Tone::Bad));
    m_problem->setPalette(colors);
}

void NewMigrationDialog::setPreview(const QString &previewed, bool previewedReversible,
                                    const Result<std::vector<NewFile>> &files)
{
    if (previewed != name() || previewedReversible != reversible())
        return;
    if (!files) {
        m_preview->clear();
        showProblem(files.error().text());
        setEnabledOrWhy(m_create, files.error().text(), {});
        return;
    }
    m_files = *files;
    QStringList texts;
    for (const NewFile &file : m_files)
        texts << QStringLiteral("%1\n%2\n%3")
                     .arg(file.path, QString(file.path.size(), u'─'), QString::fromUtf8(file.content));
    m_preview->setPlainText(texts.join(u'\n'));
    showProblem({});
    setEnabledOrWhy(m_create, {}, tr("Write these files"));
}

} // namespace lk
