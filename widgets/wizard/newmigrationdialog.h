// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/formats/format.h"

#include <QDialog>
#include <QTimer>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace lk {

/// Asks for the name of a new migration and shows the files it would make. Asks for every preview by previewWanted()
/// and takes the answer by setPreview(), so it knows nothing of threads.
class NewMigrationDialog : public QDialog
{
    Q_OBJECT

public:
    explicit NewMigrationDialog(const QString &formatTitle, QWidget *parent = nullptr);

    QString name() const;
    bool reversible() const;

public slots:
    void setPreview(const QString &name, bool reversible, const lk::Result<std::vector<lk::NewFile>> &files);

signals:
    void previewWanted(const QString &name, bool reversible);
    void createRequested(const std::vector<lk::NewFile> &files);

private:
    void onEdited();
    void showProblem(const QString &text);

    QLineEdit *m_name;
    QCheckBox *m_reversible;
    QLabel *m_problem;
    QPlainTextEdit *m_preview;
    QPushButton *m_create;
    std::vector<NewFile> m_files;
    QTimer m_typing;
};

} // namespace lk
