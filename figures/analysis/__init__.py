"""Records selected, compared and worked out."""
