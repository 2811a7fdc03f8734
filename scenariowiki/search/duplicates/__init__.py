"""Finds scenarios that tell the same thing, and says how probable that is and why."""

from scenariowiki.search.duplicates.find import Candidate, Match, Probe, similar
from scenariowiki.search.duplicates.model import LIKELY, maybe
from scenariowiki.search.duplicates.reasons import Reason
from scenariowiki.search.duplicates.terms import Statistics, candidate_terms

__all__ = [
    "LIKELY",
    "Candidate",
    "Match",
    "Probe",
    "Reason",
    "Statistics",
    "candidate_terms",
    "maybe",
    "similar",
]
