// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

class QsciScintillaBase;

namespace lk {

/// A text of Scintilla's with its own undo, alive as long as a value refers to it or a view shows it.
/// (QsciDocument does the same, but keeps a text for ever once it was shown twice: seen in QScintilla 2.13.3.)
class ScriptDocument
{
public:
    /// No document; a view shows an empty one of its own instead.
    ScriptDocument() = default;
    static ScriptDocument create();

    bool operator==(const ScriptDocument &) const = default;
    void showIn(QsciScintillaBase &view) const;

private:
    std::shared_ptr<void> m_document;
};

} // namespace lk
