"""Imports: records become scenarios or revisions, batch by batch, each batch one transaction."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.exchange.events import ScenariosImported
from scenariowiki.exchange.matching import Change, find_change
from scenariowiki.exchange.records import Record, RowError
from scenariowiki.kernel.errors import DomainError, Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy
from scenariowiki.scenarios.commands.transitions import publish_imported, submit_scenario
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.rules.states import State

BATCH = 200


@dataclass(frozen=True, kw_only=True)
class Switches:
    """`publish` needs a curator; `instance_id` is this instance's, whose numbers are known again."""

    publish: bool = False
    dry_run: bool = False
    instance_id: str | None = None
    job_id: int | None = None


@dataclass
class Report:
    """What an import did; `errors` are (row number, column, code, facts)."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    rows: int = 0
    glued: int = 0
    errors: list[tuple[int, str, str, dict[str, Any]]] = field(default_factory=list)

    def fail(self, record: Record | RowError, column: str, code: str, facts: dict[str, Any]) -> None:
        """Note a record that was left out."""
        number = record.number if isinstance(record, RowError) else record.numbers[0]
        self.failed += 1
        self.errors.append((number, column, code, facts))


Write = Callable[[], AbstractContextManager[UnitOfWork]]


def require_import(actor: Actor, switches: Switches) -> None:
    """Raise Forbidden unless the actor may import, and publish what is imported if asked for."""
    policy.require(actor.may(Permission.IMPORT))
    if switches.publish:
        policy.require(actor.may(Permission.CURATE), "publish_needs_curator")


def run(
    read: Callable[[], Session],
    write: Write,
    actor: Actor,
    found: Iterable[Record | RowError],
    switches: Switches,
) -> Iterator[Report]:
    """Import records in batches of 200; after each batch, give the report so far.

    A bad record is reported and stops nothing else; a batch that fails as a whole is tried record by record.
    """
    require_import(actor, switches)
    report = Report()
    records = iter(found)
    while batch := list(islice(records, BATCH)):
        before = (report.created, report.updated, report.unchanged, report.failed)
        _import_batch(read, write, actor, batch, (switches, report, before))
        yield report


def _import_batch(
    read: Callable[[], Session],
    write: Write,
    actor: Actor,
    batch: list[Record | RowError],
    state: tuple[Switches, Report, tuple[int, int, int, int]],
) -> None:
    switches, report, before = state
    changes = list(_changes(read(), actor, batch, switches, report))
    if switches.dry_run:
        _count(report, changes)
        return
    if not changes and report.failed == before[3]:
        return
    try:
        _write(write, actor, changes, switches, report)
    except DomainError:
        _one_by_one(read, write, actor, changes, (switches, report))


def _changes(
    session: Session, actor: Actor, batch: list[Record | RowError], switches: Switches, report: Report
) -> Iterator[Change]:
    for record in batch:
        if isinstance(record, RowError):
            report.rows += 1
            report.fail(record, record.column, record.code, record.facts)
            continue
        report.rows += len(record.numbers)
        report.glued += record.glued
        try:
            change = find_change(session, actor, record, switches.instance_id)
        except Invalid as refusal:
            _fail(report, record, refusal)
            continue
        except DomainError as refusal:
            report.fail(record, "", refusal.reason, dict(refusal.facts))
            continue
        if change.is_empty:
            report.unchanged += 1
        else:
            yield change


def _fail(report: Report, record: Record, refusal: Invalid) -> None:
    problems = refusal.fields or {"": refusal.reason}
    column, code = next(iter(problems.items()))
    report.fail(record, column, str(code), dict(refusal.facts))


def _write(write: Write, actor: Actor, changes: list[Change], switches: Switches, report: Report) -> None:
    done = Report()
    with write() as uow:
        for change in changes:
            _apply(uow, actor, change, switches)
        _count(done, changes)
        uow.record(
            ScenariosImported(
                job_id=switches.job_id,
                created=done.created,
                updated=done.updated,
                unchanged=report.unchanged,
                failed=report.failed,
                published=switches.publish,
            ),
            by=actor,
        )
    report.created += done.created
    report.updated += done.updated


def _count(report: Report, changes: list[Change]) -> None:
    report.created += sum(change.is_new for change in changes)
    report.updated += sum(not change.is_new for change in changes)


def _one_by_one(
    read: Callable[[], Session],
    write: Write,
    actor: Actor,
    changes: list[Change],
    state: tuple[Switches, Report],
) -> None:
    switches, report = state
    for change in changes:
        try:
            again = find_change(read(), actor, change.record, switches.instance_id)
            if again.is_empty:
                report.unchanged += 1
            else:
                _write(write, actor, [again], switches, report)
        except Invalid as refusal:
            _fail(report, change.record, refusal)
        except DomainError as refusal:
            report.fail(change.record, "", refusal.reason, dict(refusal.facts))


def _apply(uow: UnitOfWork, actor: Actor, change: Change, switches: Switches) -> None:
    scenario = change.apply(uow, actor)
    if not change.is_new:
        return
    wanted = State(change.record.state) if change.record.state in _ARRIVING else State.SUBMITTED
    if switches.publish and wanted in {State.SUBMITTED, State.PUBLISHED, State.ARCHIVED}:
        publish_imported(uow, actor, scenario)
    elif wanted is not State.DRAFT:
        submit_scenario(uow, actor, scenario, imported=True)


_ARRIVING = frozenset({State.DRAFT.value, State.SUBMITTED.value, State.PUBLISHED.value, State.ARCHIVED.value})


def find_by_external_id(session: Session, external_id: str) -> Scenario | None:
    """Return the scenario that an earlier import made under this id."""
    return session.scalar(select(Scenario).where(Scenario.external_id == external_id))
