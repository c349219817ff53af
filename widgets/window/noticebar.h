// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QFrame>

#include <functional>

class QVBoxLayout;

namespace lk {

/// A button of a notice.
struct NoticeAction {
    QString text;
    std::function<void()> act; ///< called in the window's thread; the notice closes
};

/// One message with its buttons.
class Notice : public QFrame
{
    Q_OBJECT

public:
    enum class Kind { Good, Note, Warning, Error };

    Notice(QString key, Kind kind, const QString &html, const QList<NoticeAction> &actions, QWidget *parent = nullptr);

    const QString &key() const { return m_key; }
    Kind kind() const { return m_kind; }
    QString plainText() const;

signals:
    void linkActivated(const QString &link);
    void closed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QString m_key;
    QString m_html;
    Kind m_kind;
};

/// Messages above the panels: they wait there, never in the way of work, until they are closed or out of date.
class NoticeBar : public QWidget
{
    Q_OBJECT

public:
    explicit NoticeBar(QWidget *parent = nullptr);

    /// A later notice of the same @p key takes the place of the earlier. @p html holds no unescaped data.
    void show(const QString &key, Notice::Kind kind, const QString &html, const QList<NoticeAction> &actions = {});
    /// What, where (a link to the line), why and what to do next.
    void showError(const QString &doing, const Error &error);
    /// Goes away by itself.
    void showSuccess(const QString &text);
    void remove(const QString &key);
    void clear();
    /// Plain texts from the top.
    QStringList texts() const;

signals:
    void placeActivated(const QString &file, qint64 line, qint64 column);

private:
    static constexpr int maximum = 4;

    QVBoxLayout *m_layout;
    QList<Notice *> m_notices; ///< newest first
};

/// An error as rich text; its place is a link "place:<line>:<column>:<file>".
QString errorHtml(const QString &doing, const Error &error);

} // namespace lk
