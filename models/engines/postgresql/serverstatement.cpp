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

/// The name in CREATE ROLE, USER or GROUP; empty for others.
QString roleMadeBy(QByteArrayView statement)
{
    TokenReader reader(statement, postgresqlDialect());
    if (!reader.takeWord("CREATE") || !reader.atWord({"ROLE", "USER", "GROUP"}))
        return {};
    reader.take();
    return reader.takeName();
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

bool HeldBack::holds(QByteArrayView statement)
{
    if (!actsOnPostgresqlServer(statement))
        return isInVain(statement);
    if (const QString role = roleMadeBy(statement); !role.isEmpty())
        m_rolesNotMade << role;
    return true;
}

bool HeldBack::isInVain(QByteArrayView statement) const
{
    TokenReader reader(statement, postgresqlDialect());
    const bool alters = reader.atWord("ALTER");
    if (m_rolesNotMade.isEmpty() || !(alters || reader.atWord({"GRANT", "REVOKE"})))
        return false;
    reader.take();
    const bool rights = !alters || reader.atWord("DEFAULT");
    bool owner = false; // RENAME TO names no role
    while (!reader.atEnd()) {
        const bool names = reader.atWord({"TO", "FROM"}) && (rights || owner);
        owner = reader.atWord("OWNER");
        reader.take();
        if (!names)
            continue;
        do {
            reader.takeWord("GROUP");
            if (m_rolesNotMade.contains(reader.takeName(), Qt::CaseInsensitive))
                return true;
        } while (reader.takeMark(','));
    }
    return false;
}

} // namespace lk
