// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What EditorPanel does with edits, saving, and files that change outside.
#include "models/base/sourcefile.h"
#include "widgets/editor/editorpanel.h"
#include "widgets/editor/findbar.h"
#include "widgets/editor/messagebar.h"
#include "widgets/editor/openfile.h"
#include "widgets/editor/scintilla.h"
#include "widgets/editor/scripteditor.h"
#include "widgets/editor/sqlpreview.h"
#include "widgets/editor/syntaxes.h"
#include "widgets/window/elidedlabel.h"

#include <QInputDialog>
#include <QLabel>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>

namespace lk {

QByteArray EditorPanel::bytesOf(const OpenFile &file) const
{
    for (const Side &side : m_sides) {
        if (side.shown == &file)
            return side.editor->bytes();
    }
    m_reader->showDocument(file.document, file.bom);
    const QByteArray bytes = m_reader->bytes();
    m_reader->showDocument({}, false);
    return bytes;
}

QStringList EditorPanel::unsavedFiles() const
{
    QStringList names;
    for (const auto &[path, text] : m_restored) {
        if (path.startsWith(pathOf({})))
            names << path.mid(pathOf({}).size());
    }
    for (const auto &[path, file] : m_files) {
        if (file->modified && file->folder == m_folder && !file->file.isEmpty())
            names << file->file;
    }
    names.sort();
    return names;
}

QMap<QString, QByteArray> EditorPanel::unsaved() const
{
    QMap<QString, QByteArray> texts;
    for (const QString &name : unsavedFiles()) {
        const auto waiting = m_restored.find(pathOf(name));
        texts.insert(name, waiting != m_restored.end() ? waiting->second : bytesOf(*opened(name)));
    }
    return texts;
}

void EditorPanel::restoreUnsaved(const QString &projectFolder, const QMap<QString, QByteArray> &texts)
{
    if (projectFolder != m_folder) {
        clear();
        m_folder = projectFolder;
    }
    for (auto it = texts.cbegin(); it != texts.cend(); ++it) {
        const OpenFile *file = opened(it.key());
        if (!file || !file->modified) // edits made since then are newer
            m_restored[pathOf(it.key())] = it.value();
    }
    for (Side &each : m_sides) {
        if (each.shown)
            restore(*each.shown);
    }
    updateHeader();
    updateBars();
}

void EditorPanel::takeBom(OpenFile &file)
{
    file.bom = m_reader->hasBom();
    for (Side &each : m_sides) {
        if (each.shown == &file)
            each.editor->setBom(file.bom);
    }
}

void EditorPanel::restore(OpenFile &file)
{
    const auto kept = m_restored.find(file.path());
    if (kept == m_restored.end())
        return;
    const QByteArray text = std::move(kept->second);
    m_restored.erase(kept);
    if (text == file.disk)
        return;
    m_reader->showDocument(file.document, file.bom);
    m_reader->replaceBytes(text); // as an edit: undo leads to what is on the disk
    file.modified = m_reader->hasEdits();
    takeBom(file);
    m_reader->showDocument({}, false);
}

void EditorPanel::onEdited()
{
    if (!side().shown || side().shown->file.isEmpty())
        return;
    m_edited = side().shown;
    m_editedLater.start();
}

void EditorPanel::tellEdited()
{
    m_editedLater.stop();
    if (OpenFile *file = std::exchange(m_edited, nullptr))
        emit textEdited(file->file, bytesOf(*file));
}

void EditorPanel::onModificationChanged(Side &changed)
{
    if (!changed.shown)
        return;
    const bool modified = changed.editor->hasEdits();
    if (modified == changed.shown->modified)
        return;
    changed.shown->modified = modified;
    updateHeader();
    updateBars();
    if (changed.shown == side().shown)
        emit modifiedChanged(modified);
}

void EditorPanel::save()
{
    OpenFile *file = side().shown;
    if (!file || !file->modified || !file->readOnlyWhy.isEmpty())
        return;
    tellEdited();
    emit saveRequested(file->file, side().editor->bytes(), file->disk);
}

void EditorPanel::saveAll()
{
    tellEdited();
    std::vector<std::tuple<QString, QByteArray, QByteArray>> requests; // saving may come back to us at once
    for (const auto &[path, file] : m_files) {
        if (file->modified && file->folder == m_folder && file->readOnlyWhy.isEmpty())
            requests.emplace_back(file->file, bytesOf(*file), file->disk);
    }
    for (const auto &[file, bytes, disk] : requests)
        emit saveRequested(file, bytes, disk);
}

void EditorPanel::markSaved(const QString &name, const QByteArray &bytes)
{
    OpenFile *file = opened(name);
    if (!file)
        return;
    file->disk = bytes;
    file->outside.reset();
    file->gone = false;
    if (file->modified && bytesOf(*file) == bytes) {
        m_reader->showDocument(file->document, file->bom);
        m_reader->setModified(false);
        m_reader->showDocument({}, false);
        file->modified = false;
        if (file == side().shown)
            emit modifiedChanged(false);
    }
    updateHeader();
    updateBars();
}

void EditorPanel::externallyChanged(const QString &name)
{
    OpenFile *file = opened(name);
    if (!file)
        return;
    lookAtDisk(*file);
    updateHeader();
    updateBars();
}

void EditorPanel::lookAtDisk(OpenFile &file)
{
    const Result<SourceFile> source = readSourceFile(file.path());
    file.gone = !source;
    if (source && source->bytes != file.disk)
        takeOutside(file, source->bytes);
}

// The disk holds something else than what the text is based on.
void EditorPanel::takeOutside(OpenFile &file, const QByteArray &bytes)
{
    if (!file.modified && !isShown(file))
        return load(file, bytes);
    file.outside = bytes;
    if (!file.modified || bytesOf(file) == bytes)
        reload(file);
}

void EditorPanel::reload(OpenFile &file)
{
    if (!file.outside)
        return;
    file.disk = *file.outside;
    file.outside.reset();
    const bool wasModified = std::exchange(file.modified, false);
    const int caret = side().shown == &file ? int(tell(*side().editor, Sci::SCI_GETCURRENTPOS)) : 0;
    m_reader->showDocument(file.document, file.bom);
    if (m_reader->bytes() != file.disk)
        m_reader->replaceBytes(file.disk); // as an edit: undo brings the other text back
    m_reader->setModified(false);
    takeBom(file);
    m_reader->showDocument({}, false);
    if (side().shown == &file) {
        tell(*side().editor, Sci::SCI_GOTOPOS, std::min(caret, lengthOf(*side().editor)));
        if (wasModified)
            emit modifiedChanged(false);
    }
    updateHeader();
    updateBars();
}

void EditorPanel::keepMine(OpenFile &file)
{
    if (file.outside)
        file.disk = *file.outside; // the person saw that it is another: saving may go over it
    file.outside.reset();
    updateBars();
}

void EditorPanel::takeFindings(Side &each)
{
    std::vector<Finding> own;
    for (const Finding &finding : m_findings) {
        if (each.shown && finding.file == each.shown->file)
            own.push_back(finding);
    }
    each.editor->setFindings(std::move(own));
}

void EditorPanel::setFindings(std::vector<Finding> findings)
{
    m_findings = std::move(findings);
    for (Side &each : m_sides)
        takeFindings(each);
}

void EditorPanel::setCompletions(const QStringList &names)
{
    for (Side &each : m_sides)
        each.editor->setCompletions(names);
}

void EditorPanel::setDialect(const Dialect &dialect)
{
    m_dialect = dialect;
    m_preview->setDialect(dialect);
    for (Side &each : m_sides) {
        each.editor->setDialect(dialect);
        if (each.shown)
            each.editor->setSyntax(syntaxOf(each.shown->file, m_dialect));
    }
}

void EditorPanel::showDirection(Direction direction)
{
    m_tabs->setCurrentIndex(direction == Direction::Up ? 0 : 1);
}

void EditorPanel::goTo(const QString &file, qint64 line, qint64 column)
{
    for (int tab = 0; tab < 2; ++tab) {
        // Where both sides show one file, stay on the one that is shown.
        const int looked = tab == 0 ? m_current : 1 - m_current;
        if (!m_sides[looked].shown || m_sides[looked].shown->file != file)
            continue;
        showPreview(false);
        m_tabs->setCurrentIndex(looked);
        m_sides[looked].editor->goTo(line, column);
        m_sides[looked].editor->setFocus(Qt::OtherFocusReason);
        return;
    }
}

void EditorPanel::find()
{
    m_findBar->open(false);
}

void EditorPanel::replace()
{
    m_findBar->open(true);
}

void EditorPanel::goToLine()
{
    if (!side().shown)
        return;
    auto *dialog = new QInputDialog(this);
    dialog->setObjectName(QStringLiteral("goToLineDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Go to line"));
    dialog->setLabelText(tr("Line, from 1 to %1:").arg(side().editor->lines()));
    dialog->setInputMode(QInputDialog::IntInput);
    dialog->setIntRange(1, side().editor->lines());
    dialog->setIntValue(side().editor->caretLine());
    connect(dialog, &QInputDialog::intValueSelected, side().editor, [editor = side().editor](int line) {
        editor->goTo(line, 1);
        editor->setFocus(Qt::OtherFocusReason);
    });
    dialog->open();
}

QString EditorPanel::encodingText() const
{
    if (!side().shown)
        return {};
    if (!sourceFromBytes(side().shown->disk).readable())
        return tr("not UTF-8");
    return side().shown->bom ? tr("UTF-8 with BOM") : tr("UTF-8");
}

QString EditorPanel::eolText() const
{
    if (!side().shown)
        return {};
    switch (side().editor->lineEnds()) {
    case LineEnds::None: return tr("no line ends");
    case LineEnds::Lf: return tr("LF");
    case LineEnds::CrLf: return tr("CRLF");
    case LineEnds::Cr: return tr("CR");
    case LineEnds::Mixed: return tr("mixed line ends");
    }
    return {};
}

void EditorPanel::updateHeader()
{
    const OpenFile *file = side().shown;
    const QString name = !file ? QString() : file->file.isEmpty() ? tr("kept in the tracking table") : file->file;
    const bool modified = file && file->modified;
    m_title->setText(name);
    m_mark->setText(m_previewing ? tr("SQL, read-only") : modified ? tr("● edited") : file && !file->readOnlyWhy.isEmpty() ? tr("read-only") : QString());
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, Look::color(modified ? Tone::Accent : Tone::Quiet));
    m_mark->setPalette(colors);
    m_save->setEnabled(modified && file->readOnlyWhy.isEmpty());
    for (int tab = 0; tab < 2; ++tab) {
        const QString text = tab == 0 ? tr("Up") : tr("Down");
        m_tabs->setTabText(tab,
                           m_sides[tab].shown && m_sides[tab].shown->modified ? text + QStringLiteral(" ●") : text);
    }
}

