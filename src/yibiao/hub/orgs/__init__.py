"""Units and people: the tree, groups, posts, who holds them and who acts for whom."""
