"""Pairs as the detector sees them: both sides as they stand, what was decided, what would be lost."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from scenariowiki.curation.models import DuplicateCandidate, PairVerdict
from scenariowiki.curation.rules import items
from scenariowiki.curation.rules.items import Verdict
from scenariowiki.curation.rules.merging import LOSERS, MergeKind, check_states
from scenariowiki.kernel.db import AnyRow
from scenariowiki.kernel.errors import Conflict
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.rules import content
from scenariowiki.scenarios.rules.states import Audience
from scenariowiki.search.duplicates import Candidate
from scenariowiki.search.duplicates.features import ratio
from scenariowiki.text import chinese, markdown

READ = 2_000
LINE = "fields.business_line"
SETTLED = frozenset({Verdict.DISTINCT, Verdict.RELATED})

_CANONICAL = aliased(Scenario)


@dataclass(frozen=True, kw_only=True)
class Side:
    """One scenario or solution as readers see it now; `audience` is its team, or None for everyone.

    `scenario_id` is the canonical scenario, which is the side itself for scenarios.
    """

    id: int
    scenario_id: int
    state: str
    audience: int | None
    revision_id: int
    line: Any
    candidate: Candidate


def scenario_sides(session: Session, ids: Collection[int]) -> dict[int, Side]:
    """Load scenarios that may be in a pair; drafts, rejected and merged ones are left out (M6, M23)."""
    rows = session.execute(_scenarios().where(Scenario.id.in_(ids)))
    return {row.id: _scenario(row) for row in rows}


def walk_scenarios(session: Session, after: int, limit: int) -> list[Side]:
    """Load the next scenarios that may be in a pair, by id."""
    rows = session.execute(_scenarios().where(Scenario.id > after).order_by(Scenario.id).limit(limit))
    return [_scenario(row) for row in rows]


def count_scenarios(session: Session, after: int = 0) -> int:
    """Count the scenarios that may be in a pair and have a higher id."""
    chosen = select(func.count(Scenario.id)).where(Scenario.id > after, Scenario.state.in_(LOSERS))
    return session.scalar(chosen) or 0


def find_id(session: Session, no: int) -> int | None:
    """Return the id of a scenario's number."""
    return session.scalar(select(Scenario.id).where(Scenario.no == no))


def canonical_id(session: Session, scenario_id: int) -> int:
    """Return the id under which a scenario is read today."""
    found = session.scalars(select(Scenario.canonical_id).where(Scenario.id == scenario_id)).one()
    return found or scenario_id


def ids_of(session: Session, numbers: Collection[int]) -> Sequence[int]:
    """Return the ids of scenarios' numbers."""
    return session.scalars(select(Scenario.id).where(Scenario.no.in_(numbers))).all()


def solution_sides(session: Session, ids: Collection[int]) -> dict[int, Side]:
    """Load solutions that may be in a pair."""
    return {row.id: _solution(row) for row in session.execute(_solutions().where(Solution.id.in_(ids)))}


def competing(session: Session, scenario_ids: Collection[int]) -> list[tuple[Side, Side]]:
    """Pair the solutions that stand under one canonical scenario, wherever they were addressed (M28)."""
    rows = session.execute(
        _solutions().where(_CANONICAL.id.in_(scenario_ids)).order_by(_CANONICAL.id, Solution.id)
    )
    groups: dict[int, list[Side]] = {}
    for row in rows:
        groups.setdefault(row.scenario_id, []).append(_solution(row))
    return [pair for group in groups.values() for pair in combinations(group[: content.SOLUTIONS_MAX], 2)]


def known_pairs(session: Session, kind: MergeKind, ids: Collection[int]) -> set[tuple[int, int]]:
    """List the pairs found before that one of these belongs to."""
    rows = session.execute(
        select(DuplicateCandidate.lo, DuplicateCandidate.hi).where(
            DuplicateCandidate.kind == kind,
            DuplicateCandidate.lo.in_(ids) | DuplicateCandidate.hi.in_(ids),
        )
    )
    return {(row.lo, row.hi) for row in rows}


def solutions_near(session: Session, scenario_id: int) -> Sequence[int]:
    """List the solutions addressed to a scenario or to any it is or was in one group with."""
    group = select(Scenario.canonical_id).where(Scenario.id == scenario_id).scalar_subquery()
    members = select(Scenario.id).where(or_(Scenario.id == scenario_id, Scenario.canonical_id == group))
    return session.scalars(select(Solution.id).where(Solution.scenario_id.in_(members))).all()


