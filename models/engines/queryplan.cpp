// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/queryplan.h"

#include "models/sql/scanner.h"
#include "models/sql/statementfacts.h"

namespace lk {

bool onlyReads(QByteArrayView query, const Dialect &dialect)
{
    if (readFacts(query, dialect).verb != Verb::Select)
        return false;
    Scanner scanner(query, dialect);
    for (Token token = scanner.nextSignificant(); token.kind != TokenKind::End; token = scanner.nextSignificant()) {
        for (const char *writes : {"INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "INTO", "TRUNCATE"}) {
            if (token.kind == TokenKind::Word && isKeyword(scanner.text(token), writes))
                return false;
        }
    }
    return true;
}

} // namespace lk
