-- expect: 0 blocks destructive
-- set: whole-file
CREATE TABLE a (b);
-- +goose Down
DROP TABLE a;
