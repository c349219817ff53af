-- expect: 0 blocks 3:0
-- problem: has-nul blocks something is wrong with the file
SELECT 1;
