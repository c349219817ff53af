// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/statusline.h"

#include "models/engines/connectiontest.h"
#include "widgets/look/iconlabel.h"
#include "widgets/look/look.h"

#include <QDateTime>
#include <QLabel>
#include <QProgressBar>
#include <QTimeZone>
#include <QToolButton>

namespace lk {

StatusLine::StatusLine(QWidget *parent)
    : QStatusBar(parent)
    , m_connectionIcon(new IconLabel({}, this, 14))
    , m_job(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_cancel(new QToolButton(this))
{
    setObjectName(QStringLiteral("statusLine"));
    setSizeGripEnabled(false);
    m_job->setObjectName(QStringLiteral("statusJob"));
    m_job->setTextFormat(Qt::PlainText);
    m_progress->setObjectName(QStringLiteral("statusProgress"));
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->setFixedSize(120, 10);
    m_progress->setTextVisible(false);
    m_cancel->setObjectName(QStringLiteral("statusCancel"));
    m_cancel->setText(tr("Cancel"));
    m_cancel->setAutoRaise(true);
    m_cancel->setIcon(Look::icon(QStringLiteral("cancel")));
    m_cancel->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_cancel->setIconSize({14, 14});
    m_cancel->setToolTip(tr("Stop what is under way"));
    addPermanentWidget(m_job);
    addPermanentWidget(m_progress);
    addPermanentWidget(m_cancel);
    addPermanentWidget(m_connectionIcon);
    m_connection = addText(QStringLiteral("statusConnection"), tr("Connection"));
    m_server = addText(QStringLiteral("statusServer"), tr("Server version"));
    m_clock = addText(QStringLiteral("statusClock"), tr("Clock"));
    m_format = addText(QStringLiteral("statusFormat"), tr("Encoding and line ends"));
    m_place = addText(QStringLiteral("statusPlace"), tr("Line and column"));
    connect(m_cancel, &QToolButton::clicked, this, &StatusLine::cancelRequested);
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &StatusLine::tick);
    m_second.start();
    tick();
    setNoConnection();
    setJob({}, false);
}

QLabel *StatusLine::addText(const QString &objectName, const QString &accessibleName)
{
    auto *label = new QLabel(this);
    label->setObjectName(objectName);
    label->setAccessibleDescription(accessibleName);
    label->setToolTip(accessibleName);
    label->setTextFormat(Qt::PlainText);
    label->setContentsMargins(4, 0, 6, 0);
    addPermanentWidget(label);
    return label;
}

void StatusLine::tick()
{
    const QDateTime now = QDateTime::currentDateTime();
    m_clock->setText(now.toString(QStringLiteral("HH:mm:ss ")) + now.timeZoneAbbreviation());
    m_clock->setToolTip(tr("This machine's clock: %1").arg(now.toString(Qt::ISODate)));
}

void StatusLine::setConnection(const DatabaseView &database, const EngineTraits &engine)
{
    const bool good = database.problem.isEmpty();
    const bool exists = database.server.exists;
    m_connectionIcon->setIcon(Look::icon(good ? QStringLiteral("connected") : QStringLiteral("disconnected"),
                                         good ? exists ? Tone::Good : Tone::Quiet : Tone::Bad));
    const QString state = !good ? tr("can't be read") : !exists ? tr("not there yet") : tr("connected");
    m_connection->setText(QStringLiteral("%1: %2").arg(engine.server ? placeOf(database.target, engine) : database.target.name(), state));
    m_connection->setToolTip((good ? database.target.url : database.problem).toHtmlEscaped());
    m_server->setText(productText(database.server, engine));
}

void StatusLine::setNoConnection()
{
    m_connectionIcon->setIcon(Look::icon(QStringLiteral("disconnected"), Tone::Quiet));
    m_connection->setText(tr("not connected"));
    m_server->clear();
}

void StatusLine::setFileFormat(const QString &encoding, const QString &eol)
{
    m_format->setText(encoding.isEmpty() || eol.isEmpty() ? encoding + eol
                                                          : QStringLiteral("%1 · %2").arg(encoding, eol));
}

void StatusLine::setPlace(int line, int column)
{
    m_place->setText(tr("Ln %1, Col %2").arg(line).arg(column));
    m_place->setMinimumWidth(std::max(m_place->minimumWidth(), m_place->sizeHint().width()));
}

void StatusLine::setJob(const QString &title, bool cancellable)
{
    m_job->setText(title);
    m_job->setVisible(!title.isEmpty());
    m_progress->setVisible(!title.isEmpty());
    m_progress->setRange(0, 0);
    m_cancel->setVisible(cancellable);
    m_cancel->setEnabled(true);
}

void StatusLine::setProgress(const Progress &progress)
{
    m_progress->setRange(0, progress.total > 0 ? 1000 : 0);
    m_progress->setValue(progress.total > 0 ? int(progress.done * 1000 / progress.total) : 0);
    m_progress->setToolTip(progress.what.toHtmlEscaped());
}

void StatusLine::showCancelling()
{
    m_job->setText(tr("Cancelling…"));
    m_cancel->setEnabled(false);
}

QString StatusLine::jobText() const
{
    return m_job->isHidden() ? QString() : m_job->text();
}

} // namespace lk
