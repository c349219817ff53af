// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/history/history.h"
#include "models/safety/finding.h"
#include "models/sql/dialect.h"

#include <QMap>
#include <QWidget>

#include <memory>

class QLabel;
class QTabBar;

namespace lk {

class MessageBar;
class ScriptEditor;

/// The scripts of the chosen migration, up and down. Text that was edited and not saved stays with its file when another migration
/// is shown, when the file changes outside, and (through unsaved() and restoreUnsaved()) over a restart.
class EditorPanel : public QWidget
{
    Q_OBJECT

public:
    explicit EditorPanel(QWidget *parent = nullptr);
    ~EditorPanel() override;

    /// Shown file, relative to the project folder; empty when there is none.
    QString currentFile() const;
    /// The text shown now, with the edits.
    QByteArray currentBytes() const;
    ScriptEditor *currentEditor() const;
    /// Whether any file of the project has edits that are not saved.
    bool hasUnsaved() const;
    /// Edited and not saved: file -> its text.
    QMap<QString, QByteArray> unsaved() const;
    /// Takes up texts kept from an earlier session; they appear as edits when their file is shown.
    void restoreUnsaved(const QMap<QString, QByteArray> &texts);
    /// "UTF-8", "UTF-8 with BOM", ... of the shown file, for the status bar.
    QString encodingText() const;
    QString eolText() const; ///< "LF", "CRLF", "mixed line ends"

public slots:
    void showMigration(const lk::HistoryEntry &entry, const QString &projectFolder);
    void clear();
    void setFindings(const std::vector<lk::Finding> &findings);
    void setCompletions(const QStringList &names);
    void setDialect(const lk::Dialect &dialect);
    void goTo(const QString &file, qint64 line, qint64 column);
    void showDirection(lk::Direction direction);
    /// @p bytes of @p file are on the disk now.
    void markSaved(const QString &file, const QByteArray &bytes);
    /// The file on the disk is another now: shows it, or asks when there are edits.
    void externallyChanged(const QString &file);
    /// Asks for the shown file to be saved (Ctrl+S), if it has edits.
    void save();
    /// Asks for all files with edits to be saved.
    void saveAll();
    void find();    ///< Ctrl+F
    void replace(); ///< Ctrl+H
    void goToLine();///< Ctrl+G

signals:
    void modifiedChanged(bool modified); ///< of the shown file
    /// @p expectedOnDisk is what the edits are based on: saving over anything else must be refused.
    void saveRequested(const QString &file, const QByteArray &bytes, const QByteArray &expectedOnDisk);
    void textEdited(const QString &file, const QByteArray &bytes); ///< 300 ms after the last key
    void cursorMoved(int line, int column); ///< from 1
    void fileFormatChanged();               ///< encodingText() or eolText()
    void currentFileChanged(const QString &file);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace lk
