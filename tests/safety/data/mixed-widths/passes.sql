-- expect: 0 note
-- problem: mixed-widths passes something is odd about the file
SELECT 1;
