"""The library: documents found by their words, whichever database keeps them."""
