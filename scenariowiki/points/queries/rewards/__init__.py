"""What rewards there are for somebody, what was asked for, and what waits for a decision."""
