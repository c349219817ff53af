-- expect: 0 caution
-- problem: unset-variable passes something is odd about the file
SELECT 1;
