"""Strings in, values out: folding, tokens, diffs, three-way merges, attribution, Markdown."""
