// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/history/history.h"
#include "models/safety/finding.h"
#include "models/sql/dialect.h"

#include <QMap>
#include <QTimer>
#include <QWidget>

#include <map>
#include <memory>

class QAction;
class QLabel;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace lk {

class ElidedLabel;
class FindBar;
class MessageBar;
class ScriptEditor;
class SqlPreview;
struct OpenFile;

/// The scripts of the chosen migration, up and down. Text that was edited and not saved stays with its file when
/// another migration is shown, when the file changes outside, and (through unsaved() and restoreUnsaved()) over a
/// restart.
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
    bool hasUnsaved() const { return !unsavedFiles().isEmpty(); }
    /// Files of the project that were edited and not saved, sorted; cheap.
    QStringList unsavedFiles() const;
    /// The same with their texts (copies).
    QMap<QString, QByteArray> unsaved() const;
    /// Turns to the project in this folder and takes up the texts that were kept of it in an earlier session; they
    /// appear as edits when their file is shown.
    void restoreUnsaved(const QString &projectFolder, const QMap<QString, QByteArray> &texts);
    /// "UTF-8", "UTF-8 with BOM", "not UTF-8" of the shown file, for the status bar.
    QString encodingText() const;
    QString eolText() const; ///< "LF", "CRLF", "mixed line ends", ...
    Direction direction() const { return m_current == 0 ? Direction::Up : Direction::Down; } ///< of the shown side

    /// What shows and hides the SQL of the shown side; its button is there for programs.
    void setPreviewAction(QAction *action);
    /// The page that stands in place of the text while previewing().
    SqlPreview &preview() { return *m_preview; }
    void showPreview(bool shown);
    bool previewing() const { return m_previewing; }

public slots:
    void showMigration(const lk::HistoryEntry &entry, const QString &projectFolder);
    /// Shows no migration; edits are kept.
    void clear();
    void setFindings(std::vector<lk::Finding> findings);
    void setCompletions(const QStringList &names);
    void setDialect(const lk::Dialect &dialect);
    /// Shows the place, if @p file is one of the shown migration's.
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
    void find();     ///< Ctrl+F
    void replace();  ///< Ctrl+H
    void goToLine(); ///< Ctrl+G

signals:
    void modifiedChanged(bool modified); ///< of the shown file
    /// @p expectedOnDisk is what the edits are based on: saving over anything else must be refused.
    void saveRequested(const QString &file, const QByteArray &bytes, const QByteArray &expectedOnDisk);
    void textEdited(const QString &file, const QByteArray &bytes); ///< 300 ms after the last key
    void cursorMoved(int line, int column);                        ///< from 1
    void fileFormatChanged();                                      ///< encodingText() or eolText()
    void currentFileChanged(const QString &file);
    void previewShown(bool shown); ///< another migration shows its text at first
    void previewTurned();          ///< the other side is shown now, but what the page says is not of it

private:
    struct Side {
        ScriptEditor *editor = nullptr;
        OpenFile *shown = nullptr;
    };

    QWidget *createHeader();
    ScriptEditor *createEditor(const QString &name, const QString &accessibleName);
    void createActions();
    Side &side() { return m_sides[m_current]; }
    const Side &side() const { return m_sides[m_current]; }
    QString pathOf(const QString &file) const { return m_folder + u'/' + file; }
    OpenFile *opened(const QString &file) const;
    OpenFile &open(const QString &file);
    void prepare(OpenFile &file, const Script *script, const HistoryEntry &entry);
    void load(OpenFile &file, const QByteArray &bytes);
    void restore(OpenFile &file);
    void takeBom(OpenFile &file);
    void showIn(Side &side, OpenFile *file);
    void keepPlace(const Side &side);
    void forgetUnused();
    bool isShown(const OpenFile &file) const { return m_sides[0].shown == &file || m_sides[1].shown == &file; }
    void lookAtDisk(OpenFile &file);
    void takeOutside(OpenFile &file, const QByteArray &bytes);
    void reload(OpenFile &file);
    void keepMine(OpenFile &file);
    QByteArray bytesOf(const OpenFile &file) const;
    QString readOnlyReason(const HistoryEntry &entry) const;
    void onEdited();
    void onModificationChanged(Side &changed);
    void onTabChanged(int tab);
    void showPage();
    void tellEdited();
    void tellCurrent();
    void updateHeader();
    void updateBars();
    void takeFindings(Side &side);

    QTabBar *m_tabs;
    ElidedLabel *m_title;
    QLabel *m_mark;
    QToolButton *m_previewButton;
    QToolButton *m_save;
    MessageBar *m_stateBar;
    MessageBar *m_outsideBar;
    MessageBar *m_noteBar;
    QStackedWidget *m_pages;
    QLabel *m_nothing;
    SqlPreview *m_preview;
    FindBar *m_findBar;
    Side m_sides[2]; ///< up, down
    int m_current = 0;
    bool m_previewing = false;
    std::map<QString, std::unique_ptr<OpenFile>> m_files; ///< by path
    ScriptEditor *m_reader;                   ///< never on the screen: reads and fills texts that are not shown
    std::map<QString, QByteArray> m_restored; ///< by path; not shown yet
    std::vector<Finding> m_findings;
    Dialect m_dialect;
    QString m_folder;
    QString m_key;                   ///< of the shown migration
    qint64 m_firstLines[2] = {1, 1}; ///< of the sections, where both sides are one file
    QTimer m_editedLater;
    OpenFile *m_edited = nullptr;
};

} // namespace lk
