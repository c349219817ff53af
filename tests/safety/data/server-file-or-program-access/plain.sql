-- expect: 1 blocks
-- expect: 2 blocks
-- expect: 3 blocks
ATTACH 'other.db' AS o; SELECT load_extension('x'); VACUUM INTO 'copy.db';
