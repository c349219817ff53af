def down;
end
def down; raise