"""The only writers of the content standard."""
