-- set: bare
CREATE TABLE a (b);
