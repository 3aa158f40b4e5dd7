"""The history of things: entries of the log in sentences, by whoever may read them."""
