// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

namespace lk {

/// "12 ms", "0.42 s", "3.1 s", "2 min 5 s", "1 h 4 min"; empty when @p ms is negative (unknown).
QString durationText(double ms);

/// A moment in the person's own time zone: "2024-05-01 14:03:20"; empty when invalid.
QString timeText(const QDateTime &moment);

/// "980 B", "1.4 MB".
QString sizeText(qint64 bytes);

/// A count of rows: "12,040"; empty when negative (unknown).
QString rowsText(qint64 rows);

/// Text for a tooltip in which nothing is taken for markup, whatever the data says.
QString plainToolTip(const QStringList &lines);

/// The first line of @p text without the white space around, cut with an ellipsis.
QString oneLine(const QString &text, int characters = 200);

} // namespace lk
