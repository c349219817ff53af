// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/trust/trustdialog.h"

#include "widgets/editor/scripteditor.h"
#include "widgets/editor/syntaxes.h"
#include "widgets/look/iconlabel.h"
#include "widgets/look/look.h"
#include "widgets/look/tables.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSplitter>

namespace lk {

namespace {

QLabel *paragraph(const QString &text, const char *name, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setObjectName(QString::fromLatin1(name));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

std::vector<TrustQuestion::File> programsOf(const std::vector<PlanStep> &steps)
{
    std::vector<TrustQuestion::File> files;
    for (const PlanStep &step : steps) {
        const Script &script = step.script();
        const bool listed = std::ranges::any_of(files, [&](const TrustQuestion::File &file) { return file.path == script.file; });
        if (step.isProgram() && !listed)
            files.push_back({script.file, script.fileBytes()});
    }
    return files;
}

TrustDialog::TrustDialog(TrustQuestion question, const QString &why, std::vector<TrustQuestion::File> migrations, const Dialect &dialect, QWidget *parent)
    : QDialog(parent)
    , m_question(std::move(question))
    , m_migrations(std::move(migrations))
    , m_dialect(dialect)
    , m_list(new QListWidget(this))
    , m_view(new ScriptEditor(this))
    , m_error(paragraph({}, "trustError", this))
{
    setObjectName(QStringLiteral("trustDialog"));
    setWindowTitle(tr("Let %1 run programs of this folder?").arg(m_question.tool));
    setAttribute(Qt::WA_DeleteOnClose);
    m_error->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(10);
    layout->addLayout(createHead(why));
    layout->addWidget(createFiles(), 1);
    layout->addWidget(paragraph(tr("“Trust this folder” is remembered for you alone, for this folder with these files as they stand here: once one of them changes, "
                                   "you are asked again. Migrations are shown in the plan each time, and are not asked for again."),
                                "trustMeaning", this));
    layout->addWidget(m_error);
    layout->addLayout(createButtons());
    resize(860, 600);
    connect(m_list, &QListWidget::currentRowChanged, this, &TrustDialog::showFile);
    m_list->setCurrentRow(1);
}

QLayout *TrustDialog::createHead(const QString &why)
{
    auto *title = paragraph(tr("%1 runs programs that stand in %2").arg(m_question.tool, QDir::toNativeSeparators(m_question.folder)), "trustTitle", this);
    QFont bold = font();
    bold.setBold(true);
    title->setFont(bold);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(6);
    texts->addWidget(title);
    texts->addWidget(paragraph(tr("%1 They run with your rights and can do on this computer whatever you can: read and change files, reach the network, "
                                  "not only the database. Nothing of the folder has run so far. Say yes to what you have read, or to whom you know.")
                                   .arg(why),
                               "trustWhy", this));
    auto *head = new QHBoxLayout;
    head->setSpacing(10);
    head->addWidget(new IconLabel(Look::icon(QStringLiteral("shield"), Tone::Warning), this, 28), 0, Qt::AlignTop);
    head->addLayout(texts, 1);
    return head;
}

QWidget *TrustDialog::createFiles()
{
    m_list->setObjectName(QStringLiteral("trustFiles"));
    m_list->setAccessibleName(tr("Files that run"));
    m_list->setUniformItemSizes(true);
    m_list->setTextElideMode(Qt::ElideMiddle);
    addFiles(tr("Run first"), m_question.files);
    addFiles(tr("Migrations of the plan"), m_migrations);
    m_view->setObjectName(QStringLiteral("trustView"));
    m_view->setAccessibleName(tr("Text of the file"));
    m_view->setDialect(m_dialect);
    m_view->setReadOnly(true);
    auto *files = new QSplitter(Qt::Horizontal, this);
    files->addWidget(m_list);
    files->addWidget(m_view);
    files->setStretchFactor(1, 1);
    files->setSizes({240, 600});
    files->setChildrenCollapsible(false);
    return files;
}

void TrustDialog::addFiles(const QString &heading, const std::vector<TrustQuestion::File> &files)
{
    if (files.empty())
        return;
    auto *title = new QListWidgetItem(heading, m_list);
    title->setFlags(Qt::NoItemFlags);
    title->setForeground(Look::color(Tone::Quiet));
    for (size_t i = 0; i < files.size(); ++i) {
        auto *item = new QListWidgetItem(files[i].content ? files[i].path : tr("%1 (not there)").arg(files[i].path), m_list);
        item->setIcon(Look::icon(QStringLiteral("run")));
        item->setToolTip(files[i].path.toHtmlEscaped());
        item->setData(Qt::UserRole, int(i) + (&files == &m_migrations ? int(m_question.files.size()) : 0));
    }
}

void TrustDialog::showFile(int row)
{
    const QListWidgetItem *item = m_list->item(row);
    if (!item || !item->data(Qt::UserRole).isValid())
        return;
    const size_t number = size_t(item->data(Qt::UserRole).toInt());
    const TrustQuestion::File &file = number < m_question.files.size() ? m_question.files[number] : m_migrations[number - m_question.files.size()];
    m_view->setReadOnly(false);
    m_view->setSyntax(syntaxOf(file.path, m_dialect));
    m_view->setBytes(file.content.value_or(QByteArray()));
    m_view->setReadOnly(true);
}

QLayout *TrustDialog::createButtons()
{
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    takeIcons(buttons);
    buttons->button(QDialogButtonBox::Cancel)->setObjectName(QStringLiteral("trustCancel"));
    const auto add = [&](const QString &text, const char *name, const QString &toolTip, bool remember) {
        QPushButton *button = buttons->addButton(text, QDialogButtonBox::ActionRole);
        button->setObjectName(QString::fromLatin1(name));
        button->setToolTip(toolTip);
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, [this, remember] { answer(remember); });
        m_answers << button;
    };
    add(tr("&Trust this folder"), "trustFolder", tr("Until one of the files that run first changes"), true);
    add(tr("Only this &time"), "trustOnce", tr("Until another project, or another environment of this one, is opened"), false);
    buttons->button(QDialogButtonBox::Cancel)->setDefault(true); // never a button that lets something run
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *row = new QHBoxLayout;
    row->addWidget(buttons);
    return row;
}

void TrustDialog::answer(bool remember)
{
    for (QPushButton *button : std::as_const(m_answers))
        button->setEnabled(false); // one answer
    emit trusted(remember);
}

void TrustDialog::showError(const Error &error)
{
    m_error->setText(error.text());
    m_error->setForegroundRole(QPalette::WindowText);
    m_error->show();
}

} // namespace lk
