-- expect: 0 caution
-- problem: missing-breakpoint passes something is odd about the file
SELECT 1;
