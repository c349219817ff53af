-- expect: 0 caution
-- problem: class-name passes something is odd about the file
SELECT 1;
