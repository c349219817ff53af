// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/liquibase/simpleyaml.h"

#include <QStringList>

namespace lk {

namespace {

constexpr int Deepest = 64;

struct Line {
    qsizetype indent = 0;
    QString content; ///< without indentation and comment
    QString raw;
};

QString withoutComment(const QString &text)
{
    QChar quote;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (!quote.isNull())
            quote = c == quote ? QChar() : quote;
        else if ((c == u'"' || c == u'\'') && (i == 0 || !text[i - 1].isLetterOrNumber()))
            quote = c;
        else if (c == u'#' && (i == 0 || text[i - 1].isSpace()))
            return text.left(i);
    }
    return text;
}

/// Where the colon behind a key stands; -1: there is no key.
qsizetype colonOf(const QString &text)
{
    QChar quote;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (!quote.isNull())
            quote = c == quote ? QChar() : quote;
        else if (i == 0 && (c == u'"' || c == u'\''))
            quote = c;
        else if (c == u':' && (i + 1 == text.size() || text[i + 1].isSpace()))
            return i;
    }
    return -1;
}

QString scalar(const QString &written)
{
    const QString text = written.trimmed();
    if (text.size() < 2 || text[0] != text.back() || (text[0] != u'"' && text[0] != u'\''))
        return text == u"~" || text == u"null" ? QString() : text;
    QString inner = text.mid(1, text.size() - 2);
    if (text[0] == u'\'')
        return inner.replace(QStringLiteral("''"), QStringLiteral("'"));
    return inner.replace(QStringLiteral("\\\""), QStringLiteral("\"")).replace(QStringLiteral("\\n"), QStringLiteral("\n")).replace(QStringLiteral("\\\\"), QStringLiteral("\\"));
}

class Reader
{
public:
    Reader(const QByteArray &text, const QString &file) : m_file(file)
    {
        const QStringList lines = QString::fromUtf8(text.startsWith("\xef\xbb\xbf") ? text.sliced(3) : text).split(u'\n');
        m_lines.reserve(size_t(lines.size()));
        for (QString raw : lines) {
            if (raw.endsWith(u'\r'))
                raw.chop(1);
            Line line{0, {}, raw};
            while (line.indent < raw.size() && raw[line.indent] == u' ')
                ++line.indent;
            line.content = withoutComment(raw.mid(line.indent)).trimmed();
            if (line.content == u"---" || line.content == u"..." || line.content.startsWith(u'%'))
                line.content.clear();
            m_lines.push_back(std::move(line));
        }
    }

    Result<ChangelogNode> document()
    {
        ChangelogNode root;
        root.line = 1;
        if (next()) {
            if (auto read = block(root, m_lines[m_at].indent, 0); !read)
                return Failure(read.error());
        }
        if (next())
            return refuse(QStringLiteral("the indentation fits nothing above it"));
        return root;
    }

private:
    /// Whether there is a further line with something on it; m_at is at it.
    bool next()
    {
        while (m_at < m_lines.size() && m_lines[m_at].content.isEmpty())
            ++m_at;
        return m_at < m_lines.size();
    }

    Failure refuse(const QString &why) const
    {
        return Failure(Error{ErrorCode::Usage, QStringLiteral("the changelog can't be read"), {m_file, qint64(m_at) + 1, m_lines[m_at].indent + 1}, why,
                             QStringLiteral("mend the file; Liquibase can't read it either")});
    }

    static bool isItem(const QString &content) { return content == u"-" || content.startsWith(u"- "); }

    Result<void> block(ChangelogNode &node, qsizetype indent, int depth)
    {
        if (depth > Deepest)
            return refuse(QStringLiteral("it is nested too deeply"));
        while (next() && m_lines[m_at].indent == indent) {
            if (m_lines[m_at].raw.startsWith(u'\t'))
                return refuse(QStringLiteral("a tab stands in the indentation"));
            const auto read = isItem(m_lines[m_at].content) ? item(node, indent, depth) : entry(node, indent, depth);
            if (!read)
                return read;
        }
        return {};
    }

    Result<void> item(ChangelogNode &node, qsizetype indent, int depth)
    {
        ChangelogNode &child = node.children.emplace_back();
        child.line = qint64(m_at) + 1;
        Line &line = m_lines[m_at];
        qsizetype offset = 1;
        while (offset < line.content.size() && line.content[offset].isSpace())
            ++offset;
        const QString rest = line.content.mid(offset);
        if (rest.isEmpty()) {
            ++m_at;
            return next() && m_lines[m_at].indent > indent ? block(child, m_lines[m_at].indent, depth + 1) : Result<void>();
        }
        if (rest.startsWith(u'{') || (colonOf(rest) < 0 && !isItem(rest))) {
            ++m_at;
            return value(child, rest, indent, depth);
        }
        line.content = rest; // what follows the dash is a block of its own
        line.indent = indent + offset;
        return block(child, line.indent, depth + 1);
    }

    Result<void> entry(ChangelogNode &node, qsizetype indent, int depth)
    {
        const QString content = m_lines[m_at].content;
        const qsizetype colon = colonOf(content);
        if (colon < 0)
            return refuse(QStringLiteral("a key with a colon is expected"));
        ChangelogNode &child = node.children.emplace_back();
        child.name = scalar(content.left(colon));
        child.line = qint64(m_at) + 1;
        ++m_at;
        return value(child, content.mid(colon + 1).trimmed(), indent, depth);
    }

    /// What stands behind a key or a dash, or below it.
    Result<void> value(ChangelogNode &node, const QString &rest, qsizetype indent, int depth)
    {
        if (rest.startsWith(u'|') || rest.startsWith(u'>')) {
            while (m_at < m_lines.size() && (m_lines[m_at].raw.trimmed().isEmpty() || m_lines[m_at].indent > indent))
                node.text += m_lines[m_at++].raw.trimmed() + u'\n';
            return {};
        }
        if (rest.startsWith(u'{') && rest.endsWith(u'}')) {
            for (const QString &part : rest.mid(1, rest.size() - 2).split(u',')) {
                const qsizetype colon = colonOf(part.trimmed());
                if (colon > 0)
                    node.children.push_back({scalar(part.trimmed().left(colon)), scalar(part.trimmed().mid(colon + 1)), {}, node.line});
            }
            return {};
        }
        if (!rest.isEmpty()) {
            node.text = scalar(rest);
            while (next() && m_lines[m_at].indent > indent && colonOf(m_lines[m_at].content) < 0 && !isItem(m_lines[m_at].content))
                node.text += u' ' + m_lines[m_at++].content; // a plain scalar goes on
            return {};
        }
        if (!next())
            return {};
        const bool listBelow = m_lines[m_at].indent == indent && isItem(m_lines[m_at].content);
        if (m_lines[m_at].indent <= indent && !listBelow)
            return {};
        return listBelow ? list(node, indent, depth + 1) : block(node, m_lines[m_at].indent, depth + 1);
    }

    /// A sequence that is not indented deeper than its key.
    Result<void> list(ChangelogNode &node, qsizetype indent, int depth)
    {
        if (depth > Deepest)
            return refuse(QStringLiteral("it is nested too deeply"));
        while (next() && m_lines[m_at].indent == indent && isItem(m_lines[m_at].content)) {
            if (auto read = item(node, indent, depth); !read)
                return read;
        }
        return {};
    }

    QString m_file;
    std::vector<Line> m_lines;
    size_t m_at = 0;
};

} // namespace

Result<ChangelogNode> readSimpleYaml(const QByteArray &text, const QString &file)
{
    return Reader(text, file).document();
}

} // namespace lk
