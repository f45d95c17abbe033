"""What a unit of work can keep and find, one group of tables per file."""
