"""The only writers of SOPs and of reviews."""
