-- expect: 0 caution
-- problem: cyclic-revisions passes something is odd about the file
SELECT 1;
