// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/session.h"

namespace lk {

Result<StatementOutcome> Session::executeWithData(QByteArrayView, QByteArrayView)
{
    return Failure(Error{ErrorCode::Failed, QStringLiteral("this database takes no data from within a script"), {}, {}, {}});
}

Result<void> Session::accepts(QByteArrayView, const QVariantList &) const
{
    return {};
}

Result<std::vector<Rows>> Session::queryAll(const QString &sql)
{
    return query(sql).map([](Rows &&rows) { return std::vector<Rows>{std::move(rows)}; });
}

Result<void> Session::reset()
{
    return {};
}

Result<QString> Session::transactionId()
{
    return QString();
}

} // namespace lk
