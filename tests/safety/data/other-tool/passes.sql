-- expect: 0 caution
-- problem: other-tool passes something is odd about the file
SELECT 1;
