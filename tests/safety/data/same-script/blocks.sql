-- expect: 0 blocks 3:0
-- problem: same-script blocks something is wrong with the file
SELECT 1;
