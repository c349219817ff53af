// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/liquibase/formattedsql.h"

#include "models/formats/liquibase/enddelimiter.h"
#include "models/formats/scriptcontent.h"

#include <QCryptographicHash>

#include <algorithm>
#include <optional>

namespace lk {

namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\f' || c == '\v';
}

bool isWordPart(QChar c)
{
    return c.isLetterOrNumber() || c == u'_';
}

/// What stands behind "--" and space; nothing where the line is no such comment. @p indented: space may stand before it.
std::optional<QByteArrayView> commentOf(QByteArrayView line, bool *indented = nullptr)
{
    qsizetype at = 0;
    while (at < line.size() && isSpace(line[at]))
        ++at;
    if (indented)
        *indented = at > 0;
    if (!line.sliced(at).startsWith("--"))
        return std::nullopt;
    at += 2;
    while (at < line.size() && isSpace(line[at]))
        ++at;
    return line.sliced(at);
}

bool startsWithWord(QByteArrayView text, QByteArrayView word)
{
    return text.size() >= word.size() && text.first(word.size()).compare(word, Qt::CaseInsensitive) == 0;
}

/// The last "name:" of a changeset's line; -1: none.
qsizetype attributeAt(const QString &line, const QString &name)
{
    const QString wanted = name + u':';
    for (qsizetype at = line.lastIndexOf(wanted, -1, Qt::CaseInsensitive); at >= 0; at = at == 0 ? -1 : line.lastIndexOf(wanted, at - 1, Qt::CaseInsensitive)) {
        if (at == 0 || !isWordPart(line[at - 1]))
            return at + wanted.size();
    }
    return -1;
}

QString attribute(const QString &line, const QString &name)
{
    const qsizetype at = attributeAt(line, name);
    if (at < 0)
        return {};
    const QString rest = line.mid(at);
    if (rest.startsWith(u'"')) {
        const qsizetype end = rest.indexOf(u'"', 1);
        return end < 0 ? rest.section(u' ', 0, 0) : rest.mid(1, end - 1);
    }
    const auto end = std::ranges::find_if(rest, [](QChar c) { return c.isSpace(); });
    return rest.left(end - rest.begin());
}

class Reader
{
public:
    Reader(const QByteArray &text, ChangelogParameters &parameters, const Dialect &dialect) : m_text(text), m_parameters(parameters), m_dialect(dialect) {}

    FormattedSql read()
    {
        m_result.isFormatted = isFormattedSql(m_text);
        QByteArrayView line;
        while (nextLine(line))
            take(line);
        finish();
        return std::move(m_result);
    }

private:
    bool nextLine(QByteArrayView &line)
    {
        if (m_at >= m_text.size())
            return false;
        const qsizetype end = m_text.indexOf('\n', m_at);
        line = QByteArrayView(m_text).sliced(m_at, (end < 0 ? m_text.size() : end) - m_at);
        if (line.endsWith('\r'))
            line.chop(1);
        m_at = end < 0 ? m_text.size() : end + 1;
        ++m_number;
        if (m_number == 1 && line.startsWith("\xef\xbb\xbf"))
            line = line.sliced(3);
        return true;
    }

    void take(QByteArrayView line)
    {
        bool indented = false;
        const auto comment = commentOf(line, &indented);
        if (!comment) {
            if (takeRollbackBlock(line))
                return;
            if (line.startsWith('-') && oneDash(line))
                return;
            return plain(line);
        }
        if (directive(*comment, line, indented))
            blank();
        else
            plain(line);
    }

    bool directive(QByteArrayView comment, QByteArrayView line, bool indented)
    {
        const auto is = [&](const char *word) { return startsWithWord(comment, word); };
        if (is("changeset")) {
            begin(line);
            return true;
        }
        if (is("liquibase") && startsWithWord(comment.sliced(9).trimmed(), "formatted")) {
            m_path = attribute(QString::fromUtf8(line), QStringLiteral("logicalFilePath"));
            return true;
        }
        if (is("property ") && property(comment.sliced(9)))
            return true;
        if (!indented && is("ignoreLines:")) {
            ignoreLines(comment.sliced(12).trimmed());
            return true;
        }
        if (!indented && is("comment") && rest(comment, 7)) {
            if (!m_open)
                problem(QStringLiteral("a comment directive stands outside of a changeset: Liquibase refuses the file"));
            else
                m_now.comment = QString::fromUtf8(*rest(comment, 7)).trimmed();
            return true;
        }
        if (!m_open)
            return false;
        if (!indented && is("validCheckSum") && rest(comment, 13)) {
            m_now.validChecksums += QString::fromUtf8(*rest(comment, 13)).trimmed();
            return true;
        }
        if (is("rollback ")) {
            rollbackLine(comment.sliced(9));
            return true;
        }
        if (is("preconditions") || is("precondition-")) {
            m_now.preconditions += QString::fromUtf8(comment).simplified();
            return true;
        }
        return false;
    }

