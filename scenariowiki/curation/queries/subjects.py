"""What an item is about: the entities it names, their versions, who has a hand in them, what was decided."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.curation.models import MergeOp, PairVerdict, QueueItem
from scenariowiki.curation.queries import standing
from scenariowiki.curation.queries.standing import Stake
from scenariowiki.curation.rules.items import BY_FACTS, ItemKind
from scenariowiki.curation.rules.merging import MergeKind, Side, default_winner
from scenariowiki.scenarios.models import Outcome, Revision, Scenario, Solution
from scenariowiki.scenarios.queries import groups
from scenariowiki.scenarios.rules.states import OutcomeState

CONTESTED = 2  # merges of one pair that were undone (U9)
AWARDS = "awards"  # where a merge's journal keeps what it took back


class About(Protocol):
    """The columns of an item that say what it is about."""

    @property
    def kind(self) -> str: ...
    @property
    def scenario_id(self) -> int: ...
    @property
    def other_scenario_id(self) -> int | None: ...
    @property
    def solution_id(self) -> int | None: ...
    @property
    def other_solution_id(self) -> int | None: ...
    @property
    def revision_id(self) -> int | None: ...
    @property
    def op_id(self) -> int | None: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...


def entity_kind(about: About) -> MergeKind:
    """Tell whether an item is about scenarios or about solutions."""
    if about.kind == ItemKind.DUP_SCENARIO or about.solution_id is None:
        return MergeKind.SCENARIO
    return MergeKind.SOLUTION


def entity_ids(about: About) -> tuple[int, ...]:
    """List the ids of the scenarios or the solutions that an item is about, two of a pair."""
    if entity_kind(about) is MergeKind.SOLUTION:
        ids = (about.solution_id, about.other_solution_id)
    else:
        ids = (about.scenario_id, about.other_scenario_id)
    return tuple(id_ for id_ in ids if id_ is not None)


def pair_of(about: About) -> tuple[int, int] | None:
    """Return both ids of a pair, the lower first; None for items about one thing."""
    ids = entity_ids(about)
    if about.kind not in {ItemKind.DUP_SCENARIO, ItemKind.DUP_SOLUTION} or len(ids) != 2:
        return None
    return min(ids), max(ids)


def merge_ids(session: Session, item: About) -> tuple[int, ...]:
    """List what a decision must have seen: what the item is about, all losers of a merge of several.

    Of several, those merged elsewhere count as what they are now; what is one by now is listed once (M22).
    """
    several: list[int] = item.facts.get("merge", [])
    kind = entity_kind(item)
    now = tuple(dict.fromkeys(_canonical(session, kind, id_) for id_ in several))
    return now if len(now) > 1 else entity_ids(item)


def canonical_ids(session: Session, about: About) -> tuple[int, ...]:
    """List what is read today in place of what an item is about."""
    return tuple(_canonical(session, entity_kind(about), id_) for id_ in entity_ids(about))


def versions_of(session: Session, kind: MergeKind, ids: Collection[int]) -> dict[int, int]:
    """Map ids to what a decision must have seen: a page's newest seq, or that of a solution's head."""
    if kind is MergeKind.SCENARIO:
        rows = session.execute(select(Scenario.id, Scenario.last_seq).where(Scenario.id.in_(ids)))
        return {row.id: row.last_seq for row in rows}
    found = session.execute(
        select(Solution.id, Revision.seq)
        .join(Revision, Revision.id == Solution.head_rev_id)
        .where(Solution.id.in_(ids))
    )
    return {row.id: row.seq or 0 for row in found}


def versions_of_ops(session: Session, ops: Collection[MergeOp]) -> dict[int, int]:
    """Map both sides of some merges, all of one kind, to what undoing them must have seen (U12)."""
    ids = {id_ for op in ops for id_ in (op.winner_id, op.loser_id)}
    return versions_of(session, MergeKind(next(iter(ops)).kind), ids)


def stakes_in(session: Session, item: QueueItem) -> tuple[Stake, ...]:
    """Return who has a hand in what is to be decided, and may therefore not decide it (Q8, M33)."""
    if item.kind == ItemKind.REVISION and item.revision_id is not None:
        return (standing.revision_stake(session, item.revision_id),)
    if item.kind in BY_FACTS:
        return (Stake(authors=concerned(item.facts), shares={}),)
    kind = entity_kind(item)
    stakes = tuple(
        standing.stake_in(session, kind, _canonical(session, kind, id_)) for id_ in merge_ids(session, item)
    )
    if item.kind == ItemKind.PUBLISH and kind is MergeKind.SCENARIO:
        return (*stakes, Stake(authors=standing.handed_in_with(session, item.scenario_id), shares={}))
    if item.kind == ItemKind.UNMERGE_APPEAL and item.op_id is not None:
        op = session.get_one(MergeOp, item.op_id)
        return (*stakes, Stake(authors=frozenset({*op.deciders, item.created_by}), shares={}))
    if item.kind == ItemKind.AUDIT:
        return (*stakes, *_audited(session, item))
    return stakes


def concerned(facts: Mapping[str, Any]) -> frozenset[int]:
    """Return whom an item concerns: whose points, who caused them or took them back; who wrote an SOP."""
    own = facts.get("account_id")
    return frozenset({*facts.get("account_ids", ()), *facts.get("involved", ()), *([own] if own else [])})


def winner_of(session: Session, kind: MergeKind, ids: Collection[int]) -> int:
    """Return which of a pair wins unless a curator swaps (M8)."""
    return default_winner([_side(session, kind, id_) for id_ in ids])


def ops_of(session: Session, item_id: int, *, withdrawn: bool = False) -> Sequence[MergeOp]:
    """List the merges that an item's decision applied; with `withdrawn` also those taken back (Q9)."""
    chosen = select(MergeOp).where(MergeOp.item_id == item_id).order_by(MergeOp.id)
    return session.scalars(chosen if withdrawn else chosen.where(MergeOp.withdrawn.is_(False))).all()


