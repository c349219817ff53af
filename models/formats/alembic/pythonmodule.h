// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/alembic/pythontokens.h"

#include <QHash>
#include <QSet>
#include <QStringList>

namespace lk {

/// The value of a name as far as the text alone tells it.
struct PythonValue {
    enum class Kind { Missing, None, Text, List, Other };

    Kind kind = Kind::Missing;
    QStringList texts = {}; ///< of Text: one; of List: all
    qint64 line = 0;
    QString name = {}; ///< of Other: the only word, a name that means something else
};

struct PythonFunction {
    qint64 line = 0;
    bool hasWork = false; ///< something besides pass, return, a bare text or raise
    bool raises = false;
};

/// What can be told of a module without running it.
struct PythonModule {
    std::optional<QString> docstring;
    QHash<QByteArray, PythonValue> values; ///< of the names that are asked for, set at the top level; the last one counts
    QHash<QByteArray, PythonFunction> functions; ///< at the top level
    bool hasAutocommitBlock = false;
    qint64 unclosedLine = 0; ///< of a string without an end; 0: there is none
};

/// Reads a revision file's names: revision, down_revision, branch_labels, depends_on.
PythonModule readPythonModule(QByteArrayView text);

/// Words of a program that tell how it works.
struct PythonWords {
    QSet<QByteArray> names;   ///< every name in it
    QStringList texts;        ///< every string
    QHash<QByteArray, PythonValue> arguments; ///< what is passed, or put into a dictionary, under a name: version_table="x"
};

/// Reads env.py; @p asked are the arguments that are looked for.
PythonWords readPythonWords(QByteArrayView text, const QSet<QByteArray> &asked);

} // namespace lk
