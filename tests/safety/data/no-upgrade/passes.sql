-- expect: 0 caution
-- problem: no-upgrade passes something is odd about the file
SELECT 1;
