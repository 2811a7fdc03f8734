"""The rules of SOPs: versions, texts, promotion and reviews."""
