"""The front door: practice files, notes and charge exports in, frozen records and findings out."""
