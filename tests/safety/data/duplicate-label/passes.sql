-- expect: 0 caution
-- problem: duplicate-label passes something is odd about the file
SELECT 1;
