// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/rulelist.h"
#include "models/sql/scanner.h"

#include <QRegularExpression>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

/// Whether the comment is a headline for the way back: "-- Down", "-- Rollback", "-- migrate:down", "-- +goose Down".
bool announcesDown(QByteArrayView comment)
{
    QString text = QString::fromUtf8(comment).toLower();
    text.remove(QRegularExpression(u"[^a-z ]+"_s));
    const QStringList words = text.split(u' ', Qt::SkipEmptyParts);
    static const QStringList marks{u"down"_s, u"rollback"_s, u"migratedown"_s, u"revert"_s, u"undo"_s};
    if (words.isEmpty() || words.size() > 3)
        return false;
    const bool tool = words.front() == u"goose" || words.front() == u"migrate";
    return marks.contains(tool && words.size() > 1 ? words.at(1) : words.front());
}

void check(const RuleContext &context, const ReportSink &report)
{
    if (!context.simpleFormatWithoutSections || context.direction != Direction::Up || context.statements.empty())
        return;
    Scanner scanner(context.script, context.dialect);
    const qsizetype last = context.statements.back().span.offset - context.scriptOffset;
    for (Token token = scanner.next(); token.kind != TokenKind::End && token.offset < last; token = scanner.next()) {
        if (token.kind != TokenKind::Comment || token.length > 100 || !announcesDown(scanner.text(token)))
            continue;
        report(
            {.message = u"has a part headed \"%1\", but this format has no sections: the whole file runs, and what "
                        "stands below undoes the migration in the same breath"_s.arg(
                            QString::fromUtf8(scanner.text(token)).trimmed()),
             .fix =
                 u"move it into a file of its own (NUMBER_name.up.sql and NUMBER_name.down.sql), or comment it out"_s,
             .offset = context.scriptOffset + token.offset});
        return;
    }
}

} // namespace

const Rule sqlxDownSectionRunsRule{"sqlx-down-section-runs",
                                   Severity::Blocks,
                                   true,
                                   "sqlite postgresql mysql mariadb",
                                   "A Down part in a file that runs whole",
                                   check};

} // namespace lk
