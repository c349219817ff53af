-- expect: 1 caution
CREATE UNIQUE INDEX i ON a (b);