def outdated(session: Session, version: str) -> list[int]:
    """List numbers of scenarios with pairs whose sides were saved, or that another detector found, since."""
    lo, hi = aliased(Scenario), aliased(Scenario)
    scenarios = _outdated(MergeKind.SCENARIO, lo, hi, version).with_only_columns(lo.no)
    one, other = aliased(Solution), aliased(Solution)
    solutions = (
        _outdated(MergeKind.SOLUTION, one, other, version)
        .join(Scenario, Scenario.id == one.scenario_id)
        .with_only_columns(Scenario.no)
    )
    return sorted({*session.scalars(scenarios), *session.scalars(solutions)})


def _outdated(kind: MergeKind, lo: Any, hi: Any, version: str) -> Select[Any]:
    return (
        select(DuplicateCandidate)
        .join(lo, lo.id == DuplicateCandidate.lo)
        .join(hi, hi.id == DuplicateCandidate.hi)
        .where(
            DuplicateCandidate.kind == kind,
            or_(
                DuplicateCandidate.detector_version != version,
                lo.published_rev_id != DuplicateCandidate.rev_lo,
                hi.published_rev_id != DuplicateCandidate.rev_hi,
                lo.state.not_in(LOSERS),
                hi.state.not_in(LOSERS),
            ),
        )
    )


def is_proposable(one: Side, other: Side) -> bool:
    """Tell whether the two could be merged at all: states (M6), audiences (M7), one scenario (M27)."""
    same_place = one.audience == other.audience
    return same_place and (_may_merge(one.state, other.state) or _may_merge(other.state, one.state))


def _may_merge(winner: str, loser: str) -> bool:
    try:
        check_states(winner, loser)
    except Conflict:
        return False
    return True


def is_settled(session: Session, kind: MergeKind, lo: Side, hi: Side) -> bool:
    """Tell whether the pair was called distinct or related, and neither side is another text since (Q5)."""
    verdict = session.get(PairVerdict, (kind.value, lo.id, hi.id))
    if verdict is None or verdict.verdict not in SETTLED:
        return False
    return not (has_changed(session, verdict.rev_lo, lo) or has_changed(session, verdict.rev_hi, hi))


def has_changed(session: Session, revision_id: int, side: Side) -> bool:
    """Tell whether a side differs by more than 30 % from a revision of it, or is of another line (Q5)."""
    if revision_id == side.revision_id:
        return False
    before = session.scalar(select(Revision.snapshot).where(Revision.id == revision_id))
    if before is None or before.get(LINE) != side.line:
        return True
    then, now = chinese.fold(_told(before)), chinese.fold(_whole(side.candidate))
    return 1 - ratio(then, now) > items.CHANGED


def _scenarios() -> Select[Any]:
    return (
        select(
            *(Scenario.id, Scenario.state, Scenario.audience, Scenario.team_id, Scenario.category_id),
            *(Scenario.published_rev_id, Revision.snapshot),
        )
        .join(Revision, Revision.id == Scenario.published_rev_id)
        .where(Scenario.state.in_(LOSERS))
    )


def _scenario(row: AnyRow) -> Side:
    return Side(
        id=row.id,
        scenario_id=row.id,
        state=row.state,
        audience=_audience(row),
        revision_id=row.published_rev_id,
        line=row.snapshot.get(LINE),
        candidate=Candidate(
            id=row.id,
            title=row.snapshot["title"],
            text=_text(row.snapshot),
            category=str(row.category_id) if row.category_id else None,
        ),
    )


def _solutions() -> Select[Any]:
    member = aliased(Scenario)
    return (
        select(
            *(Solution.id, Solution.state, Solution.published_rev_id, Revision.snapshot),
            *(_CANONICAL.id.label("scenario_id"), _CANONICAL.audience, _CANONICAL.team_id),
        )
        .join(Revision, Revision.id == Solution.published_rev_id)
        .join(member, member.id == Solution.scenario_id)
        .join(_CANONICAL, and_(_CANONICAL.id == member.canonical_id, _CANONICAL.state.in_(LOSERS)))
        .where(Solution.state.in_(LOSERS))
    )


def _solution(row: AnyRow) -> Side:
    return Side(
        id=row.id,
        scenario_id=row.scenario_id,
        state=row.state,
        audience=_audience(row),
        revision_id=row.published_rev_id,
        line=None,
        candidate=Candidate(id=row.id, title=row.snapshot["title"], text=_text(row.snapshot)),
    )


def _audience(row: AnyRow) -> int | None:
    return row.team_id if row.audience == Audience.TEAM else None


def _told(snapshot: Mapping[str, Any]) -> str:
    return f"{snapshot['title']}\n{_text(snapshot)}"


def _whole(candidate: Candidate) -> str:
    return f"{candidate.title}\n{candidate.text}"


def _text(snapshot: Mapping[str, Any]) -> str:
    """Read what is told: a scenario's situation, a solution's steps and conditions."""
    if "situation" in snapshot:
        return markdown.plain(snapshot["situation"][:READ])
    told = "\n".join(text for path, text in content.texts(snapshot) if path != "title")
    return markdown.plain(told[:READ])
