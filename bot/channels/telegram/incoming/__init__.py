"""Updates: fetched or received, parsed once, answered in order, and kept as dead letters where that fails."""
