-- expect: 0 blocks 3:0
-- problem: utf16 blocks something is wrong with the file
SELECT 1;
