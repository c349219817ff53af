-- expect: 1 caution
-- expect: 2 caution
DROP VIEW v; DROP TRIGGER t;
