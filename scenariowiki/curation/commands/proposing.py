"""Brings what the detector found into the tables and the queue, and takes out what no longer holds."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scenariowiki.curation.commands import opening
from scenariowiki.curation.commands.queue.leasing import is_held
from scenariowiki.curation.models import DuplicateCandidate, QueueItem
from scenariowiki.curation.queries import pairs
from scenariowiki.curation.queries.pairs import Side
from scenariowiki.curation.queries.weighing import weigh
from scenariowiki.curation.rules.items import ESCALATION, ItemKind, ItemState, pair_key, priority
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.kernel.events import Doer
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.commands import turns
from scenariowiki.scenarios.models import Counter
from scenariowiki.search.duplicates.batch import Judged
from scenariowiki.search.duplicates.model import WEIGHTS

ITEM_KINDS = {MergeKind.SCENARIO: ItemKind.DUP_SCENARIO, MergeKind.SOLUTION: ItemKind.DUP_SOLUTION}
# Raised when pairs are found in another way; other weights make another detector by themselves.
FINDING = 2
RIVALS_ALIKE = 0.75
_SCANNED = "duplicates scanned"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Two that were compared; `lo` has the lower id."""

    kind: MergeKind
    lo: Side
    hi: Side
    judged: Judged

    @property
    def pair(self) -> tuple[int, int]:
        """Give both ids, the lower first."""
        return self.lo.id, self.hi.id

    @property
    def key(self) -> str:
        """Name the item about it."""
        return pair_key(ITEM_KINDS[self.kind], self.lo.id, self.hi.id)

    @property
    def is_worth(self) -> bool:
        """Tell whether a person should look: alike, and free to be merged."""
        return self.is_alike and pairs.is_proposable(self.lo, self.hi)

    @property
    def is_alike(self) -> bool:
        """Tell whether both may be one; rivals under one scenario share its words: more is asked of them."""
        least = RIVALS_ALIKE if self.kind is MergeKind.SOLUTION else 0.0
        return self.judged.worth and self.judged.probability >= least


@dataclass(frozen=True, kw_only=True)
class Settled:
    """What became of findings: pairs that are alike, items opened and closed for them."""

    pairs: int = 0
    opened: int = 0
    closed: int = 0

    def __add__(self, other: "Settled") -> "Settled":
        return Settled(
            pairs=self.pairs + other.pairs,
            opened=self.opened + other.opened,
            closed=self.closed + other.closed,
        )


@cache
def detector_version() -> str:
    """Name the detector by how it finds and by its weights."""
    return f"{FINDING}-{hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()[:8]}"


def watermark(session: Session) -> int:
    """Return the id of the last scenario that this detector has held against all before it."""
    return session.scalar(select(Counter.value).where(Counter.name == _mark())) or 0


def take_turn(uow: UnitOfWork) -> Counter:
    """Wait until no other detection writes; return the row that holds this detector's watermark."""
    return turns.take_turn(uow.session, _mark())


def settle(uow: UnitOfWork, findings: Iterable[Finding], by: Doer) -> Settled:
    """Store each pair that is alike and open its item; take away what is not, or no longer, alike.

    The caller has taken its turn. A finding whose sides were saved since they were read is left to the work
    which that save has queued.
    """
    total = Settled()
    for finding in _unchanged(uow, list(findings)):
        total += _settle(uow, finding, by)
    return total


def drop(uow: UnitOfWork, kind: MergeKind, lost: Iterable[tuple[int, int]], by: Doer) -> Settled:
    """Take pairs away of which a side is no longer there to be merged."""
    total = Settled()
    for lo, hi in lost:
        item = opening.find_open(uow.session, pair_key(ITEM_KINDS[kind], lo, hi))
        if item is not None and _is_free(item, uow):
            opening.close_stale(uow, item, by, why="gone")
            total += Settled(closed=1)
        _forget(uow, kind, lo, hi, item)
    return total


def _mark() -> str:
    return f"{_SCANNED} {detector_version()}"


def _unchanged(uow: UnitOfWork, findings: Sequence[Finding]) -> list[Finding]:
    now: dict[MergeKind, dict[int, Side]] = {}
    for kind, load in (
        (MergeKind.SCENARIO, pairs.scenario_sides),
        (MergeKind.SOLUTION, pairs.solution_sides),
    ):
        ids = {side.id for one in findings if one.kind is kind for side in (one.lo, one.hi)}
        now[kind] = load(uow.session, ids) if ids else {}
    return [
        one
        for one in findings
        if now[one.kind].get(one.lo.id) == one.lo and now[one.kind].get(one.hi.id) == one.hi
    ]


