"""Figures, reports and their bounds as plain Python records."""
