revision = "aaaa"
down_revision = "bbbb"
def upgrade(): pass
