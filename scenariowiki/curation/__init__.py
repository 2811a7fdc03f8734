"""Curation: duplicates found, decided in a queue, merged without loss, and taken apart again."""
