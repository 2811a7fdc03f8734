"""Feedback with a clock, gaps in the catalogue, and whether a solution helped."""
