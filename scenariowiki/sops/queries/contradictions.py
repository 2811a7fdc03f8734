"""Standards that contradict another one for a like situation, or a like solution with other numbers.

The detector of duplicates says what is alike; numbers, amounts and times that differ say that both cannot be
right (R59). A pair that a curator called distinct is no contradiction until one is another text (Q5).
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from scenariowiki.curation.models import DuplicateCandidate, PairVerdict
from scenariowiki.curation.queries import pairs
from scenariowiki.curation.rules.items import Verdict
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.kernel.db import AnyRow
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.rules.states import State
from scenariowiki.search.duplicates import LIKELY
from scenariowiki.sops.models import Sop, SopVersion
from scenariowiki.sops.rules import texts
from scenariowiki.sops.rules.versions import VersionState


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """An SOP in force and what speaks against it, since when; either an SOP or a solution."""

    sop_id: int
    since: dt.datetime
    against_sop: int | None = None
    against_solution: int | None = None

    def facts(self) -> Mapping[str, Any]:
        """Return what a review keeps of it."""
        return {"sop": self.against_sop, "solution": self.against_solution}


def list_contradictions(session: Session) -> Iterator[Contradiction]:
    """List every contradiction there is; as many rows are read as standards have pairs that are alike."""
    for row in session.execute(_standards()):
        if texts.clash(row.mine, row.theirs) and not _is_distinct(session, MergeKind.SCENARIO, row):
            since = max(row.mine_at, row.theirs_at)
            yield Contradiction(sop_id=row.mine_id, since=since, against_sop=row.theirs_id)
            yield Contradiction(sop_id=row.theirs_id, since=since, against_sop=row.mine_id)
    for row in session.execute(_rivals()):
        clash = texts.steps_clash(row.text["steps"], row.snapshot["steps"])
        if clash and not _is_distinct(session, MergeKind.SOLUTION, row):
            yield _of_rival(row)


def _is_distinct(session: Session, kind: MergeKind, row: AnyRow) -> bool:
    if not row.called_distinct:
        return False
    load = pairs.scenario_sides if kind is MergeKind.SCENARIO else pairs.solution_sides
    sides = load(session, (row.lo, row.hi))
    both = row.lo in sides and row.hi in sides
    return both and pairs.is_settled(session, kind, sides[row.lo], sides[row.hi])


def _of_rival(row: AnyRow) -> Contradiction:
    since = max(row.effective_at, row.created_at)
    return Contradiction(sop_id=row.sop_id, since=since, against_solution=row.solution_id)


def _standards() -> Select[Any]:
    """Choose pairs of SOPs in force, of one scope or one of them of all, on scenarios that look alike."""
    mine, theirs = aliased(Sop), aliased(Sop)
    held, other = aliased(SopVersion), aliased(SopVersion)
    pair = DuplicateCandidate
    one_scope = or_(mine.scope_key == theirs.scope_key, mine.scope_key == "", theirs.scope_key == "")
    return (
        select(
            mine.id.label("mine_id"),
            theirs.id.label("theirs_id"),
            held.text.label("mine"),
            other.text.label("theirs"),
            held.effective_at.label("mine_at"),
            other.effective_at.label("theirs_at"),
            *_pair(),
        )
        .join(pair, pair.lo == mine.in_force_on)
        .join(theirs, theirs.in_force_on == pair.hi)
        .join(held, and_(held.sop_id == mine.id, held.state == VersionState.EFFECTIVE))
        .join(other, and_(other.sop_id == theirs.id, other.state == VersionState.EFFECTIVE))
        .where(*_alike(MergeKind.SCENARIO), one_scope)
        .order_by(mine.id, theirs.id)
    )


def _rivals() -> Select[Any]:
    """Choose SOPs in force with a published solution that looks like the one they were made from."""
    own, rival, home = aliased(Solution), aliased(Solution), aliased(Scenario)
    pair = DuplicateCandidate
    two = or_(
        and_(pair.lo == own.canonical_id, pair.hi == rival.id),
        and_(pair.hi == own.canonical_id, pair.lo == rival.id),
    )
    return (
        select(
            Sop.id.label("sop_id"),
            rival.id.label("solution_id"),
            SopVersion.text,
            SopVersion.effective_at,
            Revision.snapshot,
            Revision.created_at,
            *_pair(),
        )
        .join(SopVersion, and_(SopVersion.sop_id == Sop.id, SopVersion.state == VersionState.EFFECTIVE))
        .join(own, own.id == SopVersion.solution_id)
        .join(pair, or_(pair.lo == own.canonical_id, pair.hi == own.canonical_id))
        .join(rival, two)
        .join(home, home.id == rival.scenario_id)
        .join(Revision, Revision.id == rival.published_rev_id)
        .where(
            Sop.in_force_on.is_not(None),
            home.canonical_id == Sop.in_force_on,
            rival.state == State.PUBLISHED,
            *_alike(MergeKind.SOLUTION),
        )
        .order_by(Sop.id, rival.id)
    )


def _alike(kind: MergeKind) -> tuple[ColumnElement[bool], ...]:
    pair = DuplicateCandidate
    return pair.kind == kind, pair.score >= LIKELY


def _pair() -> tuple[ColumnElement[Any], ...]:
    pair = DuplicateCandidate
    distinct = exists().where(
        PairVerdict.kind == pair.kind,
        PairVerdict.lo == pair.lo,
        PairVerdict.hi == pair.hi,
        PairVerdict.verdict == Verdict.DISTINCT,
    )
    return pair.lo.label("lo"), pair.hi.label("hi"), distinct.label("called_distinct")
