"""From the best solution to the standard that everyone works by, and how it is kept true."""
