// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace lk {

/// Asks a person for words that are kept with their name: the note of a tick or a review, the reason of a waiver.
class NoteDialog : public QDialog
{
    Q_OBJECT

public:
    struct Words {
        QString title;
        QString about;   ///< what it is about, in bold
        QString explain; ///< what happens with it
        QString label;   ///< of the text field
        QString accept;  ///< of the button
        bool required = false;
    };

    NoteDialog(const Words &words, const QString &user, QWidget *parent = nullptr);

    QString note() const;

signals:
    void noted(const QString &note);

private:
    void updateButton();

    Words m_words;
    QPlainTextEdit *m_note;
    QPushButton *m_accept;
};

} // namespace lk
