-- expect: 0 caution
-- down: /* nothing */ ;
CREATE TABLE a (b);
