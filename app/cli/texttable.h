// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/printable.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace lk {

/// What a piece of text is about; becomes a colour on a terminal only.
enum class Ink { Plain, Good, Warning, Bad, Faint, Strong };

/// @p text in the colour of @p ink where @p colour is set.
QString painted(const QString &text, Ink ink, bool colour);

/// How many columns of a terminal @p text takes.
int columnsOf(const QString &text);

/// "12 ms", "3.4 s", "2 min 5 s".
QString durationWords(double ms);
/// "312 B", "4.2 KiB", ...
QString sizeWords(qint64 bytes);
/// "1 migration", "2 migrations".
QString counted(qint64 number, const QString &noun);

/// Aligned columns for people. Cells are made printable.
class TextTable
{
public:
    explicit TextTable(QStringList headings);

    void add(QStringList cells, Ink ink = Ink::Plain); ///< the ink is the first cell's
    bool empty() const { return m_rows.empty(); }
    QString text(bool colour) const; ///< with a line feed after each row

private:
    struct Row { QStringList cells; Ink ink; };

    QStringList m_headings;
    std::vector<Row> m_rows;
};

} // namespace lk
