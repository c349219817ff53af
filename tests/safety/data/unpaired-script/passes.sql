-- expect: 0 caution
-- problem: unpaired-script passes something is odd about the file
SELECT 1;
