-- expect: 0 caution
-- problem: journal-missing-file passes something is odd about the file
SELECT 1;
