"""The rules of the content standard: the list, fair draws, shares that name nobody."""
