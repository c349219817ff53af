-- expect: 1 blocks
-- expect: 2 blocks
-- expect: 3 blocks
-- expect: 4 blocks
VACUUM; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA wal_checkpoint(TRUNCATE);
