-- expect: 0 blocks 3:0
-- problem: no-up-method blocks something is wrong with the file
SELECT 1;
