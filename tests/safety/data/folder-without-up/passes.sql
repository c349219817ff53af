-- expect: 0 caution
-- problem: folder-without-up passes something is odd about the file
SELECT 1;
