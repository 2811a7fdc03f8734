"""Figures: every benchmark prints a table of ours beside a baseline measured in the same run."""
