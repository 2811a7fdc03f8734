"""Looks for duplicates: over the whole catalogue from where the last scan ended, and around one scenario."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy.orm import Session

from scenariowiki.curation.commands import proposing
from scenariowiki.curation.commands.proposing import Finding, Settled, settle, take_turn
from scenariowiki.curation.queries import pairs
from scenariowiki.curation.queries.pairs import Side
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.kernel import outbox
from scenariowiki.kernel.events import Doer
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.search.duplicates import Statistics, candidate_terms
from scenariowiki.search.duplicates.batch import Collection, Judge
from scenariowiki.search.index import SearchIndex, Visibility

# Outbox: examine the scenario whose number is the key, or scan what has come.
DUPLICATES = "duplicates"
SCAN = "scan"
READ_AT_ONCE = 200
SCENARIOS_A_BATCH = 50
CANDIDATES = 50
EVERYTHING = Visibility(everything=True, audiences=frozenset())

Found = Sequence[tuple[int, list[int]]]
Pairs = frozenset[tuple[int, int]]


@dataclass(frozen=True, kw_only=True)
class Detection:
    """How to reach the database, as a scan needs it again and again, and who does it."""

    read: Callable[[], Session]
    write: Callable[[], UnitOfWork]
    by: Doer


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a scan is; `reading` while it only takes texts in, `referred` are left to the background."""

    done: int
    total: int
    reading: bool = False
    settled: Settled = Settled()  # noqa: RUF009 - a frozen value
    referred: int = 0


@dataclass(frozen=True, kw_only=True)
class Examination:
    """What was found around one scenario, and known pairs of which a side is no longer there to be merged."""

    findings: tuple[Finding, ...] = ()
    lost_scenarios: Pairs = frozenset()
    lost_solutions: Pairs = frozenset()

    def __bool__(self) -> bool:
        return bool(self.findings or self.lost_scenarios or self.lost_solutions)


def count_unscanned(session: Session) -> int:
    """Count the scenarios that came since the last scan ended."""
    return pairs.count_scenarios(session, after=proposing.watermark(session))


def scan(task: Detection, *, again: bool = False) -> Iterator[Progress]:
    """Find pairs with what came since the last scan, or among all again; one transaction a batch.

    A scan that was cut off goes on where it was. Pairs known before whose sides were saved since, or that
    another detector found, are referred to `examine_scenario` through the outbox.
    """
    with task.write() as uow:
        mark = take_turn(uow)
        mark.value = start = 0 if again else mark.value
    settled = Settled()
    if pairs.count_scenarios(task.read(), after=start):
        for progress in _scan_from(task, start):
            settled = progress.settled
            yield progress
    total = pairs.count_scenarios(task.read())
    yield Progress(done=total, total=total, settled=settled, referred=_refer(task))


def prepare_examination(session: Session, index: SearchIndex, no: int) -> Examination:
    """Compare one scenario with what the index thinks alike, and its solutions with each other.

    Do it before the transaction of `examine_scenario`: it costs some milliseconds.
    """
    id_ = pairs.find_id(session, no)
    if id_ is None:
        return Examination()
    judge = Judge(Statistics(max(1, pairs.count_scenarios(session)), index.document_frequency))
    known = pairs.known_pairs(session, MergeKind.SCENARIO, [id_])
    alike = _around(session, index, id_, known, judge)
    solutions = pairs.known_pairs(session, MergeKind.SOLUTION, pairs.solutions_near(session, id_))
    competing = _competing(session, [pairs.canonical_id(session, id_)], judge)
    return Examination(
        findings=(*_kept(alike, known), *_kept(competing, solutions)),
        lost_scenarios=frozenset(known - {one.pair for one in alike}),
        lost_solutions=frozenset(solutions - {one.pair for one in competing}),
    )


