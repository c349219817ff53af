-- expect: 1 blocks destructive
-- rows: old 12
DROP TABLE old;
