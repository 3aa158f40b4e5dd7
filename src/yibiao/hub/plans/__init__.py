"""Documents, plans compiled from them, corrections, published versions, revisions."""
