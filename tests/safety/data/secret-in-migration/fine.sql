-- see https://shop.example:8080/path and postgresql://admin:${PASSWORD}@db/shop
CREATE TABLE users (password TEXT NOT NULL, password_reset TEXT, secret TEXT DEFAULT '');
UPDATE users SET password = NULL WHERE password = '****';
INSERT INTO words VALUES ('password', 'secret', 'e-mail me@shop.example');
