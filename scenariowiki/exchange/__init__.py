"""Scenarios in and out as files: CSV, XLSX, JSON, JSON Lines, Markdown."""
