"""Files to take away, headers and compressed answers."""
