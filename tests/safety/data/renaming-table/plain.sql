-- expect: 1 blocks
ALTER TABLE a RENAME TO b;
