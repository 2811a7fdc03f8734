"""What the deliveries share."""
