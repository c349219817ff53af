-- expect: 0 caution
-- problem: tool-callback passes something is odd about the file
SELECT 1;
