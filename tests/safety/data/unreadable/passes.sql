-- expect: 0 caution
-- problem: unreadable passes something is odd about the file
SELECT 1;
