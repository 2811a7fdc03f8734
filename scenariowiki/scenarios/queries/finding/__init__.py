"""Asking for scenarios: the index first, then the database; rights are checked on the rows."""

from scenariowiki.scenarios.queries.finding.asking import Asked, Finder, Found, Results
from scenariowiki.scenarios.queries.finding.database import Key, Listing, Wanted, listing
from scenariowiki.scenarios.queries.finding.likeness import Likeness
from scenariowiki.scenarios.queries.finding.waiting import is_late

__all__ = [
    "Asked",
    "Finder",
    "Found",
    "Key",
    "Likeness",
    "Listing",
    "Results",
    "Wanted",
    "is_late",
    "listing",
]
