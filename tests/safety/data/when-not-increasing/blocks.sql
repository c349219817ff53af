-- expect: 0 blocks 3:0
-- problem: when-not-increasing blocks something is wrong with the file
SELECT 1;
