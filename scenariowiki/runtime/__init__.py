"""What the deliveries share: the database session, health, backup, the texts of codes."""
