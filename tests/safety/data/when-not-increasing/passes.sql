-- expect: 0 caution
-- problem: when-not-increasing passes something is odd about the file
SELECT 1;