    /// What follows a word with or without its colon, behind one space.
    static std::optional<QByteArrayView> rest(QByteArrayView comment, qsizetype length)
    {
        QByteArrayView text = comment.sliced(length);
        if (text.startsWith(':'))
            text = text.sliced(1);
        return text.startsWith(' ') ? std::optional(text.sliced(1)) : std::nullopt;
    }

    /// "-rollback ..." is a slip that Liquibase refuses.
    bool oneDash(QByteArrayView line)
    {
        const QByteArrayView word = line.sliced(1).trimmed();
        for (const char *known : {"changeset ", "rollback ", "property ", "preconditions ", "comment ", "validCheckSum", "ignoreLines:"}) {
            if (!startsWithWord(word, known))
                continue;
            problem(QStringLiteral("the line has one dash before \"%1\": Liquibase refuses the file").arg(QString::fromLatin1(known).trimmed()));
            blank();
            return true;
        }
        return false;
    }

    void problem(const QString &message, const QString &fix = QStringLiteral("write it as Liquibase's manual has it"))
    {
        auto &list = m_open ? m_now.problems : m_result.problems;
        list.push_back({QStringLiteral("bad-annotation"), message, fix, m_number, true});
    }

    bool property(QByteArrayView text)
    {
        const QString line = QString::fromUtf8(text);
        const qsizetype name = attributeAt(line, QStringLiteral("name"));
        const qsizetype value = attributeAt(line, QStringLiteral("value"));
        if (name < 0 || value < 0)
            return false;
        const auto word = [&](qsizetype at) { return line.mid(at).trimmed().section(u' ', 0, 0); };
        m_parameters.set(word(name), word(value));
        return true;
    }

    void ignoreLines(QByteArrayView what)
    {
        QByteArrayView line;
        if (what == "start") {
            while (nextLine(line)) {
                blank();
                const auto comment = commentOf(line);
                if (comment && startsWithWord(*comment, "ignoreLines:end"))
                    break;
            }
            return;
        }
        bool isNumber = false;
        qint64 count = what.toByteArray().toLongLong(&isNumber);
        if (!isNumber)
            problem(QStringLiteral("ignoreLines needs a number of lines, start or end: Liquibase refuses the file"));
        for (; isNumber && count > 0 && nextLine(line); --count)
            blank();
    }

    bool takeRollbackBlock(QByteArrayView line)
    {
        QByteArrayView text = line.trimmed();
        if (!m_open || !text.startsWith("/*"))
            return false;
        text = text.sliced(2).trimmed();
        if (!startsWithWord(text, "liquibase") || text.sliced(9).trimmed().compare("rollback", Qt::CaseInsensitive) != 0)
            return false;
        blank();
        const qint64 begun = m_number;
        while (nextLine(line)) {
            blank();
            const QByteArrayView trimmed = line.trimmed();
            if (!trimmed.endsWith("*/")) {
                addRollback(line);
                continue;
            }
            if (const QByteArrayView before = trimmed.chopped(2); !before.trimmed().isEmpty())
                addRollback(before);
            return true;
        }
        m_now.problems.push_back({QStringLiteral("bad-annotation"), QStringLiteral("the rollback block is not closed: Liquibase refuses the file"), QStringLiteral("end it with */"), begun, true});
        return true;
    }

    void rollbackLine(QByteArrayView text) { addRollback(text); }

    /// Keeps the line where it is in the file, so that places stay right.
    void addRollback(QByteArrayView text)
    {
        if (m_now.rollbackLine == 0)
            m_now.rollbackLine = m_rollbackNext = m_number;
        if (m_number > m_rollbackNext)
            m_now.rollbackScript += QByteArray(qsizetype(m_number - m_rollbackNext), '\n');
        m_rollbackNext = m_number + 1;
        m_now.rollbackScript += text;
        m_now.rollbackScript += '\n';
    }

