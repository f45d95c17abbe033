"""How the tables came to be, one file per step in `versions`; run by Alembic from inside the package."""
