"""The page, described once and written as HTML."""
