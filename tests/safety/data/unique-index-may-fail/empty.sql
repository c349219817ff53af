-- rows: a 0
CREATE UNIQUE INDEX i ON a (b);
