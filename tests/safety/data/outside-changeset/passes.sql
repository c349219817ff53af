-- expect: 0 caution
-- problem: outside-changeset passes something is odd about the file
SELECT 1;
