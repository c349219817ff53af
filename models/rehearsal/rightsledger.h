// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sql/dialect.h"

#include <QByteArrayView>
#include <QSet>
#include <QString>
#include <QStringList>

#include <map>
#include <tuple>

namespace lk {

/// What statements give to accounts and take from them, read from their text: where rights belong to the whole server a copy does not run
/// them, and nothing else tells whether a way back undoes them. Each is taken to have changed something when it first ran.
class RightsLedger
{
public:
    /// @p known: objects that were there before. A right on another came with it.
    RightsLedger(const Dialect &dialect, QSet<QString> known) : m_dialect(dialect), m_known(std::move(known)) {}

    /// Takes a GRANT, REVOKE, CREATE or DROP of a user or role; false: it is none of these.
    bool note(QByteArrayView statement);
    /// In words, what the statements together did not leave as it was: "reader keeps DELETE on customers".
    QStringList differences() const;

private:
    struct Held {
        bool before = false;
        bool now = false;
    };

    void set(const QString &account, const QString &object, const QString &right, bool held);
    void takeAll(const QString &account, const QString &object);
    bool noteAccounts(QByteArrayView statement);

    const Dialect &m_dialect;
    QSet<QString> m_known;
    std::map<std::tuple<QString, QString, QString>, Held> m_rights; ///< account, object, right; an account itself is a right without a name
};

} // namespace lk
