"""Bytes in; a checked Package, or a list of problems, out."""
