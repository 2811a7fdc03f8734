"""Finds all pairs of a collection that tell the same, without comparing everything with everything."""

from scenariowiki.search.duplicates.batch.collection import Collection
from scenariowiki.search.duplicates.batch.judging import Judged, judge

__all__ = ["Collection", "Judged", "judge"]
