"""The coding guidelines, one file each; `cleanclaim.coding.guideline` says what a file holds."""
