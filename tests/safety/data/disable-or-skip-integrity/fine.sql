PRAGMA foreign_keys = ON; PRAGMA foreign_keys; PRAGMA foreign_key_check; PRAGMA writable_schema = OFF; PRAGMA defer_foreign_keys = ON;
