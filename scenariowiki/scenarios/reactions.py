"""What the wiki does when something happened: pages get a new version, the index gets work."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, select, update
from sqlalchemy.orm import Session

from scenariowiki.accounts.events import AccountChanged, TeamSaved
from scenariowiki.kernel import outbox
from scenariowiki.kernel.events import Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import events
from scenariowiki.scenarios.models import (
    Category,
    Comment,
    Outcome,
    Reference,
    Revision,
    Scenario,
    ScenarioTag,
    Solution,
)

INDEX = "index"
_table: Any = Scenario.__table__
_RAISE = (
    update(_table)
    .where(_table.c.id.in_(bindparam("ids", expanding=True)))
    .values(page_version=_table.c.page_version + 1)
    .returning(_table.c.id, _table.c.no)
)


def refresh_page(uow: UnitOfWork, recorded: Recorded) -> None:
    """Give the page of the event a new version and have it indexed again."""
    event = recorded.event
    assert isinstance(event, events.PageEvent)  # noqa: S101 - wiring registers page events only
    uow.gather(refresh, event.scenario_id)


def refresh_backlinks(uow: UnitOfWork, recorded: Recorded) -> None:
    """Give every page that links here a new version: it shows this title, or hides it."""
    event = recorded.event
    assert isinstance(event, events.PageEvent)  # noqa: S101 - wiring registers page events only
    if isinstance(event, events.ScenarioRevised) and "title" not in event.changed:
        return
    uow.gather(_renew_backlinks, event.scenario_id)


def refresh_loser(uow: UnitOfWork, recorded: Recorded) -> None:
    """Have what was merged away, or parted, indexed again, and pages that link to it renewed."""
    loser_id = getattr(recorded.event, "loser_id")  # noqa: B009 - events of a room above this one
    uow.gather(refresh, loser_id)
    uow.gather(_renew_backlinks, loser_id)


def refresh_masked(uow: UnitOfWork, recorded: Recorded) -> None:
    """Have every page that held a text which was masked shown and indexed anew, and what shows its title."""
    scenario_ids = getattr(recorded.event, "scenario_ids")  # noqa: B009 - an event of a room above this one
    tag_ids = getattr(recorded.event, "tag_ids")  # noqa: B009 - likewise
    tagged = select(ScenarioTag.scenario_id).where(ScenarioTag.tag_id.in_(tag_ids)).distinct()
    for scenario_id in (*scenario_ids, *uow.session.scalars(tagged)):
        uow.gather(refresh, scenario_id)
        uow.gather(_renew_backlinks, scenario_id)


def _renew_backlinks(uow: UnitOfWork, scenario_ids: Sequence[int]) -> None:
    sources = (
        select(Reference.source_id)
        .join(Scenario, Scenario.no == Reference.target_no)
        .where(Scenario.id.in_(scenario_ids))
        .distinct()
    )
    _raise_versions(uow.session, uow.session.scalars(sources).all())


def refresh_tagged(uow: UnitOfWork, recorded: Recorded) -> None:
    """Refresh every scenario that carries a tag that changed."""
    event = recorded.event
    ids = {getattr(event, name, None) for name in ("tag_id", "into_id", "from_id")} - {None}
    tagged = select(ScenarioTag.scenario_id).where(ScenarioTag.tag_id.in_(ids)).distinct()
    refresh(uow, uow.session.scalars(tagged).all())


def refresh_categorised(uow: UnitOfWork, recorded: Recorded) -> None:
    """Refresh every scenario under a category that changed, moved or was merged."""
    event = recorded.event
    ids = {getattr(event, name, None) for name in ("category_id", "into_id", "from_id")} - {None}
    below = set(ids)
    for _level in range(2):
        below |= set(uow.session.scalars(select(Category.id).where(Category.parent_id.in_(below))))
    filed = select(Scenario.id).where(Scenario.category_id.in_(below))
    refresh(uow, uow.session.scalars(filed).all())


def refresh_named(uow: UnitOfWork, recorded: Recorded) -> None:
    """Refresh every scenario that shows the name of a person who goes by another one."""
    event = recorded.event
    assert isinstance(event, AccountChanged)  # noqa: S101 - wiring registers it for this event only
    if "display_name" in event.fields:
        person = event.account_id
        wrote = select(Revision.scenario_id).where(Revision.author_id == person)
        keeps = select(Scenario.id).where(Scenario.owner_id == person)
        said = select(Comment.scenario_id).where(Comment.author_id == person)
        reported = (
            select(Solution.scenario_id)
            .join(Outcome, Outcome.solution_id == Solution.id)
            .where((Outcome.reporter_id == person) | (Outcome.decided_by == person))
        )
        _refresh_all(uow, wrote.union(keeps, said, reported))


def refresh_of_team(uow: UnitOfWork, recorded: Recorded) -> None:
    """Refresh every scenario that shows the name of a team that goes by another one."""
    event = recorded.event
    assert isinstance(event, TeamSaved)  # noqa: S101 - wiring registers it for this event only
    if event.renamed:
        own = select(Scenario.id).where(Scenario.team_id == event.team_id)
        reported = (
            select(Solution.scenario_id)
            .join(Outcome, Outcome.solution_id == Solution.id)
            .where(Outcome.reporter_team_id == event.team_id)
        )
        _refresh_all(uow, own.union(reported))


def _refresh_all(uow: UnitOfWork, chosen: CompoundSelect[Any]) -> None:
    """Refresh scenarios, and those on whose pages they are shown since they were merged."""
    ids = set(uow.session.scalars(chosen))
    canonical = select(Scenario.canonical_id).where(Scenario.id.in_(chosen))
    refresh(uow, ids | {id_ for id_ in uow.session.scalars(canonical) if id_ is not None})


def refresh(uow: UnitOfWork, scenario_ids: Iterable[int]) -> None:
    """Raise page versions and queue index work, each scenario once a transaction."""
    raised = _raise_versions(uow.session, set(scenario_ids) - uow.refreshed.keys())
    uow.refreshed.update(raised)
    numbers = [str(no) for no in sorted(raised.values())]
    uow.outbox_id = outbox.enqueue_all(uow.session, INDEX, numbers, at=uow.now) or uow.outbox_id


def _raise_versions(session: Session, ids: Collection[int]) -> dict[int, int]:
    """Raise them behind the back of the session; return the scenarios' numbers by id."""
    session.flush()
    if not ids:
        return {}
    raised = session.connection().execute(_RAISE, {"ids": sorted(ids)})
    return {row.id: row.no for row in raised}
