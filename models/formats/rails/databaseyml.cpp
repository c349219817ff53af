// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/rails/databaseyml.h"

#include <QRegularExpression>

#include <vector>

namespace lk {

namespace {

constexpr int DeepestLevel = 32;

/// What a Ruby expression gives, where it only looks at a variable.
std::optional<QString> evaluated(const QString &expression, const std::function<QString(const QString &)> &variable)
{
    static const QRegularExpression Lookup(QStringLiteral(R"(^ENV(?:\[\s*(["'])(\w+)\1\s*\]|\.fetch\(\s*(["'])(\w+)\3\s*(?:,\s*(.+?))?\s*\))\s*(?:(?:\|\||\{)\s*(.+?)\s*\}?)?$)"));
    static const QRegularExpression Literal(QStringLiteral(R"(^(?:(["'])([^"'#\\]*)\1|(\d+)|nil)$)"));
    const auto match = Lookup.match(expression.trimmed());
    if (!match.hasMatch())
        return std::nullopt;
    const QString set = variable(match.captured(2) + match.captured(4));
    if (!set.isEmpty())
        return set;
    const QString otherwise = match.captured(5).isEmpty() ? match.captured(6).trimmed() : match.captured(5);
    if (otherwise.isEmpty())
        return match.captured(4).isEmpty() ? std::optional(QString()) : std::nullopt; // fetch without a default fails
    const auto literal = Literal.match(otherwise);
    return literal.hasMatch() ? std::optional(literal.captured(2) + literal.captured(3)) : evaluated(otherwise, variable);
}

struct Line {
    qsizetype indent = 0;
    QString key = {};
    QString value = {}; ///< as written
    bool isItem = false;
    qint64 number = 0;
};

class Reader
{
public:
    Reader(const QString &file, const std::function<QString(const QString &)> &variable) : m_file(file), m_variable(variable) {}

    Result<YamlValue> read(const QByteArray &text)
    {
        qint64 number = 0;
        for (const QByteArray &bytes : text.split('\n')) {
            ++number;
            if (auto taken = take(QString::fromUtf8(bytes), number); !taken)
                return Failure(taken.error());
        }
        auto root = mapping(0, 0);
        if (root && m_hasRuby)
            for (YamlValue &value : root->map)
                spoil(value);
        if (root && m_at < m_lines.size())
            return error(m_lines[m_at].number, QStringLiteral("the line is indented like none above it"));
        return root;
    }

private:
    Failure error(qint64 line, const QString &why) const
    {
        return Failure(Error{ErrorCode::Usage, QStringLiteral("the configuration can't be read"), {m_file, line, 0}, why, QStringLiteral("mend the line")});
    }

    static void spoil(YamlValue &value)
    {
        value.isStatic = false;
        for (YamlValue &below : value.map)
            spoil(below);
    }

    /// The place of a comment's sign, outside of quotes and Ruby.
    static qsizetype commentOf(const QString &line)
    {
        QChar quote;
        for (qsizetype i = 0; i < line.size(); ++i) {
            if (!quote.isNull()) {
                if (line[i] == quote)
                    quote = QChar();
            } else if (line.mid(i, 2) == u"<%") {
                const qsizetype end = line.indexOf(u"%>", i);
                i = end < 0 ? line.size() : end + 1;
            } else if ((line[i] == u'"' || line[i] == u'\'') && (i == 0 || line[i - 1] == u' ')) {
                quote = line[i];
            } else if (line[i] == u'#' && (i == 0 || line[i - 1].isSpace())) {
                return i;
            }
        }
        return line.size();
    }

    Result<void> take(QString line, qint64 number)
    {
        line.truncate(commentOf(line));
        while (!line.isEmpty() && line.back().isSpace())
            line.chop(1);
        const QString bare = line.trimmed();
        if (bare.isEmpty() || bare == u"---" || bare == u"...")
            return {};
        if (bare.startsWith(u"<%") && !bare.startsWith(u"<%=")) {
            m_hasRuby = m_hasRuby || !bare.startsWith(u"<%#");
            return {};
        }
        Line one{line.indexOf(bare), {}, {}, false, number};
        if (line.left(one.indent).contains(u'\t'))
            return error(number, QStringLiteral("it is indented by a tab, which YAML does not allow"));
        if (bare.startsWith(u"- ")) {
            one.isItem = true;
            one.value = bare.sliced(2).trimmed();
        } else {
            qsizetype colon = bare.indexOf(u": ");
            if (colon < 0 && bare.endsWith(u':'))
                colon = bare.size() - 1;
            if (colon <= 0)
                return error(number, QStringLiteral("this is no key with a value"));
            one.key = unquoted(bare.left(colon).trimmed());
            one.value = bare.sliced(colon + 1).trimmed();
        }
        m_lines.push_back(std::move(one));
        return {};
    }

    static QString unquoted(const QString &text)
    {
        if (text.size() < 2 || (text.front() != u'"' && text.front() != u'\'') || text.back() != text.front())
            return text;
        QString inner = text.sliced(1).chopped(1);
        return text.front() == u'\'' ? inner.replace(QStringLiteral("''"), QStringLiteral("'")) : inner.replace(QStringLiteral("\\\""), QStringLiteral("\"")).replace(QStringLiteral("\\\\"), QStringLiteral("\\"));
    }

    YamlValue scalar(const QString &written) const
    {
        YamlValue value{unquoted(written)};
        if (written == u"~" || written == u"null")
            value.text.clear();
        while (value.isStatic) {
            const qsizetype begin = value.text.indexOf(u"<%");
            if (begin < 0)
                break;
            const qsizetype end = value.text.indexOf(u"%>", begin);
            const bool prints = value.text.mid(begin, 3) == u"<%=";
            const auto result = prints && end > 0 ? evaluated(value.text.sliced(begin + 3, end - begin - 3), m_variable) : std::nullopt;
            value.isStatic = result && !result->contains(u"<%");
            if (value.isStatic)
                value.text.replace(begin, end + 2 - begin, *result);
        }
        return value;
    }

    static void merge(YamlValue &into, const YamlValue &from)
    {
        for (const QString &key : from.order) {
            if (!into.map.contains(key)) {
                into.order += key;
                into.map.insert(key, from.map[key]);
            }
        }
        into.isStatic = into.isStatic && from.isStatic;
    }

    Result<YamlValue> mapping(qsizetype indent, int level)
    {
        YamlValue result;
        if (level > DeepestLevel)
            return error(m_lines[m_at].number, QStringLiteral("it is nested too deeply"));
        while (m_at < m_lines.size() && m_lines[m_at].indent == indent) {
            const Line line = m_lines[m_at++];
            if (line.isItem) {
                result.list += scalar(line.value).text;
                continue;
            }
            QString written = line.value;
            QString anchor;
            if (written.startsWith(u'&')) {
                anchor = written.section(u' ', 0, 0).sliced(1);
                written = written.section(u' ', 1).trimmed();
            }
            YamlValue value;
            const bool below = m_at < m_lines.size() && (m_lines[m_at].indent > indent || (m_lines[m_at].indent == indent && m_lines[m_at].isItem));
            if (written.startsWith(u'*')) {
                if (!m_anchors.contains(written.sliced(1)))
                    return error(line.number, QStringLiteral("there is no &%1 above").arg(written.sliced(1)));
                value = m_anchors[written.sliced(1)];
            } else if (written.isEmpty() && below) {
                auto inner = m_lines[m_at].indent > indent ? mapping(m_lines[m_at].indent, level + 1) : items(indent);
                if (!inner)
                    return inner;
                value = *std::move(inner);
            } else if (written.startsWith(u'[') && written.endsWith(u']')) {
                for (const QString &item : written.sliced(1).chopped(1).split(u',', Qt::SkipEmptyParts))
                    value.list += scalar(item.trimmed()).text;
            } else if (written.startsWith(u'{') || written.startsWith(u'[') || written.startsWith(u'|') || written.startsWith(u'>')) {
                value.text = written;
                value.isStatic = false; // YAML that Rails reads and we do not
                while (m_at < m_lines.size() && m_lines[m_at].indent > indent)
                    ++m_at;
            } else {
                value = scalar(written);
            }
            if (!anchor.isEmpty())
                m_anchors.insert(anchor, value);
            if (line.key == u"<<") {
                merge(result, value);
                continue;
            }
            if (!result.map.contains(line.key))
                result.order += line.key;
            result.map.insert(line.key, value);
        }
        return result;
    }

    Result<YamlValue> items(qsizetype indent)
    {
        YamlValue result;
        while (m_at < m_lines.size() && m_lines[m_at].indent == indent && m_lines[m_at].isItem)
            result.list += scalar(m_lines[m_at++].value).text;
        return result;
    }

    QString m_file;
    const std::function<QString(const QString &)> &m_variable;
    std::vector<Line> m_lines;
    size_t m_at = 0;
    bool m_hasRuby = false;
    QMap<QString, YamlValue> m_anchors;
};

} // namespace

Result<YamlValue> readDatabaseYml(const QByteArray &text, const QString &file, const std::function<QString(const QString &)> &variable)
{
    return Reader(file, variable).read(text.startsWith("\xef\xbb\xbf") ? text.sliced(3) : text);
}

} // namespace lk
