-- expect: 2 blocks destructive
-- program: python
-- sent: CREATE TABLE b (c)
-- sent: DROP TABLE a
def upgrade():
    op.drop_table("a")
