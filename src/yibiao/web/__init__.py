"""Pages and API: parses what is asked, calls an action of the hub, renders the answer. HTTP is known here alone."""
