-- expect: 0 caution
-- problem: section-marks passes something is odd about the file
SELECT 1;
