"""Everything done to a figure: a reported number with its hedge.

Modules here are pure: rows in, something out. None imports streamlit, and none knows what the figures are about;
every word on the subject comes from the data package.
"""
