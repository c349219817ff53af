// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/statementtext.h"

#include "models/sql/scanner.h"

namespace lk {

QByteArrayView firstWord(QByteArrayView statement, const Dialect &dialect)
{
    Scanner scanner(statement, dialect);
    Token token = scanner.nextSignificant();
    while (scanner.text(token) == QByteArrayView("("))
        token = scanner.nextSignificant();
    return scanner.text(token);
}

} // namespace lk
