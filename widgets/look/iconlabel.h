// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QWidget>

namespace lk {

/// Shows an icon of Look; unlike a pixmap it follows the theme.
class IconLabel : public QWidget
{
    Q_OBJECT

public:
    explicit IconLabel(const QIcon &icon, QWidget *parent = nullptr, int size = 16);

    void setIcon(const QIcon &icon);

    QSize sizeHint() const override { return {m_size, m_size}; }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QIcon m_icon;
    int m_size;
};

} // namespace lk
