// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/serverstatement.h"

#include "models/sql/tokenreader.h"

namespace lk {

namespace {

/// At the kind of an object that no database owns.
bool atSharedKind(const TokenReader &reader)
{
    return reader.atWord({"ROLE", "GROUP", "DATABASE", "TABLESPACE", "SYSTEM", "SUBSCRIPTION", "PARAMETER"});
}

/// GRANT SELECT ON t, GRANT CONNECT ON DATABASE d, GRANT reader TO clerk.
bool sharesRights(TokenReader &reader)
{
    while (!reader.atEnd() && !reader.atWord({"ON", "TO", "FROM"})) {
        if (reader.atMark('('))
            reader.skipParentheses();
        else
            reader.take();
    }
    return !reader.takeWord("ON") || atSharedKind(reader);
}

} // namespace

bool actsOnPostgresqlServer(QByteArrayView statement)
{
    TokenReader reader(statement, postgresqlDialect());
    if (reader.takeWord("GRANT") || reader.takeWord("REVOKE"))
        return sharesRights(reader);
    if (reader.takeWord("REASSIGN"))
        return true;
    if (reader.takeWord("COMMENT")) {
        reader.takeWord("ON");
        return atSharedKind(reader);
    }
    const bool drops = reader.atWord("DROP");
    if (!reader.takeWord("CREATE") && !reader.takeWord("ALTER") && !reader.takeWord("DROP"))
        return false;
    if (reader.takeWord("USER"))
        return !reader.atWord("MAPPING");
    return atSharedKind(reader) || (drops && reader.atWord("OWNED"));
}

} // namespace lk
