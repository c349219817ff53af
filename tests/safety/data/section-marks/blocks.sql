-- expect: 0 blocks 3:0
-- problem: section-marks blocks something is wrong with the file
SELECT 1;
