-- Up
SELECT 1;
-- Down
SELECT 2;
-- Up
-- Down
