// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/scriptdocument.h"

#include "widgets/editor/scintilla.h"

namespace lk {

ScriptDocument ScriptDocument::create()
{
    ScriptDocument made;
    // Documents are made and released through any view. Without one there is nothing to show it in.
    if (QsciScintillaBase *view = QsciScintillaBase::pool()) {
        auto *document = reinterpret_cast<void *>(tell(*view, Sci::SCI_CREATEDOCUMENT));
        made.m_document = std::shared_ptr<void>(document, [](void *released) {
            if (QsciScintillaBase *living = QsciScintillaBase::pool())
                living->SendScintilla(Sci::SCI_RELEASEDOCUMENT, 0UL, released);
        });
    }
    return made;
}

void ScriptDocument::showIn(QsciScintillaBase &view) const
{
    view.SendScintilla(Sci::SCI_SETDOCPOINTER, 0UL, m_document.get());
}

} // namespace lk
