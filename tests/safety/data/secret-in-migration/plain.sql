-- expect: 0 blocks 7:25
-- expect: 1 blocks
-- expect: 2 blocks
-- expect: 3 blocks
-- expect: 4 blocks
-- expect: 5 blocks
-- reads from postgresql://admin:hunter2@db.example/shop
UPDATE users SET password = 'hunter22' WHERE id = 1;
INSERT INTO keys VALUES ('AKIAIOSFODNN7EXAMPLE');
INSERT INTO keys VALUES ('ghp_0123456789abcdefghijABCDEFGHIJ012345');
INSERT INTO keys VALUES ('-----BEGIN RSA PRIVATE KEY-----');
INSERT INTO links VALUES ('https://me:geheim@shop.example/');
