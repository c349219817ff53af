// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/sqlite/pagestream.h"

#include <sqlite3.h>

#include <atomic>
#include <cstring>

namespace lk {

namespace {

struct StreamFile {
    sqlite3_file base;
    PageStream *stream;
};

PageStream &of(sqlite3_file *file)
{
    return *reinterpret_cast<StreamFile *>(file)->stream;
}

const sqlite3_io_methods &methods()
{
    static const sqlite3_io_methods table = [] {
        sqlite3_io_methods m{};
        m.iVersion = 1;
        m.xClose = [](sqlite3_file *) { return SQLITE_OK; };
        m.xRead = [](sqlite3_file *file, void *into, int count, sqlite3_int64 offset) {
            return of(file).read(static_cast<char *>(into), count, offset);
        };
        m.xWrite = [](sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
            return of(file).write(QByteArrayView(static_cast<const char *>(bytes), count), offset);
        };
        m.xTruncate = [](sqlite3_file *file, sqlite3_int64 size) {
            of(file).truncate(size);
            return SQLITE_OK;
        };
        m.xSync = [](sqlite3_file *, int) { return SQLITE_OK; };
        m.xFileSize = [](sqlite3_file *file, sqlite3_int64 *size) {
            *size = of(file).size();
            return SQLITE_OK;
        };
        m.xLock = [](sqlite3_file *, int) { return SQLITE_OK; };
        m.xUnlock = [](sqlite3_file *, int) { return SQLITE_OK; };
        m.xCheckReservedLock = [](sqlite3_file *, int *held) {
            *held = 0;
            return SQLITE_OK;
        };
        m.xFileControl = [](sqlite3_file *, int, void *) { return SQLITE_NOTFOUND; };
        m.xSectorSize = [](sqlite3_file *) { return 4096; };
        m.xDeviceCharacteristics = [](sqlite3_file *) { return 0; };
        return m;
    }();
    return table;
}

int open(sqlite3_vfs *vfs, const char *, sqlite3_file *file, int flags, int *outFlags)
{
    file->pMethods = nullptr;
    if (!(flags & SQLITE_OPEN_MAIN_DB))
        return SQLITE_CANTOPEN;
    auto *own = reinterpret_cast<StreamFile *>(file);
    own->stream = static_cast<PageStream *>(vfs->pAppData);
    own->base.pMethods = &methods();
    if (outFlags)
        *outFlags = flags;
    return SQLITE_OK;
}

int noSuchFile(sqlite3_vfs *, const char *, int, int *found)
{
    *found = 0;
    return SQLITE_OK;
}

int nameItself(sqlite3_vfs *, const char *name, int size, char *out)
{
    qstrncpy(out, name, size_t(size));
    return SQLITE_OK;
}

} // namespace

PageStream::PageStream(QByteArray firstPage, Sink sink)
    : m_first(std::move(firstPage)), m_sink(std::move(sink)), m_vfs(std::make_unique<sqlite3_vfs>(*sqlite3_vfs_find(nullptr)))
{
    static std::atomic<int> number = 0;
    m_name = "lockkeeper-stream-" + QByteArray::number(++number);
    m_vfs->zName = m_name.constData();
    m_vfs->pNext = nullptr;
    m_vfs->pAppData = this;
    m_vfs->szOsFile = sizeof(StreamFile);
    m_vfs->xOpen = open;
    m_vfs->xDelete = [](sqlite3_vfs *, const char *, int) { return SQLITE_OK; };
    m_vfs->xAccess = noSuchFile;
    m_vfs->xFullPathname = nameItself;
    sqlite3_vfs_register(m_vfs.get(), 0);
}

PageStream::~PageStream()
{
    sqlite3_vfs_unregister(m_vfs.get());
}

bool PageStream::emitBytes(QByteArrayView bytes)
{
    m_emitted += bytes.size();
    return m_sink(bytes);
}

int PageStream::write(QByteArrayView bytes, qint64 offset)
{
    m_size = std::max(m_size, offset + bytes.size());
    if (!m_sink) {
        if (offset == 0)
            m_first = bytes.toByteArray();
        return SQLITE_OK;
    }
    if (m_emitted == 0 && !emitBytes(m_first))
        return SQLITE_IOERR_WRITE;
    if (offset == 0) {
        m_differs = bytes != QByteArrayView(m_first);
        return m_differs ? SQLITE_IOERR_WRITE : SQLITE_OK;
    }
    if (offset < m_emitted)
        return SQLITE_IOERR_WRITE; // it is out already
    if (offset > m_emitted) {
        m_pending.insert(offset, bytes.toByteArray());
        return SQLITE_OK;
    }
    if (!emitBytes(bytes))
        return SQLITE_IOERR_WRITE;
    while (!m_pending.isEmpty() && m_pending.firstKey() == m_emitted) {
        if (!emitBytes(m_pending.take(m_emitted)))
            return SQLITE_IOERR_WRITE;
    }
    return SQLITE_OK;
}

int PageStream::read(char *into, int count, qint64 offset) const
{
    std::memset(into, 0, size_t(count));
    const qint64 known = offset + count <= m_first.size() && m_size > 0 ? count : 0;
    std::memcpy(into, m_first.constData() + (known ? offset : 0), size_t(known));
    return known ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

} // namespace lk
