// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/findbar.h"

#include "widgets/editor/scripteditor.h"
#include "widgets/look/look.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

namespace lk {

FindBar::FindBar(QWidget *parent)
    : QWidget(parent)
    , m_text(new QLineEdit(this))
    , m_replacement(new QLineEdit(this))
    , m_case(createOption(QStringLiteral("Aa"), QStringLiteral("findMatchCase"), tr("Match case")))
    , m_word(createOption(QStringLiteral("“ ”"), QStringLiteral("findWholeWord"), tr("Whole words")))
    , m_expression(
          createOption(QStringLiteral(".*"), QStringLiteral("findRegularExpression"), tr("Regular expression")))
    , m_count(new QLabel(this))
    , m_replaceRow(createReplaceRow())
{
    setObjectName(QStringLiteral("findBar"));
    m_text->setObjectName(QStringLiteral("findText"));
    m_text->setAccessibleName(tr("Find"));
    m_text->setPlaceholderText(tr("Find"));
    m_text->setClearButtonEnabled(true);
    m_count->setObjectName(QStringLiteral("findCount"));
    m_count->setTextFormat(Qt::PlainText);
    m_count->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("10,000 of 10,000")));
    QToolButton *previous = createButton(QStringLiteral("previous"), QStringLiteral("findPrevious"),
                                         tr("Previous match (Shift+F3)"));
    QToolButton *next = createButton(QStringLiteral("next"), QStringLiteral("findNext"), tr("Next match (F3)"));
    QToolButton *close = createButton(QStringLiteral("clear"), QStringLiteral("findClose"), tr("Close (Esc)"));

    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->setSpacing(4);
    int column = 0;
    for (QWidget *widget :
         {static_cast<QWidget *>(m_text), static_cast<QWidget *>(m_case), static_cast<QWidget *>(m_word),
          static_cast<QWidget *>(m_expression), static_cast<QWidget *>(previous), static_cast<QWidget *>(next),
          static_cast<QWidget *>(m_count), static_cast<QWidget *>(close)})
        layout->addWidget(widget, 0, column++);
    layout->setColumnStretch(0, 1);
    layout->addWidget(m_replaceRow, 1, 0, 1, column);

    m_later.setSingleShot(true);
    m_later.setInterval(120);
    connect(&m_later, &QTimer::timeout, this, &FindBar::markAndCount);
    connect(m_text, &QLineEdit::textEdited, this, &FindBar::onRequestChanged);
    for (QToolButton *option : {m_case, m_word, m_expression})
        connect(option, &QToolButton::toggled, this, &FindBar::onRequestChanged);
    connect(m_text, &QLineEdit::returnPressed, this, &FindBar::findNext);
    connect(previous, &QToolButton::clicked, this, &FindBar::findPrevious);
    connect(next, &QToolButton::clicked, this, &FindBar::findNext);
    connect(close, &QToolButton::clicked, this, &FindBar::shut);
    hide();
}

QWidget *FindBar::createReplaceRow()
{
    auto *row = new QWidget(this);
    m_replacement->setParent(row);
    m_replacement->setObjectName(QStringLiteral("replaceText"));
    m_replacement->setAccessibleName(tr("Replace with"));
    m_replacement->setPlaceholderText(tr("Replace with"));
    auto *one = new QPushButton(tr("Replace"), row);
    one->setObjectName(QStringLiteral("replaceOne"));
    auto *all = new QPushButton(tr("Replace all"), row);
    all->setObjectName(QStringLiteral("replaceAll"));
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_replacement, 1);
    layout->addWidget(one);
    layout->addWidget(all);
    connect(m_replacement, &QLineEdit::returnPressed, this, &FindBar::replaceOne);
    connect(one, &QPushButton::clicked, this, &FindBar::replaceOne);
    connect(all, &QPushButton::clicked, this, &FindBar::replaceAll);
    return row;
}

