"""From charges to claims: assembling, signing, and the states a claim goes through."""
