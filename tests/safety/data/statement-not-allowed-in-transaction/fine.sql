PRAGMA journal_mode; PRAGMA user_version = 3; REINDEX; ANALYZE;
