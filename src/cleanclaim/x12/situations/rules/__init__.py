"""One file for each family of situational rules; every file has its `SITUATIONS`."""