def examine_scenario(uow: UnitOfWork, examination: Examination, by: Doer) -> Settled:
    """Store what was found around one scenario, and close what no longer holds."""
    take_turn(uow)
    return (
        settle(uow, examination.findings, by)
        + proposing.drop(uow, MergeKind.SCENARIO, examination.lost_scenarios, by)
        + proposing.drop(uow, MergeKind.SOLUTION, examination.lost_solutions, by)
    )


def _scan_from(task: Detection, start: int) -> Iterator[Progress]:
    collection = Collection()
    total = pairs.count_scenarios(task.read())
    for side in _walk(task):
        collection.add(side.id, _whole(side))
        if len(collection) % READ_AT_ONCE == 0:
            yield Progress(done=len(collection), total=total, reading=True)
    judge = Judge(collection.statistics(), collection.cutter())
    done, settled = bisect_right(collection.ids, start), Settled()
    walked = collection.candidates(done)
    while some := list(islice(walked, SCENARIOS_A_BATCH)):
        settled += _settle_batch(task, some, judge)
        done += len(some)
        yield Progress(done=done, total=len(collection), settled=settled)


def _walk(task: Detection) -> Iterator[Side]:
    after = 0
    while some := pairs.walk_scenarios(task.read(), after, READ_AT_ONCE):
        yield from some
        after = some[-1].id


def _settle_batch(task: Detection, some: Found, judge: Judge) -> Settled:
    """Judge some scenarios with those found for them, and their solutions with each other; store it."""
    session, ids = task.read(), [one for one, _others in some]
    sides = pairs.scenario_sides(session, {id_ for one, others in some for id_ in (one, *others)})
    alike = [
        _finding(MergeKind.SCENARIO, sides[one], sides[other], judge)
        for one, others in some
        for other in others
        if one in sides and other in sides
    ]
    competing = _competing(session, ids, judge)
    known = pairs.known_pairs(session, MergeKind.SCENARIO, ids)
    solutions = pairs.known_pairs(session, MergeKind.SOLUTION, {one.lo.id for one in competing})
    with task.write() as uow:
        take_turn(uow).value = ids[-1]
        return settle(uow, [*_kept(alike, known), *_kept(competing, solutions)], task.by)


def _refer(task: Detection) -> int:
    with task.write() as uow:
        numbers = pairs.outdated(uow.session, proposing.detector_version())
        outbox.enqueue_all(uow.session, DUPLICATES, [str(no) for no in numbers], at=uow.now)
    return len(numbers)


def _around(
    session: Session, index: SearchIndex, id_: int, known: set[tuple[int, int]], judge: Judge
) -> list[Finding]:
    """Judge a scenario with what the index thinks alike and with its partners of before."""
    side = pairs.scenario_sides(session, [id_]).get(id_)
    if side is None:
        return []
    terms = candidate_terms(_whole(side), index.document_frequency, judge.statistics.documents)
    near = index.candidates(terms, CANDIDATES, EVERYTHING) if terms else []
    ids = {*pairs.ids_of(session, [no for no, _score in near]), *(one for pair in known for one in pair)}
    others = pairs.scenario_sides(session, ids - {id_})
    return [_finding(MergeKind.SCENARIO, side, other, judge) for other in others.values()]


def _competing(session: Session, ids: Sequence[int], judge: Judge) -> list[Finding]:
    return [_finding(MergeKind.SOLUTION, one, other, judge) for one, other in pairs.competing(session, ids)]


def _kept(findings: Iterable[Finding], known: set[tuple[int, int]]) -> list[Finding]:
    """Leave out what is neither alike nor was: there is nothing to do about it."""
    return [one for one in findings if one.is_worth or one.pair in known]


def _finding(kind: MergeKind, one: Side, other: Side, judge: Judge) -> Finding:
    lo, hi = sorted((one, other), key=lambda side: side.id)
    return Finding(kind=kind, lo=lo, hi=hi, judged=judge.judge(lo.candidate, hi.candidate))


def _whole(side: Side) -> str:
    return f"{side.candidate.title}\n{side.candidate.text}"