def is_on_top(session: Session, op: MergeOp) -> bool:
    """Tell whether the winner of a merge is read as itself, so that the merge can be turned round (M8)."""
    return _canonical(session, MergeKind(op.kind), op.winner_id) == op.winner_id


def is_contested(session: Session, kind: MergeKind, pair: tuple[int, int]) -> bool:
    """Tell whether merges of a pair were undone more than once (U9)."""
    verdict = session.get(PairVerdict, (kind.value, *pair))
    return verdict is not None and verdict.unmerged >= CONTESTED


def _audited(session: Session, item: QueueItem) -> tuple[Stake, ...]:
    """Return who has a hand in what an audit looks over: all sides of it, and who decided it."""
    deciders = Stake(authors=frozenset(item.facts.get("deciders", ())), shares={})
    audited = item.facts.get("audited")
    if audited is None:
        return (deciders,)
    return (deciders, *stakes_in(session, session.get_one(QueueItem, audited)))


def _canonical(session: Session, kind: MergeKind, id_: int) -> int:
    table = Scenario if kind is MergeKind.SCENARIO else Solution
    return session.scalars(select(table.canonical_id).where(table.id == id_)).one() or id_


def _side(session: Session, kind: MergeKind, id_: int) -> Side:
    verified = (
        select(Outcome.id)
        .join(Solution, Solution.id == Outcome.solution_id)
        .where(Outcome.state == OutcomeState.VERIFIED)
    )
    row: Scenario | Solution
    if kind is MergeKind.SCENARIO:
        row, verified = session.get_one(Scenario, id_), verified.where(groups.solutions_of(id_))
    else:
        row, verified = session.get_one(Solution, id_), verified.where(Solution.canonical_id == id_)
    return Side(
        id=id_,
        state=row.state,
        has_sop=isinstance(row, Scenario) and row.has_sop,
        verified=len(session.scalars(verified).all()),
        created_at=row.created_at,
    )


def noted_awards(session: Session, op_id: int) -> Sequence[int]:
    """List the awards that a merge took back, as its journal has them (PM1)."""
    op = session.get(MergeOp, op_id)
    return tuple(op.journal.get(AWARDS, ())) if op is not None else ()
