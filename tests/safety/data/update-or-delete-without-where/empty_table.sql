-- rows: a 0
DELETE FROM a;
