-- expect: 0 caution
-- problem: ignored-option passes something is odd about the file
SELECT 1;
