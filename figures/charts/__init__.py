"""Drawings of figures, and the two backends that render them."""
