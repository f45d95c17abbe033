"""Dated tables that a practice loads from official release files: one shape, one SQLite file, no look-up
without a day. The ICD-10-CM tabular list that ships has a room of its own, `reference.icd10cm`."""
