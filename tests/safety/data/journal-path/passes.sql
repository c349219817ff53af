-- expect: 0 caution
-- problem: journal-path passes something is odd about the file
SELECT 1;
