"""Finds all pairs of a collection that tell the same, without comparing everything with everything."""

from scenariowiki.search.duplicates.batch.collection import Collection
from scenariowiki.search.duplicates.batch.judging import Judge, Judged

__all__ = ["Collection", "Judge", "Judged"]
