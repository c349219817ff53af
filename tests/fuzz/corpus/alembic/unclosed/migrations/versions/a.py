revision = "aaaa"
down_revision = (
"bbbb", ["x", {
def upgrade(:
