-- expect: 0 caution
-- problem: foreign-program passes something is odd about the file
SELECT 1;
