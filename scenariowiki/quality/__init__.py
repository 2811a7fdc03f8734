"""The content standard: a list to judge scenarios by, fair samples, coaching notes, a trend of no person."""
