-- program: python
-- sent: CREATE TABLE a (b)
def upgrade():
    op.create_table("a")
