// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/editorpanel.h"

#include "models/base/sourcefile.h"
#include "widgets/editor/findbar.h"
#include "widgets/editor/messagebar.h"
#include "widgets/editor/openfile.h"
#include "widgets/editor/scintilla.h"
#include "widgets/editor/scripteditor.h"
#include "widgets/editor/sqlpreview.h"
#include "widgets/editor/syntaxes.h"
#include "widgets/window/elidedlabel.h"

#include <QAction>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>

#include <algorithm>

namespace lk {

namespace {

enum Tab { UpTab, DownTab };

} // namespace

EditorPanel::EditorPanel(QWidget *parent)
    : QWidget(parent)
    , m_tabs(new QTabBar(this))
    , m_title(new ElidedLabel(Qt::ElideMiddle, this))
    , m_mark(new QLabel(this))
    , m_previewButton(new QToolButton(this))
    , m_save(new QToolButton(this))
    , m_stateBar(new MessageBar(this))
    , m_outsideBar(new MessageBar(this))
    , m_noteBar(new MessageBar(this))
    , m_pages(new QStackedWidget(this))
    , m_nothing(new QLabel(tr("Choose a migration in the history."), this))
    , m_preview(new SqlPreview(this))
    , m_findBar(new FindBar(this))
    , m_reader(new ScriptEditor(this))
    , m_dialect(sqliteDialect())
{
    setObjectName(QStringLiteral("editorPanel"));
    m_stateBar->setObjectName(QStringLiteral("editorStateBar"));
    m_outsideBar->setObjectName(QStringLiteral("editorOutsideBar"));
    m_noteBar->setObjectName(QStringLiteral("editorNoteBar"));
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setEnabled(false);
    m_reader->setObjectName(QStringLiteral("editorReader"));
    m_reader->hide();
    m_sides[UpTab].editor = createEditor(QStringLiteral("editorUp"), tr("Up script"));
    m_sides[DownTab].editor = createEditor(QStringLiteral("editorDown"), tr("Down script"));
    m_pages->addWidget(m_nothing);
    m_pages->addWidget(m_preview);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(createHeader());
    layout->addWidget(m_stateBar);
    layout->addWidget(m_outsideBar);
    layout->addWidget(m_noteBar);
    layout->addWidget(m_pages, 1);
    layout->addWidget(m_findBar);
    createActions();

    m_editedLater.setSingleShot(true);
    m_editedLater.setInterval(300);
    connect(&m_editedLater, &QTimer::timeout, this, &EditorPanel::tellEdited);
    clear();
}

EditorPanel::~EditorPanel()
{
    // The editors must let go of the documents before the files that own them are gone.
    for (Side &side : m_sides) {
        side.editor->disconnect(this);
        side.editor->showDocument({}, false);
    }
}

ScriptEditor *EditorPanel::createEditor(const QString &name, const QString &accessibleName)
{
    auto *editor = new ScriptEditor(this);
    editor->setObjectName(name);
    editor->setAccessibleName(accessibleName);
    m_pages->addWidget(editor);
    Side &made = m_sides[name == u"editorUp" ? UpTab : DownTab];
    connect(editor, &ScriptEditor::edited, this, [this, editor] {
        if (editor == currentEditor())
            onEdited();
    });
    connect(editor, &ScriptEditor::hasEditsChanged, this, [this, &made] { onModificationChanged(made); });
    connect(editor, &ScriptEditor::caretMoved, this, [this, editor](int line, int column) {
        if (editor == currentEditor())
            emit cursorMoved(line, column);
    });
    connect(editor, &ScriptEditor::lineEndsChanged, this, &EditorPanel::fileFormatChanged);
    return editor;
}

QWidget *EditorPanel::createHeader()
{
    auto *header = new QWidget(this);
    m_tabs->setObjectName(QStringLiteral("editorTabs"));
    m_tabs->setAccessibleName(tr("Direction of the script"));
    m_tabs->addTab(Look::icon(QStringLiteral("apply")), tr("Up"));
    m_tabs->addTab(Look::icon(QStringLiteral("revert")), tr("Down"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_title->setObjectName(QStringLiteral("editorTitle"));
    m_mark->setObjectName(QStringLiteral("editorModified"));
    m_save->setObjectName(QStringLiteral("editorSave"));
    m_save->setIcon(Look::icon(QStringLiteral("save")));
    m_save->setToolTip(tr("Save (Ctrl+S)"));
    m_save->setAccessibleName(tr("Save"));
    m_save->setAutoRaise(true);
    connect(m_save, &QToolButton::clicked, this, &EditorPanel::save);
    m_previewButton->setObjectName(QStringLiteral("editorPreview"));
    m_previewButton->setAutoRaise(true);
    m_previewButton->hide();
    auto *layout = new QHBoxLayout(header);
    layout->setContentsMargins(4, 2, 6, 0);
    layout->setSpacing(8);
    layout->addWidget(m_tabs);
    layout->addWidget(m_title, 1);
    layout->addWidget(m_mark);
    layout->addWidget(m_previewButton);
    layout->addWidget(m_save);
    connect(m_tabs, &QTabBar::currentChanged, this, &EditorPanel::onTabChanged);
    return header;
}

void EditorPanel::createActions()
{
    const auto add = [this](const QString &name, const QString &text, const QKeySequence &keys, auto &&does) {
        auto *action = new QAction(text, this);
        action->setObjectName(name);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, does);
        addAction(action);
    };
    add(QStringLiteral("editorFindAction"), tr("Find"), QKeySequence::Find, [this] { find(); });
    add(QStringLiteral("editorReplaceAction"), tr("Replace"), Qt::CTRL | Qt::Key_H, [this] { replace(); });
    add(QStringLiteral("editorGoToLineAction"), tr("Go to line"), Qt::CTRL | Qt::Key_G, [this] { goToLine(); });
    add(QStringLiteral("editorFindNextAction"), tr("Find next"), Qt::Key_F3, [this] { m_findBar->findNext(); });
    add(QStringLiteral("editorFindPreviousAction"), tr("Find previous"), Qt::SHIFT | Qt::Key_F3,
        [this] { m_findBar->findPrevious(); });
    add(QStringLiteral("editorSaveAction"), tr("Save"), QKeySequence::Save, [this] { save(); });
}

ScriptEditor *EditorPanel::currentEditor() const
{
    return side().editor;
}

QString EditorPanel::currentFile() const
{
    return side().shown ? side().shown->file : QString();
}

QByteArray EditorPanel::currentBytes() const
{
    return side().shown ? side().editor->bytes() : QByteArray();
}

void EditorPanel::showMigration(const HistoryEntry &entry, const QString &projectFolder)
{
    tellEdited();
    const bool other = m_key != entry.key() || m_folder != projectFolder;
    m_folder = projectFolder;
    m_key = entry.key();
    const Migration *file = entry.file ? &*entry.file : nullptr;
    m_previewButton->setVisible(file && !file->language.isEmpty());
    if (other)
        showPreview(false);
    OpenFile *shown[2] = {};
    const auto take = [&](int tab, const QString &name, const std::optional<Script> &script) {
        if (name.isEmpty())
            return;
        shown[tab] = &open(name);
        prepare(*shown[tab], script ? &*script : nullptr, entry);
        m_firstLines[tab] = script ? script->firstLine : 1;
    };
    if (file) {
        take(UpTab, file->upFile, file->up);
        take(DownTab, file->downFile, file->down);
    } else if (entry.applied && entry.applied->downScript) {
        shown[DownTab] = &open({});
        prepare(*shown[DownTab], nullptr, entry);
        load(*shown[DownTab], *entry.applied->downScript);
    }
    showIn(m_sides[UpTab], shown[UpTab]);
    showIn(m_sides[DownTab], shown[DownTab]);
    m_tabs->setTabEnabled(UpTab, shown[UpTab]);
    m_tabs->setTabEnabled(DownTab, shown[DownTab]);
    m_tabs->setTabToolTip(DownTab, shown[DownTab] ? QString() : tr("There is no down script."));
    if (other || !side().shown)
        m_tabs->setCurrentIndex(shown[UpTab] || !shown[DownTab] ? UpTab : DownTab);
    forgetUnused();
    onTabChanged(m_tabs->currentIndex());
}

void EditorPanel::clear()
{
    tellEdited();
    showPreview(false);
    m_previewButton->hide();
    m_key.clear();
    for (Side &side : m_sides)
        showIn(side, nullptr);
    forgetUnused();
    onTabChanged(m_tabs->currentIndex());
}

OpenFile *EditorPanel::opened(const QString &file) const
{
    const auto found = m_files.find(pathOf(file));
    return found != m_files.end() ? found->second.get() : nullptr;
}

OpenFile &EditorPanel::open(const QString &file)
{
    std::unique_ptr<OpenFile> &slot = m_files[pathOf(file)];
    if (!slot) {
        slot = std::make_unique<OpenFile>();
        slot->file = file;
        slot->folder = m_folder;
    }
    return *slot;
}

// Brings an open file up to what the history says of it.
void EditorPanel::prepare(OpenFile &file, const Script *script, const HistoryEntry &entry)
{
    file.readOnlyWhy = readOnlyReason(entry);
    file.problem.clear();
    if (file.file.isEmpty())
        return;
    QByteArray bytes = script ? script->bytes : QByteArray();
    if (!script) {
        Result<SourceFile> source = readSourceFile(file.path());
        if (!source)
            file.problem = source.error().text();
        else if (!source->readable())
            file.problem = encodingError(*source, file.file).text();
        else if (entry.file && !entry.file->problems.empty())
            file.problem = entry.file->problems.front().message;
        // Bytes that are no text can be looked at, but an editor would not keep them for sure.
        if (!source || !source->readable())
            file.readOnlyWhy = tr("This file can't be edited here.");
        if (source)
            bytes = source->bytes;
    }
    if (!file.loaded)
        load(file, bytes);
    else if (bytes != file.disk)
        lookAtDisk(file); // the history may have been read before the file was saved
    restore(file);
}

void EditorPanel::load(OpenFile &file, const QByteArray &bytes)
{
    m_reader->showDocument(file.document, false);
    m_reader->setBytes(bytes);
    file.bom = m_reader->hasBom();
    m_reader->showDocument({}, false);
    file.disk = bytes;
    file.loaded = true;
    file.modified = false;
    file.gone = false;
    file.outside.reset();
}

QString EditorPanel::readOnlyReason(const HistoryEntry &entry) const
{
    if (entry.file && entry.file->repeatable)
        return {};
    switch (entry.state) {
    case State::Pending:
    case State::OutOfOrder:
    case State::Outdated:
    case State::Failed: return {};
    case State::Unknown: return tr("Read-only: it is not known whether the database holds it.");
    case State::Applied:
    case State::Baseline: {
        const QDateTime at = entry.applied ? entry.applied->appliedAt : QDateTime();
        return at.isValid() ? tr("Read-only: it was applied on %1. Write a new migration to change something.")
                                  .arg(at.toLocalTime().toString(u"yyyy-MM-dd HH:mm"))
                            : tr("Read-only: it is applied. Write a new migration to change something.");
    }
    case State::Changed:
        return tr("Read-only: it was applied, and the file is not what was applied. Put back what was applied, or "
                  "write a new migration.");
    case State::Missing:
        return tr("Read-only: the file is gone; this is the down script that the tracking table keeps.");
    }
    return {};
}

void EditorPanel::keepPlace(const Side &side)
{
    if (!side.shown)
        return;
    side.shown->caret = int(tell(*side.editor, Sci::SCI_GETCURRENTPOS));
    side.shown->firstLine = int(tell(*side.editor, Sci::SCI_GETFIRSTVISIBLELINE));
}

void EditorPanel::showIn(Side &side, OpenFile *file)
{
    const bool same = side.shown == file;
    if (!same)
        keepPlace(side);
    side.shown = file;
    if (!file) {
        side.editor->showDocument({}, false);
        side.editor->setReadOnly(true);
        return;
    }
    if (!same) {
        side.editor->showDocument(file->document, file->bom);
        tell(*side.editor, Sci::SCI_GOTOPOS, std::min(file->caret, lengthOf(*side.editor)));
        tell(*side.editor, Sci::SCI_SETFIRSTVISIBLELINE, file->firstLine);
    }
    side.editor->setReadOnly(!file->readOnlyWhy.isEmpty());
    side.editor->setSyntax(syntaxOf(file->file.isEmpty() ? QStringLiteral("kept.sql") : file->file, m_dialect));
    file->modified = side.editor->hasEdits();
    takeFindings(side);
}

// Texts without edits can be read again; only those with edits must stay.
void EditorPanel::forgetUnused()
{
    std::erase_if(m_files, [this](const auto &entry) {
        const OpenFile *file = entry.second.get();
        return !file->modified && file != m_sides[UpTab].shown && file != m_sides[DownTab].shown && file != m_edited;
    });
}

void EditorPanel::onTabChanged(int tab)
{
    tellEdited();
    const bool turned = m_current != tab;
    m_current = tab == DownTab ? DownTab : UpTab;
    showPage();
    if (side().shown && m_sides[UpTab].shown == m_sides[DownTab].shown)
        side().editor->goTo(m_firstLines[m_current], 1);
    updateHeader();
    updateBars();
    tellCurrent();
    if (turned && m_previewing)
        emit previewTurned();
}

void EditorPanel::tellCurrent()
{
    emit currentFileChanged(currentFile());
    emit modifiedChanged(side().shown && side().shown->modified);
    emit fileFormatChanged();
    if (side().shown)
        emit cursorMoved(side().editor->caretLine(), side().editor->caretColumn());
}

} // namespace lk
