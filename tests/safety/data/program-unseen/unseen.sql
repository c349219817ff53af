-- expect: 0 caution
-- program: python
-- down: def downgrade(): pass
def upgrade():
    op.drop_table("a")
