"""A payer that does not exist: it answers real bytes with real bytes, by a scenario and a seed."""
