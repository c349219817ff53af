-- expect: 0 caution
-- problem: bad-file-name passes something is odd about the file
SELECT 1;
