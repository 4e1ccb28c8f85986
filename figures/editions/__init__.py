"""What leaves the page: files, headers and compressed answers."""
