-- expect: 0 blocks 3:0
-- problem: journal-missing-file blocks something is wrong with the file
SELECT 1;
