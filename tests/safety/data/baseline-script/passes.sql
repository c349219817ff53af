-- expect: 0 note
-- problem: baseline-script passes something is odd about the file
SELECT 1;
