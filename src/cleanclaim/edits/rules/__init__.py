"""One edit per file. Whatever lies in this folder runs; see docs/how-to/add-an-edit.md."""
