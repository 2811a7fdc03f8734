"""Rules of feedback: states of tickets and of gaps, limits and their clock."""
