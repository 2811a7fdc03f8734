"""Chinese text as values: folding for matching, words, scripts."""

from scenariowiki.text.chinese.folding import fold

__all__ = ["fold"]
