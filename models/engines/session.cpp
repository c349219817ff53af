// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/session.h"

namespace lk {

Result<StatementOutcome> Session::executeWithData(QByteArrayView, QByteArrayView)
{
    return Failure(Error{ErrorCode::Failed, QStringLiteral("this database takes no data from within a script"), {}, {}, {}});
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
