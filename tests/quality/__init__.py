"""Tests of the content standard: its list, samples, reviews and trend."""
