// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMap>

#include <functional>
#include <memory>

struct sqlite3_vfs;

namespace lk {

/// A database "file" that SQLite's online backup can write to and that is nowhere: its bytes come out once, from the first to
/// the last, as they would stand in a file. SQLite writes the pages in their order but for the first, which it writes
/// last; so whoever wants the bytes has to know the first page before, from a run of the same backup whose bytes nobody
/// wanted. Pages out of their order wait in memory.
class PageStream
{
public:
    /// Gets the bytes; false ends the backup.
    using Sink = std::function<bool(QByteArrayView)>;

    /// Only looks for the first page.
    PageStream() : PageStream({}, {}) {}
    /// @p firstPage is that of a run before over the same content.
    PageStream(QByteArray firstPage, Sink sink);
    ~PageStream();
    Q_DISABLE_COPY_MOVE(PageStream)

    /// The VFS by which a database of any name is this one.
    const char *vfs() const { return m_name.constData(); }
    const QByteArray &firstPage() const { return m_first; }
    qint64 size() const { return m_size; }
    /// Whether all bytes came out, and the first page was as foretold.
    bool isWhole() const { return m_pending.isEmpty() && m_emitted == m_size && !m_differs; }

    int write(QByteArrayView bytes, qint64 offset);
    int read(char *into, int count, qint64 offset) const;
    void truncate(qint64 size) { m_size = qMin(m_size, size); }

private:
    bool emitBytes(QByteArrayView bytes);

    QByteArray m_name;
    QByteArray m_first;
    Sink m_sink;
    std::unique_ptr<sqlite3_vfs> m_vfs;
    QMap<qint64, QByteArray> m_pending; ///< by offset
    qint64 m_emitted = 0;
    qint64 m_size = 0;
    bool m_differs = false;
};

} // namespace lk
