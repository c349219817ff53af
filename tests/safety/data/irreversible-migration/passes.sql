-- expect: 0 note
-- problem: irreversible-migration passes something is odd about the file
SELECT 1;
