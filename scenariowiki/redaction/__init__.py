"""Masking a text for good wherever it is kept (D1): the one change of what is otherwise never changed."""
