// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/rehearsal/lockforecast.h"

#include <QWidget>

class QLabel;
class QToolButton;
class QVBoxLayout;

namespace lk {

class IconLabel;

/// Who is on the database now and would wait for a plan, or be waited for; as it was when last asked.
class LockWeatherBox : public QWidget
{
    Q_OBJECT

public:
    explicit LockWeatherBox(QWidget *parent = nullptr);

    void showAsking();
    void showForecast(const Result<LockForecast> &forecast);

signals:
    void refreshRequested();

private:
    void clear();
    void add(const QString &icon, int tone, const QString &text);

    QLabel *m_title;
    QToolButton *m_refresh;
    QVBoxLayout *m_lines;
};

} // namespace lk
