// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/sql/dialect.h"

#include <QWidget>

class QLabel;
class QStackedWidget;

namespace lk {

class MessageBar;
class ScriptEditor;

/// The SQL that a migration sends which is a program: as its tool tells beforehand, or as it was seen at a rehearsal. A bar above it says
/// which of both it is.
class SqlPreview : public QWidget
{
    Q_OBJECT

public:
    explicit SqlPreview(QWidget *parent = nullptr);

    /// @p tool is being asked: progress, and a way to cancel.
    void showAsking(const QString &tool);
    /// What @p tool said; nobody has seen it run.
    void showTold(const QString &tool, const QStringList &statements);
    /// What was seen at a rehearsal, in the words of @p when.
    void showSeen(const QString &when, const QStringList &statements);
    /// Why it is not known; a place in @p file, the program, can be gone to.
    void showProblem(const Error &error, const QString &file);
    void setDialect(const Dialect &dialect);

    ScriptEditor *view() const { return m_view; }
    QString message() const; ///< of the bar

signals:
    void askRequested(); ///< again
    void cancelRequested();
    void placeActivated(const QString &file, qint64 line, qint64 column);

private:
    void showStatements(const QStringList &statements);
    void setText(const QString &script);

    MessageBar *m_bar;
    QStackedWidget *m_pages;
    ScriptEditor *m_view;
    QWidget *m_asking;
    QLabel *m_nothing;
};

/// Statements as a script to be read or copied: each with its semicolon, an empty line between those of several lines.
QString asScript(const QStringList &statements);

} // namespace lk
