// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/editor/scriptdocument.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace lk {

/// A file that was shown: its text with the edits and their undo, whether or not it is shown now.
struct OpenFile {
    QString file;    ///< relative to the project folder; empty for a text that has no file
    QString folder;  ///< of the project
    QByteArray disk; ///< what the edits are based on
    ScriptDocument document = ScriptDocument::create();
    bool bom = false;
    bool loaded = false; ///< the document holds the text
    bool modified = false;
    bool gone = false;                 ///< from the disk
    std::optional<QByteArray> outside; ///< the disk holds this now, and the person was asked
    QString readOnlyWhy;               ///< empty: can be edited
    QString problem;                   ///< why the file can't be used as a script
    int caret = 0;                     ///< byte position
    int firstLine = 0;                 ///< topmost visible line

    QString path() const { return folder + u'/' + file; }
};

} // namespace lk
