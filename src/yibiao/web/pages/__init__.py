"""The pages, one module for each place of the site; all are rendered on the server."""
