-- expect: 0 caution
-- problem: utf16 passes something is odd about the file
SELECT 1;
