-- down: DROP TABLE a;
CREATE TABLE a (b);
