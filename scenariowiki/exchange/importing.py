"""Imports: records become scenarios or revisions, batch by batch, each batch one transaction."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from copy import copy
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.exchange.events import ScenariosImported
from scenariowiki.exchange.lookups import find_page, look_up
from scenariowiki.exchange.matching import MERGED_AWAY, Change, find_change
from scenariowiki.exchange.records import Record, count_rows, records
from scenariowiki.exchange.reports import Report, Revised, problem_of, problem_of_row
from scenariowiki.exchange.rules import Plan
from scenariowiki.exchange.tables import Table
from scenariowiki.exchange.values import RowError
from scenariowiki.kernel.errors import Conflict, DomainError
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy
from scenariowiki.scenarios.commands.capture import capture_scenarios
from scenariowiki.scenarios.commands.transitions import (
    archive_imported,
    publish_captured,
    publish_imported,
    submit_imported,
)
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.queries import current_template
from scenariowiki.scenarios.rules.states import State

BATCH = 200
REVISED_KEPT = 200
# Where a file says nothing of the state, or one of these, --publish publishes.
PUBLISHED = frozenset({None, State.PUBLISHED.value, State.ARCHIVED.value})

Read = Callable[[], Session]
Write = Callable[[], AbstractContextManager[UnitOfWork]]
Note = Callable[[UnitOfWork, Report], None]


def _nothing(_uow: UnitOfWork, _report: Report) -> None:
    return


@dataclass(frozen=True, kw_only=True)
class Import:
    """Who imports, how the file is read, and how the database is reached.

    `note` is called in the transaction of each batch; `instance_id` is this instance's, whose numbers are
    known again.
    """

    read: Read
    write: Write
    actor: Actor
    plan: Plan
    publish: bool = False
    dry_run: bool = False
    instance_id: str | None = None
    job_id: int | None = None
    note: Note = field(default=_nothing)


def require_import(actor: Actor, *, publish: bool = False, credited: bool = False) -> None:
    """Raise Forbidden unless the actor may import, and if asked for publish, or credit others' accounts."""
    policy.require(actor.may(Permission.IMPORT))
    if credited:
        policy.require(actor.may(Permission.MANAGE_PEOPLE), "authors_need_admin")
    if publish:
        policy.require(actor.may(Permission.CURATE), "publish_needs_curator")


def run(task: Import, table: Table, report: Report | None = None) -> Iterator[Report]:
    """Import a table in batches of 200; after each batch, give the report so far.

    A report given goes on after the rows it has counted. A bad record is reported and stops nothing else;
    a batch that is refused as a whole is tried record by record.
    """
    require_import(task.actor, publish=task.publish, credited=bool(task.plan.authors))
    report = report or Report()
    together = count_rows(table.rows(), task.plan)
    found = _after(report.rows, records(table.rows(), task.plan, together))
    while batch := list(islice(found, BATCH)):
        _import_batch(task, batch, report)
        yield report
    _name_successors(task, report.later)


def _after(rows: int, found: Iterable[Record | RowError]) -> Iterator[Record | RowError]:
    """Leave out what an earlier run has done."""
    passed = 0
    for one in found:
        passed += _size(one)
        if passed > rows:
            yield one


def _size(one: Record | RowError) -> int:
    return 1 if isinstance(one, RowError) else len(one.numbers)


def _import_batch(task: Import, batch: Sequence[Record | RowError], report: Report) -> None:
    good = [one for one in batch if isinstance(one, Record)]
    report.glued += sum(one.glued for one in good)
    bad = [problem_of_row(one, task.plan) for one in batch if isinstance(one, RowError)]
    report.problems += bad
    report.failed += len(bad)
    changes = _changes(task, good, report)
    report.problems.sort(key=lambda one: one.row)
    rows = sum(map(_size, batch))
    if task.dry_run:
        _count(report, changes, rows)
        report.revised += [_revised(task, one) for one in changes if not one.is_new]
        del report.revised[REVISED_KEPT:]
        return
    try:
        _write(task, changes, report, rows)
    except (DomainError, IntegrityError):
        _one_by_one(task, changes, report)
        report.rows += rows


def _changes(task: Import, batch: Sequence[Record], report: Report) -> list[Change]:
    changes: list[Change] = []
    session = task.read()
    around = look_up(session, batch, task.instance_id, task.plan)
    for record in batch:
        try:
            change = find_change(session, task.actor, record, around)
        except DomainError as refusal:
            _leave_out(task, record, refusal, report)
            continue
        if change.is_empty and not _is_to_publish(task, change):
            report.unchanged += 1
        else:
            changes.append(change)
    return changes


