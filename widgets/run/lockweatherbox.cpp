// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run/lockweatherbox.h"

#include "models/items/texts.h"
#include "widgets/look/iconlabel.h"
#include "widgets/look/look.h"
#include "widgets/look/tables.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace lk {

LockWeatherBox::LockWeatherBox(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_refresh(panelButton(QStringLiteral("refresh"), tr("Ask again who is on the database"), QStringLiteral("lockWeatherRefresh"), this))
    , m_lines(new QVBoxLayout)
{
    setObjectName(QStringLiteral("lockWeather"));
    m_title->setObjectName(QStringLiteral("lockWeatherTitle"));
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    auto *head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_refresh);
    m_lines->setSpacing(4);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(head);
    layout->addLayout(m_lines);
    connect(m_refresh, &QToolButton::clicked, this, &LockWeatherBox::refreshRequested);
    showAsking();
}

void LockWeatherBox::clear()
{
    while (QLayoutItem *old = m_lines->takeAt(0)) {
        old->widget()->hide();
        old->widget()->deleteLater();
        delete old;
    }
}

void LockWeatherBox::add(const QString &icon, int tone, const QString &text)
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto *label = new QLabel(text, row);
    label->setObjectName(QStringLiteral("lockWeatherLine"));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(new IconLabel(Look::icon(icon, static_cast<Tone>(tone)), row), 0, Qt::AlignTop);
    layout->addWidget(label, 1);
    m_lines->addWidget(row);
}

void LockWeatherBox::showAsking()
{
    m_title->setText(tr("Who is on the database is being asked…"));
    m_refresh->setEnabled(false);
}

void LockWeatherBox::showForecast(const Result<LockForecast> &forecast)
{
    constexpr size_t Most = 5;
    clear();
    m_refresh->setEnabled(true);
    if (!forecast) {
        m_title->setText(tr("Who is on the database is not known"));
        add(QStringLiteral("severity-caution"), int(Tone::Warning), forecast.error().text());
        return;
    }
    m_title->setText(tr("On the database at %1").arg(timeText(forecast->weather.at)));
    const std::vector<ForecastLine> told = lines(*forecast);
    for (size_t i = 0; i < std::min(told.size(), Most); ++i)
        add(told[i].waits ? QStringLiteral("lock") : QStringLiteral("person"), int(told[i].waits ? Tone::Warning : Tone::Quiet), told[i].text);
    if (told.size() > Most) {
        QStringList rest;
        for (size_t i = Most; i < told.size(); ++i)
            rest << told[i].text;
        add(QStringLiteral("person"), int(Tone::Quiet), tr("%n more", nullptr, int(rest.size())));
        m_lines->itemAt(m_lines->count() - 1)->widget()->setToolTip(rest.join(u'\n'));
    }
    if (told.empty())
        add(QStringLiteral("item-done"), int(Tone::Good), tr("Nobody is in the way of this plan."));
}

} // namespace lk
