"""The pure rules of curation: queue items, leases and verdicts; merges, choices and effects."""
