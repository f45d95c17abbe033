"""From a claim to findings: one file per edit, in `rules/`, found by looking into the folder."""
