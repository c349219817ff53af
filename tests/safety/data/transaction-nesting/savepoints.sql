-- expect: 1 caution
-- expect: 2 caution
-- expect: 3 caution
SAVEPOINT a; ROLLBACK TO a; RELEASE a;