    void blank()
    {
        if (m_open)
            m_now.script += '\n';
    }

    void plain(QByteArrayView line)
    {
        if (!m_open) {
            m_before += line;
            m_before += '\n';
            return;
        }
        m_now.sql += line;
        m_now.sql += '\n';
        const QByteArrayView text = line.trimmed();
        // Liquibase takes comments out; a server that wants a space behind the dashes would stumble over them.
        const bool noComment = m_dialect.dashNeedsSpace && text.startsWith("--") && text.size() > 2 && !isSpace(text[2]);
        if (!noComment)
            m_now.script += line;
        m_now.script += '\n';
    }

    void begin(QByteArrayView whole)
    {
        finish();
        if (m_result.changesets.empty() && contentOf(m_before, m_dialect) == ScriptContent::Statements)
            m_outside = true;
        m_now = SqlChangeset();
        m_now.line = m_number;
        m_now.path = m_path;
        m_open = true;
        const QString line = QString::fromUtf8(commentOf(whole)->sliced(9));
        if (!identity(line))
            problem(QStringLiteral("the line is not --changeset author:id: Liquibase refuses the file"));
        const auto text = [&](const char *name) { return m_parameters.filled(attribute(line, QString::fromLatin1(name))); };
        m_now.context = text("contextFilter");
        if (m_now.context.isEmpty())
            m_now.context = text("context");
        m_now.labels = text("labels");
        m_now.dbms = text("dbms");
        if (const QString path = text("logicalFilePath"); !path.isEmpty())
            m_now.path = path;
        m_now.runOnChange = flag(line, "runOnChange", false);
        m_now.runAlways = flag(line, "runAlways", false);
        m_now.runInTransaction = flag(line, "runInTransaction", true);
        m_now.ignore = flag(line, "ignore", false);
        m_delimiter = attribute(line, QStringLiteral("endDelimiter"));
        m_rollbackDelimiter = attribute(line, QStringLiteral("rollbackEndDelimiter"));
        m_now.script = "-- changeset" + commentOf(whole)->sliced(9).toByteArray();
    }

    bool flag(const QString &line, const char *name, bool otherwise)
    {
        const QString value = attribute(line, QString::fromLatin1(name));
        if (value.isEmpty())
            return otherwise;
        if (value.compare(u"true", Qt::CaseInsensitive) != 0 && value.compare(u"false", Qt::CaseInsensitive) != 0)
            problem(QStringLiteral("%1:%2 is neither true nor false: Liquibase refuses the file").arg(QString::fromLatin1(name), value));
        return value.compare(u"true", Qt::CaseInsensitive) == 0;
    }

    bool identity(const QString &line)
    {
        const QString text = line.trimmed();
        if (line.isEmpty() || !line[0].isSpace())
            return false;
        QString author;
        qsizetype at = 0;
        if (text.startsWith(u'"') && text.indexOf(u'"', 1) > 1) {
            at = text.indexOf(u'"', 1);
            author = text.mid(1, at - 1);
            if (++at >= text.size() || text[at] != u':')
                return false;
        } else {
            at = text.indexOf(u':');
            author = text.left(at);
        }
        if (at <= 0)
            return false;
        const QString rest = text.mid(at + 1);
        const bool isQuoted = rest.startsWith(u'"') && rest.indexOf(u'"', 1) > 1;
        const auto end = std::ranges::find_if(rest, [](QChar c) { return c.isSpace(); });
        const QString id = isQuoted ? rest.mid(1, rest.indexOf(u'"', 1) - 1) : rest.left(end - rest.begin());
        m_now.author = m_parameters.filled(author);
        m_now.id = m_parameters.filled(id);
        return !QString(m_now.id).remove(u':').trimmed().isEmpty();
    }

    void finish()
    {
        if (!m_open) {
            m_before = m_before.trimmed();
            return;
        }
        m_open = false;
        m_now.sql = m_parameters.filled(m_now.sql.trimmed());
        if (m_now.sql.isEmpty())
            m_now.problems.push_back({QStringLiteral("empty-script"), QStringLiteral("the changeset has no SQL: Liquibase refuses the file"), QStringLiteral("write it, or remove the changeset"),
                                      m_now.line, true});
        m_now.script = withSemicolons(m_parameters.filled(m_now.script), m_delimiter, m_dialect);
        finishRollback();
        if (m_outside && m_result.changesets.empty())
            m_now.problems.push_back({QStringLiteral("outside-changeset"), QStringLiteral("there is SQL before the first --changeset: Liquibase never runs it"),
                                      QStringLiteral("give it a changeset of its own, or remove it"), 1, false});
        m_result.changesets.push_back(std::move(m_now));
    }

