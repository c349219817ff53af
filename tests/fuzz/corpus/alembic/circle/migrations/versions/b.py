revision = "bbbb"
down_revision = ("aaaa", "aaaa", "missing")
depends_on = ["bbbb"]
branch_labels = ("x", "x")
def upgrade(): pass
