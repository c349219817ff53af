// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/sql/dialect.h"

#include <QByteArrayView>
#include <QSet>

#include <vector>

namespace lk {

/// A statement as it runs in a copy.
struct MaskedStatement {
    QByteArray sql;
    QString instead; ///< it is not run, and this says why
};

/// Keeps the statements of a copy within the copy: what names the copied database is turned to the copy, events are put
/// to sleep, statements that act on the whole server are not run, and those that name another database are refused
/// (failure-modes F-075, F-079).
class CopyMask
{
public:
    struct Names {
        QString source; ///< the copied database
        QString copy;
        bool foldsCase = false; ///< lower_case_table_names is not 0
        QSet<QString> others;   ///< the server's other databases
    };

    explicit CopyMask(Names names, Dialect dialect) : m_names(std::move(names)), m_dialect(std::move(dialect)) {}

    /// For a statement that somebody wants to run in the copy.
    Result<MaskedStatement> rewrite(QByteArrayView statement);
    /// For a statement of a dump: names and, with @p sleep, events.
    QByteArray turned(QByteArrayView statement, bool sleep);
    /// @p text of the copy's catalogue as it would read in the copied database.
    QString unmasked(const QString &text) const;
    /// The same for another copy of the same database.
    CopyMask onto(const QString &copy) const { return CopyMask({m_names.source, copy, m_names.foldsCase, m_names.others}, m_dialect); }
    /// Whether the event was put to sleep here.
    bool isAsleep(const QString &event) const { return m_asleep.contains(event); }

private:
    struct Piece;
    bool same(const QString &left, const QString &right) const;
    std::vector<Piece> piecesOf(QByteArrayView statement) const;

    Names m_names;
    Dialect m_dialect;
    QSet<QString> m_asleep;
};

/// How an event that only sleeps in a copy is written.
inline const QLatin1String SleepingEvent{"DISABLE ON SLAVE"};

} // namespace lk
