-- expect: 0 caution
-- problem: missing-parent passes something is odd about the file
SELECT 1;
