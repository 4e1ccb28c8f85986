"""The finder of hedged figures: it reads the numbers in a text, each with its hedge."""
