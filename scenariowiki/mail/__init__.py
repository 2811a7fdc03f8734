"""Mail: what notices look like in a letter box, and how they get there."""
