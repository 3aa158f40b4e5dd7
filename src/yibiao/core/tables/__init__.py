"""District tables 一区一表: the commitments of one unit laid out in the columns of a form."""
