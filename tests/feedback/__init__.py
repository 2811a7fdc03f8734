"""Tests of feedback with a clock, gaps and uses."""
