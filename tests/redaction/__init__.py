"""Tests of masking a text for good (D1, U11)."""
