-- expect: 0 caution
-- problem: runs-always passes something is odd about the file
SELECT 1;
