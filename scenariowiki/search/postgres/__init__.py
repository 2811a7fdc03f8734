"""The search engine for many scenarios: PostgreSQL's inverted index, fed with our tokens only."""
