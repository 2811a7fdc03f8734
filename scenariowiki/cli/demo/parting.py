"""Taking the demo's pages out of what real people wrote beside them: theirs stays, on pages of its own."""

from collections.abc import Collection

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, aliased

from scenariowiki.cli.demo.hanging import delete_with_all_that_hangs
from scenariowiki.curation.models import MergeOp
from scenariowiki.feedback.models import Gap, Reuse
from scenariowiki.feedback.rules.gaps import GapState
from scenariowiki.kernel.db import create_triggers, drop_triggers
from scenariowiki.kernel.events import EventRow
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import reactions
from scenariowiki.scenarios.models import Outcome, Scenario, Solution, ViewCount
from scenariowiki.sops.commands.following import mark_pages
from scenariowiki.sops.models import Sop


def part_from(uow: UnitOfWork, doomed: Collection[int]) -> None:
    """Delete scenarios with all that hangs on them, but nothing that has a page of its own."""
    session = uow.session
    stays = Scenario.id.not_in(doomed)
    merged = select(Scenario.id).where(stays, Scenario.canonical_id.in_(doomed))
    moved = list(session.scalars(merged))
    _forget_subject(session, doomed)
    _send_home(session, doomed)
    delete_with_all_that_hangs(session, {"scenario": doomed})
    session.execute(delete(ViewCount).where(ViewCount.scenario_id.in_(doomed)))
    undone = Sop.replaced_by_op.is_not(None) & Sop.replaced_by_op.not_in(select(MergeOp.id))
    session.execute(update(Sop).where(undone).values(replaced_by_op=None, needs_decision=True))
    for table in (Scenario, Solution):
        _settle_canonical(session, table)
    mark_pages(uow, moved)
    reactions.refresh(uow, moved)


def _forget_subject(session: Session, doomed: Collection[int]) -> None:
    """Let the events that stay be about no page: SQLite may give a new one the same id."""
    drop_triggers(session.connection(), [EventRow.__tablename__])
    session.execute(update(EventRow).where(EventRow.subject.in_(doomed)).values(subject=None))
    create_triggers(session.connection(), [EventRow.__tablename__])


def _send_home(session: Session, doomed: Collection[int]) -> None:
    """Let what came to a doomed page by a merge, or was answered by it, be as it was."""
    for row in (Outcome, Reuse):
        home = select(Solution.scenario_id).where(Solution.id == row.solution_id).scalar_subquery()
        away = row.via_scenario_id.in_(doomed) & home.not_in(doomed)
        session.execute(update(row).where(away).values(via_scenario_id=home))
    ours = Sop.scenario_id.not_in(doomed)
    session.execute(update(Sop).where(ours, Sop.in_force_on.in_(doomed)).values(in_force_on=Sop.scenario_id))
    wanted = {"state": GapState.WANTED, "scenario_id": None, "closed_by": None, "closed_at": None}
    session.execute(
        update(Gap).where(Gap.scenario_id.in_(doomed)).values(**wanted, taken_by=None, taken_at=None)
    )


def _settle_canonical(session: Session, table: type[Scenario | Solution]) -> None:
    """Repeat where every chain of merges ends, since some end earlier now."""
    winner = aliased(table)
    end = (
        select(func.coalesce(winner.canonical_id, winner.id))
        .where(winner.id == table.merged_into_id)
        .scalar_subquery()
    )
    differs = table.merged_into_id.is_not(None) & (table.canonical_id != end)
    stale = select(table.id).where(differs)
    while session.scalars(stale).first() is not None:
        session.execute(update(table).where(differs).values(canonical_id=end))
    session.expire_all()
