// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QByteArray>
#include <QVariantList>

#include <vector>

struct pg_result;

namespace lk {

/// A statement of ours in the server's form: the marks ? turned into $1, $2, ...
struct NumberedStatement {
    QByteArray sql;
    std::vector<qsizetype> marks; ///< where in `sql` each $n begins

    /// The offset in the original text of an offset in `sql`.
    qsizetype original(qsizetype offset) const;
};

/// @p count is the number of values; another number of marks is an error.
Result<NumberedStatement> numberMarks(QByteArrayView statement, qsizetype count);

/// Values in the form in which libpq sends them. Holds what the pointers point to.
class BoundValues
{
public:
    explicit BoundValues(const QVariantList &values);
    Q_DISABLE_COPY_MOVE(BoundValues)

    int count() const { return int(m_pointers.size()); }
    const unsigned int *types() const { return m_types.data(); }
    const char *const *pointers() const { return m_pointers.data(); }
    const int *lengths() const { return m_lengths.data(); }
    const int *formats() const { return m_formats.data(); }

private:
    std::vector<QByteArray> m_texts;
    std::vector<unsigned int> m_types;
    std::vector<const char *> m_pointers;
    std::vector<int> m_lengths;
    std::vector<int> m_formats;
};

/// One value of a result: bool, qlonglong, double, QByteArray (bytea), QDateTime (UTC), or its text; exact numerics stay text.
QVariant valueAt(const pg_result *result, int row, int column);

/// @p name in double quotes, and @p text in single ones, as SQL has them.
QString postgresqlName(const QString &name);
QString postgresqlLiteral(const QString &text);

} // namespace lk
