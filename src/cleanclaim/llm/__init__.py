"""Language models: an endpoint asked with our tabular as its tool, and the same tools offered to others."""
