-- expect: 1 caution
DROP INDEX i;
