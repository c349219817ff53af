-- expect: 0 note
-- problem: number-gap passes something is odd about the file
SELECT 1;