def _revised(task: Import, change: Change) -> Revised:
    columns = dict.fromkeys(map(task.plan.column_of, change.paths()))
    return Revised(
        row=change.record.numbers[0],
        no=change.no or 0,
        columns=tuple(columns),
        script_only=bool(change.entities) and all(one.script_only for one in change.entities),
    )


def _leave_out(task: Import, record: Record, refusal: DomainError, report: Report) -> None:
    """Count a row that is not taken; one whose scenario was merged since is noted, and no failure."""
    if refusal.reason != MERGED_AWAY:
        _fail(task, record, refusal, report)
        return
    report.unchanged += 1
    report.problems.append(problem_of(record, refusal, task.plan))


def _fail(task: Import, record: Record, refusal: DomainError, report: Report) -> None:
    report.failed += 1
    report.problems.append(problem_of(record, refusal, task.plan))


def _count(report: Report, changes: Sequence[Change], rows: int) -> None:
    report.rows += rows
    created = sum(change.is_new for change in changes)
    report.created += created
    report.updated += len(changes) - created


def _write(task: Import, changes: Sequence[Change], report: Report, rows: int = 0) -> None:
    done = copy(report)
    _count(done, changes, rows)
    with task.write() as uow:
        waiting = _capture(task, uow, [change for change in changes if change.is_new])
        done.later = {**report.later, **waiting}
        for change in changes:
            if not change.is_new:
                _revise(task, uow, change)
        if changes:
            uow.record(_event(task, changes), by=task.actor)
        task.note(uow, done)
    _count(report, changes, rows)
    report.later = done.later


def _event(task: Import, changes: Sequence[Change]) -> ScenariosImported:
    created = [change for change in changes if change.is_new]
    credited = {task.plan.author(change.record.author) for change in created} - {None}
    return ScenariosImported(
        job_id=task.job_id,
        created=len(created),
        updated=len(changes) - len(created),
        published=task.publish,
        author_ids=tuple(sorted(id_ for id_ in credited if id_)),
    )


def _one_by_one(task: Import, changes: Sequence[Change], report: Report) -> None:
    for change in changes:
        try:
            _write(task, _changes(task, [change.record], report), report)
        except DomainError as refusal:
            _fail(task, change.record, refusal, report)
        except IntegrityError:
            _fail(task, change.record, Conflict(), report)


def _capture(task: Import, uow: UnitOfWork, changes: Sequence[Change]) -> dict[int, str]:
    """Bring new scenarios out of draft: submitted, or with `publish` as their file says, else published.

    Return the successors of archived ones that have not come in yet.
    """
    waiting: dict[int, str] = {}
    prepared = [change.capture for change in changes if change.capture is not None]
    captured = capture_scenarios(uow, task.actor, prepared)
    submit_imported(uow, task.actor, captured, template=current_template(uow.session))
    pairs = list(zip(changes, captured, strict=True))
    published = [one for change, one in pairs if task.publish and change.record.state in PUBLISHED]
    publish_captured(uow, task.actor, published)
    for change, one in pairs:
        change.report(uow, task.actor, one.solutions)
        if task.publish and change.record.state == State.ARCHIVED:
            successor = change.record.successor
            named = find_page(uow.session, successor, task.instance_id) if successor else None
            archive_imported(uow, task.actor, one.scenario, successor_id=named)
            if successor and named is None:
                waiting[one.scenario.id] = successor
    return waiting


def _name_successors(task: Import, later: Mapping[int, str]) -> None:
    """Name what took the place of archived scenarios and came in after them."""
    if not later:
        return
    with task.write() as uow:
        for scenario_id, successor in later.items():
            named = find_page(uow.session, successor, task.instance_id)
            scenario = uow.session.get(Scenario, scenario_id)
            if named is not None and scenario is not None and scenario.state == State.ARCHIVED:
                archive_imported(uow, task.actor, scenario, successor_id=named)


def _revise(task: Import, uow: UnitOfWork, change: Change) -> None:
    change.revise(uow, task.actor)
    if _is_to_publish(task, change):
        publish_imported(uow, task.actor, uow.session.get_one(Scenario, change.scenario_id))


def _is_to_publish(task: Import, change: Change) -> bool:
    """Tell whether an earlier import left it handed in, and this one is to publish."""
    return task.publish and change.record.state in PUBLISHED and change.imported_state == State.SUBMITTED
