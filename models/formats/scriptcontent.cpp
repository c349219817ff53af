// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/scriptcontent.h"

#include "models/sql/scanner.h"

namespace lk {

ScriptContent contentOf(QByteArrayView script, const Dialect &dialect)
{
    Scanner scanner(script, dialect, script.startsWith("\xef\xbb\xbf") ? 3 : 0);
    bool comments = false;
    for (;;) {
        switch (scanner.next().kind) {
        case TokenKind::Space:
        case TokenKind::Semicolon: break;
        case TokenKind::Comment: comments = true; break;
        case TokenKind::End: return comments ? ScriptContent::CommentsOnly : ScriptContent::Empty;
        default: return ScriptContent::Statements;
        }
    }
}

std::optional<FileProblem> contentProblem(ScriptContent content)
{
    switch (content) {
    case ScriptContent::Empty:
        return FileProblem{QStringLiteral("empty-script"), QStringLiteral("the file is empty: there is nothing to run"),
                           QStringLiteral("write the migration, or remove the file"), 1, true};
    case ScriptContent::CommentsOnly:
        return FileProblem{
            QStringLiteral("comment-only"),
            QStringLiteral("the up script has comments only: it would be noted as applied and do nothing"),
            QStringLiteral("write the migration, or remove the file"), 1, false};
    case ScriptContent::Statements: break;
    }
    return std::nullopt;
}

} // namespace lk
