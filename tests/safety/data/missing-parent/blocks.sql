-- expect: 0 blocks 3:0
-- problem: missing-parent blocks something is wrong with the file
SELECT 1;
