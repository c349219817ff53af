-- expect: 1 blocks
-- expect: 2 blocks
-- expect: 3 blocks
-- expect: 4 blocks
-- expect: 5 blocks
-- expect: 6 blocks
-- expect: 7 blocks
CREATE TABLE a (id SERIAL PRIMARY KEY); CREATE TABLE b (id INT AUTO_INCREMENT PRIMARY KEY); CREATE TABLE c (d INT) ENGINE = InnoDB;
UPDATE a SET b = now() WHERE c; SELECT '1'::int; INSERT INTO a (b) VALUES (1) ON DUPLICATE KEY UPDATE b = 2; DELETE FROM a WHERE b ILIKE 'x';
