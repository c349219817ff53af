// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The page of EditorPanel that shows, in place of a program, the SQL that it sends.
#include "widgets/editor/editorpanel.h"
#include "widgets/editor/findbar.h"
#include "widgets/editor/openfile.h"
#include "widgets/editor/scripteditor.h"
#include "widgets/editor/sqlpreview.h"

#include <QLabel>
#include <QStackedWidget>
#include <QToolButton>

namespace lk {

void EditorPanel::setPreviewAction(QAction *action)
{
    m_previewButton->setDefaultAction(action);
    m_previewButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
}

void EditorPanel::showPreview(bool shown)
{
    if (shown == m_previewing || (shown && !side().shown))
        return;
    m_previewing = shown;
    showPage();
    updateHeader();
    updateBars();
    emit previewShown(shown);
}

/// The shown side's text, or what stands in its place.
void EditorPanel::showPage()
{
    QWidget *text = side().shown ? static_cast<QWidget *>(side().editor) : m_nothing;
    QWidget *page = m_previewing ? m_preview : text;
    const bool focused = m_pages->isAncestorOf(focusWidget()) && m_pages->currentWidget() != page;
    m_pages->setCurrentWidget(page);
    if (focused)
        page->setFocus(Qt::OtherFocusReason);
    m_findBar->setEditor(m_previewing ? m_preview->view() : side().shown ? side().editor : nullptr);
    m_findBar->takeDocument();
}

} // namespace lk
