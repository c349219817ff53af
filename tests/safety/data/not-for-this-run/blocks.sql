-- expect: 0 blocks 3:0
-- problem: not-for-this-run blocks something is wrong with the file
SELECT 1;
