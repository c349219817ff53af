// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace lk {

/// How dumps are written and what opens them.
struct DumpForm {
    QStringList recipients = {}; ///< public keys; not empty: the dump is encrypted to them while it is written
    QString identity = {};       ///< absolute path of the file that opens encrypted dumps; empty: none is known here
    int jobs = 1;                ///< more than one: a folder that so many connections write, where the engine can (EngineTraits)

    bool operator==(const DumpForm &) const = default;
};

/// Where a dump lies, or is to lie. What is there already tells by itself whether it is encrypted or a folder.
struct DumpFile {
    DumpFile(QString dumpPath, DumpForm dumpForm = {}) : path(std::move(dumpPath)), form(std::move(dumpForm)) {}

    QString path;
    DumpForm form;
};

} // namespace lk