QToolButton *FindBar::createOption(const QString &text, const QString &name, const QString &what)
{
    auto *button = new QToolButton(this);
    button->setText(text);
    button->setObjectName(name);
    button->setToolTip(what);
    button->setAccessibleName(what);
    button->setCheckable(true);
    button->setAutoRaise(true);
    return button;
}

QToolButton *FindBar::createButton(const QString &icon, const QString &name, const QString &what)
{
    auto *button = new QToolButton(this);
    button->setIcon(Look::icon(icon));
    button->setObjectName(name);
    button->setToolTip(what);
    button->setAccessibleName(what);
    button->setAutoRaise(true);
    return button;
}

void FindBar::setEditor(ScriptEditor *editor)
{
    if (m_editor == editor)
        return;
    if (m_editor) {
        m_editor->search().clearMarks();
        m_editor->disconnect(this);
    }
    m_editor = editor;
    if (!m_editor)
        return;
    connect(m_editor, &ScriptEditor::edited, this, [this] {
        if (isVisible())
            m_later.start();
    });
}

void FindBar::takeDocument()
{
    if (!m_editor)
        return;
    if (!isVisible())
        return m_editor->search().clearMarks(); // they belong to the text and may be of an earlier search
    if (m_editor->isReadOnly())
        m_replaceRow->hide();
    markAndCount();
}

void FindBar::open(bool withReplace)
{
    if (!m_editor)
        return;
    m_replaceRow->setVisible(withReplace && !m_editor->isReadOnly());
    const QString selected = m_editor->selectedText();
    if (!selected.isEmpty() && !selected.contains(u'\n') && selected.size() < 200)
        m_text->setText(selected);
    show();
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
    markAndCount();
}

void FindBar::shut()
{
    hide();
    m_later.stop();
    if (!m_editor)
        return;
    m_editor->search().clearMarks();
    m_editor->setFocus(Qt::OtherFocusReason);
}

void FindBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        return shut();
    QWidget::keyPressEvent(event);
}

TextSearch::Request FindBar::request() const
{
    return {m_text->text(), m_case->isChecked(), m_word->isChecked(), m_expression->isChecked()};
}

void FindBar::onRequestChanged()
{
    if (!m_editor)
        return;
    m_later.start();
    if (!m_text->text().isEmpty())
        m_editor->search().findNext(request(), true);
}

void FindBar::findNext()
{
    if (m_editor)
        say(m_editor->search().findNext(request()));
}

void FindBar::findPrevious()
{
    if (m_editor)
        say(m_editor->search().findPrevious(request()));
}

void FindBar::replaceOne()
{
    if (m_editor)
        say(m_editor->search().replace(request(), m_replacement->text()));
}

void FindBar::replaceAll()
{
    if (!m_editor)
        return;
    const int count = m_editor->search().replaceAll(request(), m_replacement->text());
    markAndCount();
    m_count->setText(tr("%1 replaced").arg(locale().toString(count)));
}

void FindBar::markAndCount()
{
    if (!m_editor)
        return;
    m_matches = m_editor->search().mark(request());
    say(m_matches > 0);
}

void FindBar::say(bool found)
{
    QPalette colors = m_count->palette();
    colors.setColor(QPalette::WindowText,
                    found || m_text->text().isEmpty() ? Look::color(Tone::Quiet) : Look::color(Tone::Bad));
    m_count->setPalette(colors);
    if (m_text->text().isEmpty())
        return m_count->clear();
    if (!found)
        return m_count->setText(tr("not found"));
    const QString all = m_matches < TextSearch::mostMatches ? locale().toString(m_matches)
                                                            : tr("more than %1").arg(locale().toString(m_matches));
    const int current = m_editor->search().currentMatch(request());
    m_count->setText(current > 0 ? tr("%1 of %2").arg(locale().toString(current), all) : tr("%1 found").arg(all));
}

} // namespace lk