def _settle(uow: UnitOfWork, finding: Finding, by: Doer) -> Settled:
    item = opening.find_open(uow.session, finding.key)
    why = _staleness(uow, finding, item) if item is not None else None
    if item is not None and why is not None:
        opening.close_stale(uow, item, by, why=why)
    closed = int(why is not None)
    if not finding.is_worth:
        _forget(uow, finding.kind, finding.lo.id, finding.hi.id, item)
        return Settled(closed=closed)
    _remember(uow, finding)
    if item is not None and not closed:
        _restate(uow, finding, item)
        return Settled(pairs=1)
    return Settled(pairs=1, opened=int(_open(uow, finding, by) is not None), closed=closed)


def _staleness(uow: UnitOfWork, finding: Finding, item: QueueItem) -> str | None:
    """Say why an open item has nothing left to decide, or None.

    What a person proposed, or a merge has moved to other sides, is not the detector's to judge.
    """
    if not _is_free(item, uow):
        return None
    if not pairs.is_proposable(finding.lo, finding.hi):
        return "gone"
    if item.facts.get("pair") != [finding.lo.id, finding.hi.id]:
        return None
    if any(
        pairs.has_changed(uow.session, item.facts[name], side)
        for name, side in (("rev_lo", finding.lo), ("rev_hi", finding.hi))
    ):
        return "changed"
    return None if finding.is_alike else "unlike"


def _is_free(item: QueueItem, uow: UnitOfWork) -> bool:
    """Tell whether nobody is at an item; a lease that ran out leaves it open (Q1)."""
    return item.state == ItemState.OPEN or (item.state == ItemState.CLAIMED and not is_held(item, uow.now))


def _restate(uow: UnitOfWork, finding: Finding, item: QueueItem) -> None:
    """Bring what an item states up to date, where the detector opened it and nobody is at it."""
    stated = item.facts.get("pair") == list(finding.pair) and _is_free(item, uow)
    if stated and item.score != finding.judged.probability:
        item.score = probability = finding.judged.probability
        item.weight = weigh(uow.session, finding.kind, finding.pair, probability)
        item.weight += ESCALATION if item.facts.get("escalated") else 0.0
        item.priority = priority(item.weight, item.created_at, item.due_at, uow.now)


def _open(uow: UnitOfWork, finding: Finding, by: Doer) -> QueueItem | None:
    lo, hi, judged = finding.lo, finding.hi, finding.judged
    if pairs.is_settled(uow.session, finding.kind, lo, hi):
        return None
    solutions = finding.kind is MergeKind.SOLUTION
    return opening.open_item(
        uow,
        kind=ITEM_KINDS[finding.kind],
        key=finding.key,
        weight=weigh(uow.session, finding.kind, finding.pair, judged.probability),
        by=by,
        scenario_id=lo.scenario_id,
        other_scenario_id=None if solutions else hi.scenario_id,
        solution_id=lo.id if solutions else None,
        other_solution_id=hi.id if solutions else None,
        score=judged.probability,
        facts={
            "detector": detector_version(),
            "pair": [lo.id, hi.id],
            "rev_lo": lo.revision_id,
            "rev_hi": hi.revision_id,
        },
    )


def _remember(uow: UnitOfWork, finding: Finding) -> None:
    key = (finding.kind.value, finding.lo.id, finding.hi.id)
    row = uow.session.get(DuplicateCandidate, key)
    if row is None:
        row = DuplicateCandidate(kind=key[0], lo=key[1], hi=key[2])
        uow.session.add(row)
    row.score = finding.judged.probability
    row.features = dict(finding.judged.features)
    row.reasons = list(finding.judged.reasons)
    row.rev_lo, row.rev_hi = finding.lo.revision_id, finding.hi.revision_id
    row.detector_version = detector_version()
    row.found_at = uow.now


def _forget(uow: UnitOfWork, kind: MergeKind, lo: int, hi: int, item: QueueItem | None) -> None:
    """Forget a pair, unless somebody is deciding on it: the next scan then looks again."""
    if item is not None and item.closed_at is None:
        return
    uow.session.execute(
        delete(DuplicateCandidate).where(
            DuplicateCandidate.kind == kind, DuplicateCandidate.lo == lo, DuplicateCandidate.hi == hi
        )
    )
