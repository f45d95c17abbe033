"""From codes to charges: every procedure gets its price or a finding that says why it has none."""
