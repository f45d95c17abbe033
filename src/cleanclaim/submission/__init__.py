"""Claims on their way out: batches and control numbers, and the answers that come back to them."""
