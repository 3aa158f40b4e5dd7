"""What waits for whom: the matters of my work, where tasks in a leader's charge stand, the first steps of a new office."""
