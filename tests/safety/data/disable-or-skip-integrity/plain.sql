-- expect: 1 caution
PRAGMA foreign_keys = OFF; DELETE FROM a WHERE b;
