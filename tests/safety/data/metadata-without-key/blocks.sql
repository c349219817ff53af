-- expect: 0 blocks 3:0
-- problem: metadata-without-key blocks something is wrong with the file
SELECT 1;
