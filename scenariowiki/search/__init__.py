"""Finding scenarios: what people ask, the index that answers, and texts that say the same."""
