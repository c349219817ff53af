// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rehearsal/rightsledger.h"

#include "models/sql/tokenreader.h"

namespace lk {

namespace {

const auto All = QStringLiteral("ALL");

/// Takes what stands up to a comma or one of @p ends, as one text without quotes; words apart by @p between.
QString takeItem(TokenReader &reader, std::initializer_list<QByteArrayView> ends, const QString &between)
{
    QStringList words;
    while (!reader.atEnd() && !reader.atMark(',') && !reader.atMark('(') && !reader.atWord(ends)) {
        QString word = QString::fromUtf8(reader.text(reader.take()));
        words << word.remove(u'\'').remove(u'`').remove(u'"');
    }
    return words.join(between);
}

/// "SELECT, UPDATE (a, b)" as SELECT, UPDATE (a), UPDATE (b).
QStringList takeRights(TokenReader &reader)
{
    QStringList rights;
    do {
        QString right = takeItem(reader, {"ON", "TO", "FROM"}, QStringLiteral(" "));
        if (right.compare(QLatin1String("ALL PRIVILEGES"), Qt::CaseInsensitive) == 0)
            right = All;
        // REVOKE ADMIN OPTION FOR reader
        right = right.section(QStringLiteral(" FOR "), 0, 0, QString::SectionCaseInsensitiveSeps);
        if (!reader.takeMark('(')) {
            rights << right;
            continue;
        }
        while (!reader.atEnd() && !reader.takeMark(')')) {
            rights << right.toUpper() + QStringLiteral(" (%1)").arg(reader.takeName().toLower());
            reader.takeMark(',');
            if (!reader.atName() && !reader.atMark(')'))
                reader.take();
        }
    } while (reader.takeMark(','));
    return rights;
}

/// "clerk@'%'" and "clerk" are the same account.
QString takeAccount(TokenReader &reader)
{
    QString account;
    do
        account += QString::fromUtf8(reader.text(reader.take())).remove(u'\'').remove(u'`').remove(u'"');
    while (!reader.atEnd() && (reader.peekText().startsWith('@') || account.endsWith(u'@')));
    if (account.endsWith(QLatin1String("@%")))
        account.chop(2);
    return account;
}

QStringList takeAccounts(TokenReader &reader)
{
    QStringList accounts;
    do
        accounts << takeAccount(reader);
    while (reader.takeMark(','));
    return accounts;
}

QString takeObject(TokenReader &reader)
{
    QString kind;
    for (const char *word : {"FUNCTION", "PROCEDURE", "PACKAGE", "DATABASE", "TABLESPACE", "PARAMETER"}) {
        if (reader.takeWord(word))
            kind = QString::fromLatin1(word).toLower() + u' ';
    }
    reader.takeWord("TABLE");
    const QString name = takeItem(reader, {"TO", "FROM"}, QString());
    return kind + (name.endsWith(QLatin1String(".*")) ? name : name.section(u'.', -1));
}

} // namespace

void RightsLedger::set(const QString &account, const QString &object, const QString &right, bool held)
{
    m_rights.try_emplace({account, object, right}, Held{!held, held}).first->second.now = held;
}

void RightsLedger::takeAll(const QString &account, const QString &object)
{
    bool given = false;
    for (auto &[key, held] : m_rights) {
        if (std::get<0>(key) != account || std::get<1>(key) != object || std::get<2>(key) == QLatin1String("GRANT OPTION"))
            continue;
        held.now = false;
        given = given || std::get<2>(key) == All;
    }
    // Who had other rights on it loses those as well.
    if (!given && (object.contains(u'*') || m_known.contains(object.section(u' ', -1))))
        set(account, object, All, false);
}

bool RightsLedger::noteAccounts(QByteArrayView statement)
{
    TokenReader reader(statement, m_dialect);
    const bool made = reader.takeWord("CREATE");
    if (!made && !reader.takeWord("DROP"))
        return false;
    if (reader.takeWord("OR"))
        reader.takeWord("REPLACE");
    if (!reader.takeWord("USER") && !reader.takeWord("ROLE"))
        return false;
    for (const char *word : {"IF", "NOT", "EXISTS"})
        reader.takeWord(word);
    for (const QString &account : takeAccounts(reader)) {
        if (!made) {
            for (auto &[key, held] : m_rights)
                held.now = held.now && std::get<0>(key) != account;
        }
        set(account, {}, {}, made);
    }
    return true;
}

bool RightsLedger::note(QByteArrayView statement)
{
    TokenReader reader(statement, m_dialect);
    const bool given = reader.takeWord("GRANT");
    if (!given && !reader.takeWord("REVOKE"))
        return noteAccounts(statement);
    QStringList rights = takeRights(reader);
    const QString object = reader.takeWord("ON") ? takeObject(reader) : QString();
    if (!reader.takeWord("TO") && !reader.takeWord("FROM"))
        return false;
    const QStringList accounts = takeAccounts(reader);
    if (given && reader.takeWord("WITH"))
        rights << takeItem(reader, {}, QStringLiteral(" "));
    for (const QString &account : accounts) {
        for (const QString &right : rights) {
            const QString name = object.isEmpty() || right.contains(u'(') ? right : right.toUpper();
            if (!given && name == All)
                takeAll(account, object);
            else
                set(account, object, name, given);
        }
    }
    return true;
}

QStringList RightsLedger::differences() const
{
    QStringList differences;
    for (const auto &[key, held] : m_rights) {
        const auto &[account, object, right] = key;
        if (held.before == held.now)
            continue;
        if (right.isEmpty())
            differences << (held.now ? QStringLiteral("%1 stays").arg(account) : QStringLiteral("%1 is gone").arg(account));
        else
            differences << QStringLiteral("%1 %2 %3").arg(account, held.now ? QStringLiteral("keeps") : QStringLiteral("loses"), right)
                               + (object.isEmpty() ? QString() : QStringLiteral(" on ") + object);
    }
    return differences;
}

} // namespace lk
