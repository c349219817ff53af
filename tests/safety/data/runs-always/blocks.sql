-- expect: 0 blocks 3:0
-- problem: runs-always blocks something is wrong with the file
SELECT 1;
