"""The only writers of feedback; each records what it did."""
