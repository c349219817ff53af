-- expect: 0 blocks 3:0
-- problem: unpaired-script blocks something is wrong with the file
SELECT 1;
