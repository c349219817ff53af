-- expect: 1 blocks destructive
-- rows: a 12
DELETE FROM a;
