-- expect: 0 note
-- problem: not-for-this-run passes something is odd about the file
SELECT 1;