    void finishRollback()
    {
        const QByteArray text = m_parameters.filled(m_now.rollbackScript).trimmed();
        if (text.isEmpty())
            return;
        if (startsWithWord(text, "not required") || startsWithWord(text, "empty")) {
            m_now.rollback = SqlChangeset::Rollback::Nothing;
            m_now.rollbackScript = "-- rollback: " + text + '\n';
            return;
        }
        const QString line = QString::fromUtf8(text);
        if (startsWithWord(text, "changesetid:")) {
            m_now.rollback = SqlChangeset::Rollback::Other;
            m_now.rollbackId = attribute(line, QStringLiteral("changesetId"));
            m_now.rollbackAuthor = attribute(line, QStringLiteral("changesetAuthor"));
            m_now.rollbackPath = attribute(line, QStringLiteral("changesetPath"));
            return;
        }
        m_now.rollback = SqlChangeset::Rollback::Sql;
        m_now.rollbackScript = withSemicolons(m_parameters.filled(m_now.rollbackScript), m_rollbackDelimiter, m_dialect);
    }

    const QByteArray &m_text;
    ChangelogParameters &m_parameters;
    const Dialect &m_dialect;
    FormattedSql m_result;
    SqlChangeset m_now;
    bool m_open = false;
    bool m_outside = false;
    QByteArray m_before;
    QString m_path;
    QString m_delimiter;
    QString m_rollbackDelimiter;
    qsizetype m_at = 0;
    qint64 m_number = 0;
    qint64 m_rollbackNext = 0; ///< the line of the file that stands next in the rollback script
};

} // namespace

void ChangelogParameters::set(const QString &name, const QString &value)
{
    const QByteArray key = name.toUtf8().toLower();
    if (!key.isEmpty() && !m_values.contains(key))
        m_values.insert(key, value.toUtf8());
}

QByteArray ChangelogParameters::filled(const QByteArray &text) const
{
    qsizetype at = text.indexOf("${");
    if (at < 0)
        return text;
    QByteArray result;
    qsizetype done = 0;
    for (; at >= 0; at = text.indexOf("${", done)) {
        result += QByteArrayView(text).sliced(done, at - done);
        const qsizetype end = text.indexOf('}', at);
        const QByteArray name = end < 0 ? QByteArray() : text.mid(at + 2, end - at - 2);
        const auto value = m_values.constFind(name.trimmed().toLower());
        done = end < 0 ? at + 2 : end + 1;
        if (name.startsWith(':')) // written so that it stays
            result += "${" + name.sliced(1) + '}';
        else if (value != m_values.cend())
            result += *value;
        else
            result += QByteArrayView(text).sliced(at, done - at);
    }
    return result + text.mid(done);
}

bool isFormattedSql(const QByteArray &text)
{
    qsizetype at = text.startsWith("\xef\xbb\xbf") ? 3 : 0;
    while (at < text.size()) {
        qsizetype end = text.indexOf('\n', at);
        end = end < 0 ? text.size() : end;
        const QByteArrayView line = QByteArrayView(text).sliced(at, end - at).trimmed();
        at = end + 1;
        if (line.isEmpty())
            continue;
        const auto comment = commentOf(line);
        return comment && startsWithWord(*comment, "liquibase") && startsWithWord(comment->sliced(9).trimmed(), "formatted");
    }
    return false;
}

FormattedSql readFormattedSql(const QByteArray &text, ChangelogParameters &parameters, const Dialect &dialect)
{
    return Reader(text, parameters, dialect).read();
}

QByteArray liquibaseChecksum(const QByteArray &sql)
{
    QByteArray packed = sql;
    packed.removeIf([](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; });
    const QByteArray inner = QCryptographicHash::hash(packed, QCryptographicHash::Md5).toHex();
    return "9:" + QCryptographicHash::hash("9:" + inner + ':', QCryptographicHash::Md5).toHex();
}

} // namespace lk
