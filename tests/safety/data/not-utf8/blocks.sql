-- expect: 0 blocks 3:0
-- problem: not-utf8 blocks something is wrong with the file
SELECT 1;
