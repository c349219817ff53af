-- expect: 0 caution
CREATE TABLE a (b);
