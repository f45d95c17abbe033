"""cleanclaim: from a clinical note to a paid claim."""

__version__ = "0.1.0"
