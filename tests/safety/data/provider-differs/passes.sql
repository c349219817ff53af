-- expect: 0 caution
-- problem: provider-differs passes something is odd about the file
SELECT 1;
