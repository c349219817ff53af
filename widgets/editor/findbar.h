// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/editor/textsearch.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace lk {

class ScriptEditor;

/// Find and replace below an editor: finds as one types, says how many there are.
class FindBar : public QWidget
{
    Q_OBJECT

public:
    explicit FindBar(QWidget *parent = nullptr);

    /// The editor that is searched.
    void setEditor(ScriptEditor *editor);
    /// The editor shows another text now.
    void takeDocument();
    void open(bool withReplace);
    void findNext();
    void findPrevious();

public slots:
    void shut(); ///< hides the bar, takes its marks away and gives the focus back

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *createReplaceRow();
    QToolButton *createOption(const QString &text, const QString &name, const QString &what);
    QToolButton *createButton(const QString &icon, const QString &name, const QString &what);
    TextSearch::Request request() const;
    void onRequestChanged();
    void replaceOne();
    void replaceAll();
    void markAndCount();
    void say(bool found);

    QPointer<ScriptEditor> m_editor;
    QLineEdit *m_text;
    QLineEdit *m_replacement;
    QToolButton *m_case;
    QToolButton *m_word;
    QToolButton *m_expression;
    QLabel *m_count;
    QWidget *m_replaceRow;
    QTimer m_later;
    int m_matches = 0;
};

} // namespace lk
