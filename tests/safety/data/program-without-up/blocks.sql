-- expect: 0 blocks 3:0
-- problem: program-without-up blocks something is wrong with the file
SELECT 1;
