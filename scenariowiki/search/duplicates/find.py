"""Ranks candidates by how probable it is that they tell what is being written, and says why."""

from collections.abc import Sequence
from dataclasses import dataclass

from scenariowiki.search.duplicates.features import compare, ratio, regime
from scenariowiki.search.duplicates.letters import is_lettered, likeness
from scenariowiki.search.duplicates.matched import matched_phrases
from scenariowiki.search.duplicates.model import fitted
from scenariowiki.search.duplicates.prepared import Prepared, condense, prepare
from scenariowiki.search.duplicates.reasons import Reason, reasons_of
from scenariowiki.search.duplicates.terms import Statistics


@dataclass(frozen=True, kw_only=True, slots=True)
class Probe:
    """What is being written."""

    title: str
    situation: str = ""
    category: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A scenario the index came up with, which the asker may read; `text` is its situation."""

    id: int
    title: str
    text: str
    category: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """A candidate's probability, the phrases of it that the probe has too, and the reasons."""

    id: int
    score: float
    matched: tuple[str, ...]
    reasons: tuple[Reason, ...]


def similar(
    probe: Probe, candidates: Sequence[Candidate], statistics: Statistics, limit: int = 10
) -> list[Match]:
    """Rank the candidates, best first, with a stated probability; none is left out for being improbable.

    What is written in letters is ranked by the pieces of its words: the features were fitted on Chinese.
    """
    compared = [(candidate, *_views(probe, candidate)) for candidate in candidates]
    statistics.learn(*(bag for _, *pair in compared for text in pair for bag in (text.words, text.signs)))
    rated = [
        (candidate, regime(one, other), _features(probe, candidate, one, other, statistics))
        for candidate, one, other in compared
    ]
    near = [
        likeness(one, other, statistics) if is_lettered(one) else 0.0 for _candidate, one, other in compared
    ]
    ranked = sorted(
        (
            (fitted()[kind].probability(features), candidate, kind, features, alike)
            for (candidate, kind, features), alike in zip(rated, near, strict=True)
        ),
        key=lambda rating: (-rating[4], -rating[0], rating[1].id),
    )
    told = _whole(probe.title, probe.situation)
    return [
        Match(
            id=candidate.id,
            score=score,
            matched=matched_phrases(_whole(candidate.title, candidate.text), told),
            reasons=reasons_of(features, kind),
        )
        for score, candidate, kind, features, _alike in ranked[:limit]
    ]


def _views(probe: Probe, candidate: Candidate) -> tuple[Prepared, Prepared]:
    """Compare like with like: where one side has only a title yet, titles are held against each other."""
    if probe.situation and candidate.text:
        return prepare(_whole(probe.title, probe.situation)), prepare(_whole(candidate.title, candidate.text))
    return prepare(probe.title or probe.situation), prepare(candidate.title or candidate.text)


def _whole(title: str, text: str) -> str:
    return f"{title}\n{text}" if text else title


def _features(
    probe: Probe, candidate: Candidate, one: Prepared, other: Prepared, statistics: Statistics
) -> tuple[float, ...]:
    return compare(
        one,
        other,
        ratio(condense(probe.title), condense(candidate.title)),
        same_category=probe.category is not None and probe.category == candidate.category,
        statistics=statistics,
    )
