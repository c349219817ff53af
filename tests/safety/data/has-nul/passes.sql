-- expect: 0 caution
-- problem: has-nul passes something is odd about the file
SELECT 1;
