-- expect: 0 caution
-- problem: metadata-without-key passes something is odd about the file
SELECT 1;
