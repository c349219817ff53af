// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/noticebar.h"

#include "widgets/look/iconlabel.h"
#include "widgets/look/look.h"
#include "widgets/look/tables.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTextDocumentFragment>
#include <QTimer>
#include <QToolButton>

namespace lk {

namespace {

constexpr int successStaysMs = 8000;

Tone toneOf(Notice::Kind kind)
{
    switch (kind) {
    case Notice::Kind::Good: return Tone::Good;
    case Notice::Kind::Note: return Tone::Accent;
    case Notice::Kind::Warning: return Tone::Warning;
    case Notice::Kind::Error: return Tone::Bad;
    }
    return Tone::Plain;
}

QString iconOf(Notice::Kind kind)
{
    switch (kind) {
    case Notice::Kind::Good: return QStringLiteral("item-done");
    case Notice::Kind::Note: return QStringLiteral("severity-note");
    case Notice::Kind::Warning: return QStringLiteral("severity-caution");
    case Notice::Kind::Error: return QStringLiteral("severity-blocks");
    }
    return {};
}

} // namespace

Notice::Notice(QString key, Kind kind, const QString &html, const QList<NoticeAction> &actions, QWidget *parent)
    : QFrame(parent), m_key(std::move(key)), m_html(html), m_kind(kind)
{
    setObjectName(QStringLiteral("notice"));
    auto *icon = new IconLabel(Look::icon(iconOf(kind), toneOf(kind)), this);
    auto *text = new QLabel(html, this);
    text->setObjectName(QStringLiteral("noticeText"));
    text->setTextFormat(Qt::RichText);
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextBrowserInteraction);
    text->setOpenExternalLinks(false);
    keepLinkColour(text);
    text->setAccessibleName(plainText());
    auto *close = new QToolButton(this);
    close->setObjectName(QStringLiteral("noticeClose"));
    close->setIcon(Look::icon(QStringLiteral("clear")));
    close->setAutoRaise(true);
    close->setToolTip(tr("Close this message"));
    close->setAccessibleName(close->toolTip());
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 6, 6, 6);
    layout->setSpacing(10);
    layout->addWidget(icon, 0, Qt::AlignTop);
    layout->addWidget(text, 1);
    for (const NoticeAction &action : actions) {
        auto *button = new QPushButton(action.text, this);
        button->setObjectName(QStringLiteral("noticeAction"));
        button->setAutoDefault(false);
        layout->addWidget(button, 0, Qt::AlignTop);
        connect(button, &QPushButton::clicked, this, [this, act = action.act] {
            emit closed();
            act();
        });
    }
    layout->addWidget(close, 0, Qt::AlignTop);
    connect(close, &QToolButton::clicked, this, &Notice::closed);
    connect(text, &QLabel::linkActivated, this, &Notice::linkActivated);
}

QString Notice::plainText() const
{
    return QTextDocumentFragment::fromHtml(m_html).toPlainText();
}

void Notice::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Look::tint(toneOf(m_kind)));
    painter.fillRect(QRect(0, 0, 4, height()), Look::color(toneOf(m_kind)));
}

void Notice::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        emit closed();
    else
        QFrame::keyPressEvent(event);
}

NoticeBar::NoticeBar(QWidget *parent) : QWidget(parent), m_layout(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("noticeBar"));
    setAccessibleName(tr("Messages"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(1);
    setVisible(false);
}

void NoticeBar::show(const QString &key, Notice::Kind kind, const QString &html, const QList<NoticeAction> &actions)
{
    remove(key);
    while (m_notices.size() >= maximum)
        remove(m_notices.last()->key());
    auto *notice = new Notice(key, kind, html, actions, this);
    m_notices.prepend(notice);
    m_layout->insertWidget(0, notice);
    connect(notice, &Notice::closed, this, [this, key] { remove(key); });
    connect(notice, &Notice::linkActivated, this, [this](const QString &link) {
        const QStringList parts = link.split(u':');
        if (parts.size() >= 4 && parts.first() == QStringLiteral("place"))
            emit placeActivated(parts.mid(3).join(u':'), parts[1].toLongLong(), parts[2].toLongLong());
    });
    setVisible(true);
}

void NoticeBar::showError(const QString &doing, const Error &error)
{
    const bool cancelled = error.code == ErrorCode::Cancelled;
    show(QStringLiteral("error:") + doing, cancelled ? Notice::Kind::Note : Notice::Kind::Error,
         errorHtml(doing, error));
}

void NoticeBar::showSuccess(const QString &text)
{
    const QString key = QStringLiteral("success");
    show(key, Notice::Kind::Good, text.toHtmlEscaped());
    QTimer::singleShot(successStaysMs, m_notices.first(), [this, key] { remove(key); });
}

void NoticeBar::remove(const QString &key)
{
    for (Notice *notice : std::as_const(m_notices)) {
        if (notice->key() != key)
            continue;
        m_notices.removeOne(notice);
        m_layout->removeWidget(notice);
        notice->hide();
        notice->deleteLater();
        break;
    }
    setVisible(!m_notices.isEmpty());
}

void NoticeBar::clear()
{
    while (!m_notices.isEmpty())
        remove(m_notices.first()->key());
}

QStringList NoticeBar::texts() const
{
    QStringList texts;
    for (const Notice *notice : m_notices)
        texts << notice->plainText();
    return texts;
}

QString errorHtml(const QString &doing, const Error &error)
{
    QString html = doing.isEmpty() ? QString() : QStringLiteral("%1: ").arg(doing.toHtmlEscaped());
    html += QStringLiteral("<b>%1</b>").arg(error.what.toHtmlEscaped());
    if (!error.where.file.isEmpty()) {
        html += QStringLiteral(" (<a href=\"place:%1:%2:%3\">%4</a>)")
                    .arg(error.where.line)
                    .arg(error.where.column)
                    .arg(error.where.file.toHtmlEscaped(), error.where.text().toHtmlEscaped());
    }
    if (!error.why.isEmpty())
        html += QStringLiteral("<br>") + error.why.toHtmlEscaped();
    if (!error.nextStep.isEmpty())
        html += QStringLiteral("<br>→ ") + error.nextStep.toHtmlEscaped();
    return html;
}

} // namespace lk
