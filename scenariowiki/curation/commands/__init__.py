"""What curators do, and what happens by itself to the queue."""
