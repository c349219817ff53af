-- expect: 0 note
-- problem: comment-only passes something is odd about the file
SELECT 1;
