"""Paper: claims drawn on blank pages."""
