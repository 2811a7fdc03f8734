"""The reads of the content standard."""
