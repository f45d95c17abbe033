"""The nouns of the revenue cycle: frozen records. Nothing here decides, computes a price or opens a file."""
