-- expect: 0 note
-- problem: empty-script passes something is odd about the file
SELECT 1;
