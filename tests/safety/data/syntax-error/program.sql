-- program: python
-- sent: CREATE TABLE b (c)
def upgrade(:
