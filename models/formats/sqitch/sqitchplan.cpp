// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/sqitch/sqitchplan.h"

#include <QCryptographicHash>
#include <QUrl>

#include <algorithm>
#include <optional>

namespace lk {

namespace {

bool isBlank(QChar c)
{
    return c == u' ' || c == u'\t';
}

bool isPunctuation(QChar c)
{
    return c.unicode() < 128 && !c.isLetterOrNumber() && c != u'_' && c > u' ';
}

bool isDate(QStringView text)
{
    static constexpr QStringView Shape = u"0000-00-00T00:00:00Z";
    return text.size() == Shape.size() && std::equal(text.begin(), text.end(), Shape.begin(), [](QChar c, QChar s) {
               return s == u'0' ? c >= u'0' && c <= u'9' : c == s;
           });
}

bool isId(QStringView text)
{
    return text.size() == 40 && std::ranges::all_of(text, [](QChar c) { return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f'); });
}

QString unescaped(const QString &note)
{
    if (!note.contains(u'\\'))
        return note;
    QString result;
    for (qsizetype i = 0; i < note.size(); ++i) {
        const QChar next = note[i] == u'\\' && i + 1 < note.size() ? note[i + 1] : QChar();
        if (next == u'n' || next == u'r' || next == u'\\') {
            result += next == u'n' ? QChar(u'\n') : next == u'r' ? QChar(u'\r') : next;
            ++i;
        } else {
            result += note[i];
        }
    }
    return result;
}

/// As URI.pm writes it: scheme and host in lower case, a path where a web address has none.
QString canonical(const QString &uri)
{
    const qsizetype colon = uri.indexOf(u':');
    if (colon < 0)
        return uri;
    QString result = uri.left(colon).toLower() + uri.sliced(colon);
    if (!result.sliced(colon).startsWith(u"://"))
        return result;
    const qsizetype host = colon + 3;
    qsizetype end = host;
    while (end < result.size() && result[end] != u'/' && result[end] != u'?' && result[end] != u'#')
        ++end;
    QString authority = result.mid(host, end - host);
    const qsizetype at = authority.lastIndexOf(u'@') + 1;
    authority = authority.left(at) + authority.sliced(at).toLower();
    const QString scheme = result.left(colon);
    const bool web = scheme == u"http" || scheme == u"https";
    if (web && authority.endsWith(scheme == u"http" ? u":80" : u":443"))
        authority.truncate(authority.lastIndexOf(u':'));
    const QString path = result.sliced(end);
    return result.left(host) + authority + (web && !path.startsWith(u'/') ? QStringLiteral("/") : QString()) + path;
}

/// The id of an object of @p kind with that description, as Git would give one.
QString idOf(const char *kind, const QString &info)
{
    const QByteArray bytes = info.toUtf8();
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(QByteArray(kind) + ' ' + QByteArray::number(bytes.size()));
    hash.addData(QByteArrayView("\0", 1));
    hash.addData(bytes);
    return QString::fromLatin1(hash.result().toHex());
}

struct Reader {
    QString file;
    SqitchPlan plan = {};
    qint64 line = 0;
    QHash<QString, qint64> sinceTag = {}; ///< names since the last tag, with their lines
    QHash<QString, qint64> tagLines = {};
    qsizetype sections = 0;

    Failure error(const QString &why) const
    {
        return Failure(Error{ErrorCode::Usage, QStringLiteral("the plan can't be read"), {file, line, 0}, why,
                             QStringLiteral("mend the line; sqitch itself refuses the whole file")});
    }

    Result<void> pragma(QString text)
    {
        text = text.trimmed();
        if (!text.startsWith(u'%'))
            return error(QStringLiteral("an empty line has to stand between the pragmas and the changes"));
        const qsizetype equals = text.indexOf(u'=');
        const QString name = text.mid(1, equals < 0 ? -1 : equals - 1).trimmed();
        const QString value = equals < 0 ? QString() : text.sliced(equals + 1).trimmed();
        if (name == u"project") {
            if (const QString problem = sqitchNameProblem(value); !problem.isEmpty())
                return error(QStringLiteral("the project's name %1").arg(problem));
            plan.project = value;
        } else if (name == u"uri") {
            plan.uri = value;
        } else if (name.isEmpty()) {
            return error(QStringLiteral("the pragma has no name"));
        }
        return {};
    }

    Result<SqitchDependency> dependency(const QString &word) const
    {
        SqitchDependency result;
        QString rest = word;
        result.conflict = rest.startsWith(u'!');
        if (result.conflict)
            rest.remove(0, 1);
        if (const qsizetype colon = rest.indexOf(u':'); colon >= 0) {
            result.project = rest.left(colon);
            rest.remove(0, colon + 1);
            if (!sqitchNameProblem(result.project).isEmpty())
                return error(QStringLiteral("\"%1\" is no dependency").arg(word));
        }
        if (result.project == plan.project)
            result.project.clear();
        result.text = result.project.isEmpty() ? rest : result.project + u':' + rest;
        if (isId(rest)) {
            result.id = rest;
            return result;
        }
        const qsizetype at = rest.indexOf(u'@');
        result.change = at < 0 ? rest : rest.left(at);
        result.tag = at < 0 ? QString() : rest.sliced(at + 1);
        const auto isBad = [](const QString &name) { return !name.isEmpty() && !sqitchNameProblem(name).isEmpty(); };
        if ((result.change.isEmpty() && result.tag.isEmpty()) || isBad(result.change) || isBad(result.tag))
            return error(QStringLiteral("\"%1\" is no dependency").arg(word));
        return result;
    }

    QString head(const char *kind, const QString &name) const
    {
        return QStringLiteral("project %1\n%2%3 %4\n").arg(plan.project, plan.uri.isEmpty() ? QString() : QStringLiteral("uri %1\n").arg(canonical(plan.uri)),
                                                           QString::fromLatin1(kind), name);
    }

    static QString tail(const QString &planner, const QString &date)
    {
        return QStringLiteral("planner %1\ndate %2").arg(planner, date);
    }

    Result<void> addTag(const QString &name, const QString &date, const QString &planner, const QString &note)
    {
        if (name.contains(u'/'))
            return error(QStringLiteral("the tag @%1 has a slash in its name").arg(name));
        if (plan.changes.empty())
            return error(QStringLiteral("the tag @%1 stands above the first change").arg(name));
        if (tagLines.contains(name))
            return error(QStringLiteral("the tag @%1 stands in line %2 already").arg(name).arg(tagLines.value(name)));
        SqitchChange &change = plan.changes.back();
        const QString info = head("tag", u'@' + name) + QStringLiteral("change %1\n").arg(change.id) + tail(planner, date)
                             + (note.isEmpty() ? QString() : QStringLiteral("\n\n") + note);
        change.tags.push_back({name, idOf("tag", info), planner, date, note, line});
        plan.byTag.insert(name, qsizetype(plan.changes.size()) - 1);
        tagLines.insert(name, line);
        sinceTag.clear();
        ++sections;
        return {};
    }

    Result<void> addChange(const QString &name, const QString &wanted, const QString &date, const QString &planner, const QString &note)
    {
        if (sinceTag.contains(name))
            return error(QStringLiteral("the change %1 stands in line %2 already, without a tag between them").arg(name).arg(sinceTag.value(name)));
        SqitchChange change{name, {}, plan.changes.empty() ? QString() : plan.changes.back().id, planner, date, note, {}, {}, {}, line, sections};
        QStringList requires_;
        QStringList conflicts;
        QStringList seen;
        for (const QString &word : QString(wanted).replace(u'\t', u' ').split(u' ', Qt::SkipEmptyParts)) {
            auto one = dependency(word);
            if (!one)
                return Failure(one.error());
            if (seen.contains(word))
                return error(QStringLiteral("the dependency \"%1\" is there twice").arg(word));
            seen += word;
            (one->conflict ? conflicts : requires_) += one->text;
            change.dependencies.push_back(*std::move(one));
        }
        QString info = head("change", name);
        if (!change.parent.isEmpty())
            info += QStringLiteral("parent %1\n").arg(change.parent);
        info += tail(planner, date);
        if (!requires_.isEmpty())
            info += QStringLiteral("\nrequires\n  + ") + requires_.join(QStringLiteral("\n  + "));
        if (!conflicts.isEmpty())
            info += QStringLiteral("\nconflicts\n  - ") + conflicts.join(QStringLiteral("\n  - "));
        if (!note.isEmpty())
            info += QStringLiteral("\n\n") + note;
        change.id = idOf("change", info);
        sinceTag.insert(name, line);
        const qsizetype index = qsizetype(plan.changes.size());
        plan.byId.insert(change.id, index);
        plan.byName[name] += index;
        plan.changes.push_back(std::move(change));
        return {};
    }

    Result<void> entry(const QString &text, const QString &note)
    {
        QStringView rest = QStringView(text).trimmed();
        const bool isTag = rest.startsWith(u'@');
        if (isTag || rest.startsWith(u'+') || rest.startsWith(u'-'))
            rest = isTag ? rest.sliced(1) : rest.sliced(1).trimmed();
        qsizetype end = 0;
        while (end < rest.size() && !isBlank(rest[end]) && rest[end] != u'[')
            ++end;
        const QString name = rest.left(end).toString();
        if (const QString problem = sqitchNameProblem(name); !problem.isEmpty())
            return error(QStringLiteral("the name %1").arg(problem));
        if (name == u"ROOT" || name == u"HEAD")
            return error(QStringLiteral("%1 is a name of sqitch's own").arg(name));
        if (isId(QStringView(name).left(40)))
            return error(QStringLiteral("%1 would be taken for an id").arg(name));
        rest = rest.sliced(end).trimmed();
        QString wanted;
        if (rest.startsWith(u'[')) {
            const qsizetype close = rest.indexOf(u']');
            if (close < 2)
                return error(QStringLiteral("the list of dependencies is empty or not closed"));
            wanted = rest.sliced(1, close - 1).toString();
            rest = rest.sliced(close + 1).trimmed();
        }
        if (!isDate(rest.left(20)))
            return error(QStringLiteral("the time is missing, as in 2024-01-31T12:00:00Z"));
        const QString date = rest.left(20).toString();
        rest = rest.sliced(20).trimmed();
        const qsizetype open = rest.indexOf(u'<');
        const bool closed = rest.endsWith(u'>') && rest.indexOf(u'>') == rest.size() - 1;
        if (open < 2 || !isBlank(rest[open - 1]) || !closed || open + 2 > rest.size() - 1)
            return error(QStringLiteral("the planner's name and address are missing, as in Jo Doe <jo@example.com>"));
        const QString planner = rest.left(open).trimmed().toString() + u' ' + rest.sliced(open).toString();
        if (!isTag)
            return addChange(name, wanted, date, planner, note);
        if (!wanted.isEmpty())
            return error(QStringLiteral("a tag has no dependencies"));
        return addTag(name, date, planner, note);
    }

    /// Tags that stand between a change and the next of its name.
    void markReworked()
    {
        for (const QList<qsizetype> &same : std::as_const(plan.byName)) {
            for (qsizetype i = 0; i + 1 < same.size(); ++i) {
                SqitchChange &change = plan.changes[size_t(same[i])];
                // Sqitch looks at the tag nearest to the rework first, the change's own come last.
                for (qsizetype at = same[i + 1] - 1; at >= same[i]; --at) {
                    for (const SqitchTag &tag : plan.changes[size_t(at)].tags)
                        change.reworkTags += tag.name;
                }
            }
        }
    }
};

} // namespace

QString sqitchNameProblem(const QString &name)
{
    if (name.isEmpty())
        return QStringLiteral("is missing");
    if (std::ranges::any_of(name, [](QChar c) { return isBlank(c) || c == u':' || c == u'@' || c == u'#' || c == u'\\'; }))
        return QStringLiteral("\"%1\" has a space, or one of : @ # \\").arg(name);
    if (isPunctuation(name.front()) || isPunctuation(name.back()))
        return QStringLiteral("\"%1\" begins or ends with a punctuation mark").arg(name);
    qsizetype digits = name.size();
    while (digits > 0 && name[digits - 1] >= u'0' && name[digits - 1] <= u'9')
        --digits;
    if (digits < name.size() && digits > 0 && QStringView(u"~/=%^").contains(name[digits - 1]))
        return QStringLiteral("\"%1\" ends in a sign and digits, which name another change to sqitch").arg(name);
    return {};
}

qsizetype SqitchPlan::find(const SqitchDependency &dependency) const
{
    if (!dependency.project.isEmpty())
        return -1;
    if (!dependency.id.isEmpty())
        return byId.value(dependency.id, -1);
    const qsizetype count = qsizetype(changes.size());
    const qsizetype upTo = dependency.tag.isEmpty()        ? count - 1
                           : dependency.tag == u"HEAD" ? count - 1
                           : dependency.tag == u"ROOT" ? 0
                                                       : byTag.value(dependency.tag, -1);
    if (dependency.change.isEmpty())
        return upTo;
    const QList<qsizetype> same = byName.value(dependency.change);
    if (dependency.tag.isEmpty())
        return same.isEmpty() ? -1 : same.front();
    const auto after = std::ranges::upper_bound(same, upTo);
    return after == same.begin() ? -1 : *(after - 1);
}

Result<SqitchPlan> readSqitchPlan(const QByteArray &text, const QString &file)
{
    Reader reader{file};
    bool inHead = true;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype end = text.indexOf('\n', at);
        QString line = QString::fromUtf8(QByteArrayView(text).sliced(at, (end < 0 ? text.size() : end) - at));
        at = end < 0 ? text.size() : end + 1;
        ++reader.line;
        if (line.endsWith(u'\r'))
            line.chop(1);
        const qsizetype hash = line.indexOf(u'#');
        const QString content = (hash < 0 ? line : line.left(hash)).trimmed();
        if (content.isEmpty()) {
            inHead = inHead && hash >= 0; // an empty line ends the pragmas, a note does not
            continue;
        }
        const QString note = hash < 0 ? QString() : unescaped(line.sliced(hash + 1).trimmed());
        if (const auto read = inHead ? reader.pragma(content) : reader.entry(content, note); !read)
            return Failure(read.error());
        if (!inHead && reader.plan.project.isEmpty())
            break;
    }
    if (reader.plan.project.isEmpty()) {
        reader.line = 1;
        return reader.error(QStringLiteral("the pragma %project is missing"));
    }
    reader.markReworked();
    return std::move(reader.plan);
}

} // namespace lk
