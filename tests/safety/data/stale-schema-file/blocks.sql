-- expect: 0 blocks 3:0
-- problem: stale-schema-file blocks something is wrong with the file
SELECT 1;
