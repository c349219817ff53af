// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/goose/goosefolder.h"

#include "models/formats/goose/gooseparser.h"
#include "models/formats/scriptcontent.h"
#include "models/formats/versionnumber.h"

#include <algorithm>

namespace lk {

namespace {

bool isNamePart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Fills ${NAME} and ${NAME:-otherwise} in, as ENVSUB does.
QByteArray filled(const QByteArray &line, qint64 number, const ToolEnvironment &environment, std::vector<FileProblem> &problems)
{
    QByteArray result;
    qsizetype done = 0;
    for (qsizetype at = line.indexOf('$'); at >= 0; at = line.indexOf('$', done)) {
        const bool braced = line.sliced(at).startsWith("${");
        qsizetype end = at + (braced ? 2 : 1);
        const qsizetype begin = end;
        while (end < line.size() && isNamePart(line[end]))
            ++end;
        const QByteArray name = line.sliced(begin, end - begin);
        QByteArray otherwise;
        const qsizetype brace = braced ? line.indexOf('}', end) : end - 1;
        const QByteArray rest = braced && brace >= 0 ? line.sliced(end, brace - end) : QByteArray();
        if (name.isEmpty() || brace < 0 || !(rest.isEmpty() || rest.startsWith(":-"))) {
            problems.push_back({QStringLiteral("unset-variable"), QStringLiteral("what ENVSUB makes of this line is not known here"),
                                QStringLiteral("write variables as ${NAME} or ${NAME:-value}, or switch ENVSUB off for the line"), number, true});
            return line;
        }
        if (!rest.isEmpty())
            otherwise = rest.sliced(2);
        const QByteArray value = environment.value(QString::fromLatin1(name)).toUtf8();
        if (value.isEmpty() && rest.isEmpty())
            problems.push_back({QStringLiteral("unset-variable"), QStringLiteral("${%1} has no value: goose puts nothing in its place").arg(QString::fromLatin1(name)),
                                QStringLiteral("set %1 in the process environment or in the project's .env").arg(QString::fromLatin1(name)), number, false});
        result += line.sliced(done, at - done) + (value.isEmpty() ? otherwise : value);
        done = brace + 1;
    }
    return result + line.sliced(done);
}

QByteArray withVariables(const QByteArray &text, const ToolEnvironment &environment, std::vector<FileProblem> &problems)
{
    QByteArrayList lines = text.split('\n');
    bool on = false;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QByteArray words = lines[i].startsWith("--") ? lines[i].sliced(2).simplified().toLower() : QByteArray();
        if (words == "+goose envsub on" || words == "+goose envsub off")
            on = words.endsWith("on");
        else if (on)
            lines[i] = filled(lines[i], i + 1, environment, problems);
    }
    return lines.join('\n');
}

Script scriptOf(const SqlFile &file, const QByteArray &bytes, const GooseFile::Part &part)
{
    Script script{file.path, bytes, part.offset, part.length, part.line};
    if (bytes != file.bytes)
        script.original = file.bytes;
    return script;
}

void read(const SqlFile &file, Migration &migration, const Dialect &dialect, const ToolEnvironment &environment)
{
    if (file.problem) {
        migration.problems.push_back(*file.problem);
        return;
    }
    GooseFile parts = readGoose(file.bytes);
    QByteArray bytes = file.bytes;
    std::vector<FileProblem> problems;
    if (parts.fillsVariables) {
        bytes = withVariables(file.bytes, environment, problems);
        parts = readGoose(bytes);
    }
    migration.problems = std::move(parts.problems);
    migration.problems.insert(migration.problems.end(), problems.begin(), problems.end());
    migration.transaction = migration.downTransaction = parts.transaction;
    if (parts.up) {
        migration.up = scriptOf(file, bytes, *parts.up);
        if (auto problem = contentProblem(contentOf(migration.up->view(), dialect))) {
            problem->blocks = false; // goose notes it as applied without a word
            migration.problems.push_back(*problem);
        }
    }
    if (parts.down) {
        const Script down = scriptOf(file, bytes, *parts.down);
        if (contentOf(down.view(), dialect) == ScriptContent::Statements) {
            migration.down = down;
            migration.downFile = file.path;
        }
    }
}

Migration named(const SqlFile &file)
{
    Migration migration;
    migration.version = file.name.section(u'_', 0, 0);
    migration.key = canonicalNumber(migration.version).value_or(file.name);
    migration.description = file.name.section(u'_', 1).section(u'.', 0, -2).replace(u'_', u' ');
    migration.upFile = file.path;
    return migration;
}

} // namespace

std::optional<qint64> gooseNumber(const QString &fileName)
{
    const qsizetype underscore = fileName.indexOf(u'_');
    const auto number = underscore < 0 ? std::nullopt : storableNumber(QStringView(fileName).left(underscore));
    return number && *number > 0 ? number : std::nullopt;
}

std::vector<Migration> gooseMigrations(const std::vector<SqlFile> &files, const Dialect &dialect, const ToolEnvironment &environment)
{
    std::vector<Migration> bad;
    std::vector<Migration> good;
    for (const SqlFile &file : files) {
        const bool isProgram = file.name.endsWith(u".go");
        const bool numbered = gooseNumber(file.name).has_value();
        if (isProgram && !numbered)
            continue;
        Migration migration = named(file);
        if (!numbered) {
            migration.version = file.name.chopped(4);
            migration.key = file.name;
            migration.problems.push_back({QStringLiteral("bad-file-name"), QStringLiteral("%1 makes goose refuse the whole folder: no number stands before an underscore").arg(file.name),
                                          QStringLiteral("rename it to <number>_<name>.sql, or move it out of the folder"), 0, true});
            bad.push_back(std::move(migration));
            continue;
        }
        if (isProgram) {
            migration.language = QStringLiteral("go");
            migration.problems.push_back({QStringLiteral("foreign-program"), QStringLiteral("%1 is a Go program: only the project's own goose can run it").arg(file.name),
                                          QStringLiteral("run it with that program, then refresh"), 0, true});
        } else {
            read(file, migration, dialect, environment);
        }
        good.push_back(std::move(migration));
    }
    std::ranges::stable_sort(good, [](const Migration &a, const Migration &b) { return numberLess(a.key, b.key); });
    for (size_t i = 1; i < good.size(); ++i) {
        if (good[i].key != good[i - 1].key)
            continue;
        const FileProblem problem{QStringLiteral("duplicate-version"),
                                  QStringLiteral("%1 and %2 have the same version: goose refuses the folder").arg(good[i - 1].upFile.section(u'/', -1), good[i].upFile.section(u'/', -1)),
                                  QStringLiteral("give the one that was not applied anywhere a new version"), 0, true};
        good[i - 1].problems.push_back(problem);
        good[i].problems.push_back(problem);
    }
    bad.insert(bad.end(), std::make_move_iterator(good.begin()), std::make_move_iterator(good.end()));
    return bad;
}

} // namespace lk
