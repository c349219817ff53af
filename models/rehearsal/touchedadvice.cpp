// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rehearsal/touchedadvice.h"

#include "models/schema/indexadvice.h"

#include <QSet>

namespace lk {

QStringList touchedIndexAdvice(const Rehearsal &rehearsal)
{
    QSet<std::pair<QString, QString>> touched;
    for (const SchemaChange &change : rehearsal.diff.changes)
        touched.insert({change.schema, change.table.isEmpty() ? change.name : change.table});
    QStringList lines;
    for (const IndexAdvice &advice : indexAdvice(rehearsal.schemaAfter)) {
        if (touched.contains({advice.schema, advice.table}))
            lines << text(advice);
    }
    return lines;
}

std::vector<IndexUse> ofTouchedTables(std::vector<IndexUse> uses, const Rehearsal &rehearsal)
{
    QSet<QString> touched;
    for (const SchemaChange &change : rehearsal.diff.changes) {
        const QString table = change.table.isEmpty() ? change.name : change.table;
        touched.insert(change.schema.isEmpty() || change.schema == QLatin1String("public") ? table : change.schema + u'.' + table);
    }
    std::erase_if(uses, [&](const IndexUse &use) { return !touched.contains(use.table); });
    return uses;
}

} // namespace lk
