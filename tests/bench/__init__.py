"""Measurements of the dashboard: scripts to run on a quiet machine, no tests."""
