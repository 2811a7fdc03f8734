"""What the ledger tells: balances, statements, rankings, and whether it adds up."""
