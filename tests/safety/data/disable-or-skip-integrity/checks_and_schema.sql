-- expect: 1 blocks
-- expect: 2 blocks
PRAGMA ignore_check_constraints = 1; PRAGMA writable_schema = ON;
