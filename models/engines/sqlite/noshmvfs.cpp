// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/sqlite/noshmvfs.h"

#include <sqlite3.h>

#include <mutex>

namespace lk {

namespace {

constexpr auto Name = "lockkeeper-noshm";
sqlite3_vfs *baseVfs = nullptr;

// SQLITE_READONLY_CANTINIT is how SQLite's own VFS says "there is no index and I may not make one"; the log is then
// read into an index in memory (wal.c, walBeginShmUnreliable; seen in 3.40.1).
int shmMap(sqlite3_file *, int, int, int, void volatile **region)
{
    *region = nullptr;
    return SQLITE_READONLY_CANTINIT;
}

int shmLock(sqlite3_file *, int, int, int)
{
    return SQLITE_OK;
}

void shmBarrier(sqlite3_file *) {}

int shmUnmap(sqlite3_file *, int)
{
    return SQLITE_OK;
}

int open(sqlite3_vfs *, const char *name, sqlite3_file *file, int flags, int *outFlags)
{
    const int code = baseVfs->xOpen(baseVfs, name, file, flags, outFlags);
    if (code != SQLITE_OK || !(flags & SQLITE_OPEN_MAIN_DB))
        return code;
    // The base VFS gives every main database with locks the same table of functions: one copy serves all.
    static const sqlite3_io_methods methods = [file] {
        sqlite3_io_methods copy = *file->pMethods;
        copy.xShmMap = shmMap;
        copy.xShmLock = shmLock;
        copy.xShmBarrier = shmBarrier;
        copy.xShmUnmap = shmUnmap;
        return copy;
    }();
    file->pMethods = &methods;
    return code;
}

} // namespace

const char *noShmVfs()
{
    static sqlite3_vfs vfs;
    static std::once_flag once;
    std::call_once(once, [] {
        baseVfs = sqlite3_vfs_find(nullptr);
        vfs = *baseVfs;
        vfs.zName = Name;
        vfs.pNext = nullptr;
        vfs.xOpen = open;
        sqlite3_vfs_register(&vfs, 0);
    });
    return Name;
}

} // namespace lk
