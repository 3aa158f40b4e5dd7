"""Work in the background, with progress that can be watched."""