void EditorPanel::updateBars()
{
    OpenFile *file = side().shown;
    m_outsideBar->say({});
    m_noteBar->say({});
    if (!file || m_previewing)
        return m_stateBar->say({});
    if (!file->problem.isEmpty())
        m_stateBar->say(file->problem, QStringLiteral("severity-blocks"), Tone::Bad);
    else if (!file->readOnlyWhy.isEmpty())
        m_stateBar->say(file->readOnlyWhy, QStringLiteral("lock"));
    else
        m_stateBar->say({});
    if (!file->readOnlyWhy.isEmpty() && file->modified) {
        m_outsideBar->say(tr("The edits you made before are kept here, but they can't be saved to this file any more."),
                          QStringLiteral("severity-caution"), Tone::Warning);
        m_outsideBar->offer(tr("Drop my edits"), [this, file] {
            file->outside = file->disk;
            reload(*file);
        });
    } else if (file->outside) {
        m_outsideBar->say(tr("The file was changed by another program, and you have edits that are not saved."),
                          QStringLiteral("severity-caution"), Tone::Warning);
        m_outsideBar->offer(tr("Reload, drop my edits"), [this, file] { reload(*file); });
        m_outsideBar->offer(tr("Keep mine"), [this, file] { keepMine(*file); });
    } else if (file->gone) {
        m_outsideBar->say(tr("The file is gone from the disk. Its text is still here."),
                          QStringLiteral("severity-caution"), Tone::Warning);
    }
    if (!side().editor->highlighted())
        m_noteBar->say(
            tr("This file is larger than %1: it is shown without colours.")
                .arg(locale().formattedDataSize(ScriptEditor::highlightLimit, 0, QLocale::DataSizeSIFormat)));
}

} // namespace lk
