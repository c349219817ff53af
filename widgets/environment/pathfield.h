// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLineEdit;

namespace lk {

/// A line for a file's path with a button that lets one choose it. Files below the base folder are written relative to it.
class PathField : public QWidget
{
    Q_OBJECT

public:
    /// @p folder: where the choice begins. With @p relative, paths below it are written as seen from there.
    PathField(const QString &objectName, const QString &title, const QString &folder, bool relative, QWidget *parent = nullptr);

    QLineEdit *line() const { return m_line; }
    QString path() const;
    void setPath(const QString &path);

signals:
    void changed();

private:
    void choose();

    QLineEdit *m_line;
    QString m_title;
    QString m_folder;
    bool m_relative;
};

} // namespace lk
