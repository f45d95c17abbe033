"""Dated reference tables: what official code sets say, asked by the date that the rule names."""
