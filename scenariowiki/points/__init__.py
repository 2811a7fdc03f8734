"""Points: what sharing and being useful earn, in a ledger that adds up."""
