-- expect: 0 caution
-- problem: tool-precondition passes something is odd about the file
SELECT 1;
