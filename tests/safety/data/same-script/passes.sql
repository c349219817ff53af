-- expect: 0 caution
-- problem: same-script passes something is odd about the file
SELECT 1;
