// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/record/recorddialog.h"

#include "models/plan/recordtext.h"
#include "widgets/editor/scripteditor.h"
#include "widgets/editor/syntaxes.h"
#include "widgets/look/iconlabel.h"
#include "widgets/look/look.h"
#include "widgets/look/tables.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace lk {

namespace {

QString remark(const QString &text)
{
    return QStringLiteral("-- %1\n").arg(text.simplified());
}

QString statements(const std::vector<RecordStatement> &all)
{
    QString text;
    for (const RecordStatement &statement : all) {
        text += QString::fromUtf8(statement.sql).trimmed() + QStringLiteral(";\n");
        if (!statement.values.empty())
            text += remark(RecordDialog::tr("    with %1").arg(valueTexts(statement).join(QStringLiteral(", "))));
    }
    return text;
}

} // namespace

QString recordScript(const RecordPlan &plan)
{
    QString text;
    if (plan.createsDatabase && !plan.empty())
        text += remark(RecordDialog::tr("There is no database yet: this creates it."));
    if (!plan.prepare.empty())
        text += remark(RecordDialog::tr("The tracking table is made first.")) + statements(plan.prepare) + u'\n';
    for (const RecordStep &step : plan.steps)
        text += remark(step.version.isEmpty() ? step.what : QStringLiteral("%1: %2").arg(step.version, step.what)) + statements(step.statements) + u'\n';
    for (const QString &left : plan.left)
        text += remark(RecordDialog::tr("left as it is: %1").arg(left));
    return text;
}

