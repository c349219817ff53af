-- expect: 0 note
-- problem: stale-schema-file passes something is odd about the file
SELECT 1;
