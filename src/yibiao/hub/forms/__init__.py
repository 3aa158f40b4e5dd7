"""Forms that units fill in, beside the page: in Excel and back, several at once, and as a package to be signed."""
