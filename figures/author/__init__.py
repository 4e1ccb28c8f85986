"""The author's tools: from the text of an article to a package that a person finishes."""
