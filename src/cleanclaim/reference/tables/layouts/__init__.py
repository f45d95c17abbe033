"""One file per official layout; whatever lies here is tried, in the order of the file names."""