RecordDialog::RecordDialog(RecordRequest request, const History &history, const Environment &environment, const Target &target, const Dialect &dialect, QWidget *parent)
    : QDialog(parent)
    , m_request(std::move(request))
    , m_environment(environment)
    , m_wanted(target.name())
    , m_text(new ScriptEditor(this))
    , m_note(new QLabel(this))
    , m_ask(new QLabel(this))
    , m_typed(new QLineEdit(this))
{
    setObjectName(QStringLiteral("recordDialog"));
    setWindowTitle(title());
    setAttribute(Qt::WA_DeleteOnClose);
    auto *explain = new QLabel(explanation(), this);
    explain->setObjectName(QStringLiteral("recordExplain"));
    explain->setTextFormat(Qt::PlainText);
    explain->setWordWrap(true);
    m_text->setObjectName(QStringLiteral("recordText"));
    m_text->setAccessibleName(tr("What would be written"));
    m_text->setDialect(dialect);
    m_text->setSyntax(syntaxOf(QStringLiteral("records.sql"), dialect));
    m_text->setReadOnly(true);
    m_text->setWrapMode(QsciScintilla::WrapWord);
    m_note->setObjectName(QStringLiteral("recordNote"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_ask->setText(tr("%1 is protected. Type the database's &name to confirm: %2").arg(environment.name, QString(m_wanted).replace(u'&', QStringLiteral("&&"))));
    m_ask->setTextFormat(Qt::PlainText);
    m_ask->setWordWrap(true);
    m_ask->setBuddy(m_typed);
    m_typed->setObjectName(QStringLiteral("recordName"));
    m_ask->setVisible(environment.isProtected);
    m_typed->setVisible(environment.isProtected);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    takeIcons(buttons);
    buttons->button(QDialogButtonBox::Cancel)->setObjectName(QStringLiteral("recordCancel"));
    buttons->button(QDialogButtonBox::Cancel)->setDefault(true); // never the button that changes a database
    m_write = buttons->addButton(tr("&Write it"), QDialogButtonBox::ActionRole);
    m_write->setObjectName(QStringLiteral("recordWrite"));
    m_write->setAutoDefault(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(10);
    layout->addWidget(explain);
    if (m_request.kind == RecordRequest::Kind::Repair)
        layout->addWidget(createChoices(history));
    layout->addWidget(m_text, 1);
    layout->addWidget(m_note);
    layout->addWidget(m_ask);
    layout->addWidget(m_typed);
    layout->addWidget(buttons);
    resize(760, 480);

    connect(m_typed, &QLineEdit::textChanged, this, &RecordDialog::updateButton);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_write, &QPushButton::clicked, this, [this] {
        const RecordPlan plan = *m_plan;
        accept();
        emit writeRequested(plan);
    });
    updateButton();
}

QString RecordDialog::title() const
{
    switch (m_request.kind) {
    case RecordRequest::Kind::Mark: return m_request.direction == Direction::Up ? tr("Mark %1 as applied").arg(m_request.version) : tr("Mark %1 as pending").arg(m_request.version);
    case RecordRequest::Kind::Baseline: return tr("Adopt the database up to %1").arg(m_request.version);
    case RecordRequest::Kind::Repair: break;
    }
    return tr("Repair the tracking table");
}

QString RecordDialog::explanation() const
{
    const QString where = tr("%1 (%2)").arg(m_wanted, m_environment.name);
    switch (m_request.kind) {
    case RecordRequest::Kind::Mark:
        return (m_request.direction == Direction::Up ? tr("The tracking table of %1 is told that %2 is applied. Its script does not run: say so only where the database holds its changes.")
                                                     : tr("The tracking table of %1 is told that %2 is not applied. Nothing is reverted: say so only where the database does not hold its changes."))
            .arg(where, m_request.version);
    case RecordRequest::Kind::Baseline:
        return tr("%1 holds everything up to %2 already, made without this tool: its tracking table is told so. No script runs.").arg(where, m_request.version);
    case RecordRequest::Kind::Repair: break;
    }
    return tr("Files and tracking table of %1 disagree. Choose what is true; the schema itself is not touched.").arg(where);
}

QWidget *RecordDialog::createChoices(const History &history)
{
    auto *choices = new QWidget(this);
    auto *form = new QFormLayout(choices);
    form->setContentsMargins(0, 0, 0, 0);
    QStringList failed;
    for (const HistoryEntry &entry : history.entries) {
        if (entry.state == State::Failed)
            failed << entry.version();
    }
    if (!failed.isEmpty()) {
        m_failed = new QComboBox(choices);
        m_failed->setObjectName(QStringLiteral("recordFailed"));
        m_failed->addItem(tr("Leave it as failed"), int(RecordRequest::Failed::Leave));
        m_failed->addItem(tr("Nothing of it stayed: pending again"), int(RecordRequest::Failed::TakeBack));
        m_failed->addItem(tr("The rest was done by hand: applied"), int(RecordRequest::Failed::Finish));
        connect(m_failed, &QComboBox::currentIndexChanged, this, &RecordDialog::choose);
        form->addRow(tr("&Failed: %1").arg(failed.join(QStringLiteral(", "))), m_failed);
    }
    for (const HistoryEntry &entry : history.entries) {
        if (entry.state != State::Changed)
            continue;
        auto *accepted = new QCheckBox(tr("%1: the file counts as it is now (%2)").arg(entry.version(), entry.note), choices);
        accepted->setObjectName(QStringLiteral("recordAccept-%1").arg(entry.version()));
        accepted->setProperty("version", entry.version());
        connect(accepted, &QCheckBox::toggled, this, &RecordDialog::choose);
        form->addRow(accepted);
        m_accepted << accepted;
    }
    return choices;
}

void RecordDialog::begin()
{
    choose();
}

void RecordDialog::choose()
{
    if (m_failed)
        m_request.failed = RecordRequest::Failed(m_failed->currentData().toInt());
    m_request.accepted.clear();
    for (const QCheckBox *accepted : std::as_const(m_accepted)) {
        if (accepted->isChecked())
            m_request.accepted << accepted->property("version").toString();
    }
    m_plan.reset();
    m_refusal = tr("It is being looked what would be written");
    updateButton();
    emit planWanted(m_request);
}

void RecordDialog::setPlan(const Result<RecordPlan> &plan)
{
    m_plan.reset();
    m_refusal.clear();
    QString text;
    if (plan) {
        text = recordScript(*plan);
        if (plan->empty())
            m_refusal = tr("Nothing would be written");
        else
            m_plan = *plan;
    } else {
        m_refusal = plan.error().text();
    }
    m_text->setReadOnly(false);
    m_text->setBytes(text.toUtf8());
    m_text->setReadOnly(true);
    updateButton();
}

void RecordDialog::setPolicy(const std::optional<Error> &refusal)
{
    m_policyKnown = true;
    m_policyRefusal = !refusal ? QString() : refusal->why.isEmpty() ? refusal->text() : refusal->why;
    updateButton();
}

void RecordDialog::updateButton()
{
    QString why = m_refusal;
    if (!m_policyRefusal.isEmpty())
        why = tr("The policy of %1 does not let it be written yet: %2").arg(m_environment.name, m_policyRefusal);
    else if (why.isEmpty() && !m_policyKnown)
        why = tr("The policy is being asked");
    m_note->setText(why.isEmpty() ? tr("Written as one change, under the lock, with an entry in the audit log. The policy of %1 lets it be written now.").arg(m_environment.name) : why);
    if (why.isEmpty() && m_environment.isProtected && m_typed->text() != m_wanted)
        why = tr("Type %1 first").arg(m_wanted);
    setEnabledOrWhy(m_write, why, tr("Writes exactly these statements"));
}

} // namespace lk
