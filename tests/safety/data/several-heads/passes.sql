-- expect: 0 caution
-- problem: several-heads passes something is odd about the file
SELECT 1;
