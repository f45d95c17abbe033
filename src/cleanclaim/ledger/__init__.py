"""Double entry in whole cents: accounts, balanced entries, balances. Knows no payer and no claim form."""
