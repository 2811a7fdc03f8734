"""What becomes of gaps when the scenarios that are to answer them are published, merged or taken away."""

from sqlalchemy import select

from scenariowiki.accounts import queries as accounts
from scenariowiki.feedback.commands.wanting import answer, is_for_askers, reopen
from scenariowiki.feedback.models import Gap
from scenariowiki.feedback.rules.gaps import GapState
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.queries import groups
from scenariowiki.scenarios.rules.states import State


def follow_writing(uow: UnitOfWork, scenario_id: int, actor_id: int) -> None:
    """Close the gaps that a scenario, or what is merged into it, was written for, once it can be read."""
    for gap in _gaps(uow, scenario_id, GapState.TAKEN, GapState.WANTED):
        shown = groups.canonical(uow.session, uow.session.get_one(Scenario, scenario_id))
        if shown.state == State.PUBLISHED and is_for_askers(uow.session, gap, shown):
            answer(uow, gap, shown, by=accounts.get_actor(uow.session, actor_id))


def follow_loss(uow: UnitOfWork, scenario_id: int, actor_id: int, *, for_good: bool) -> None:
    """Put back on the board what a scenario answered; to its writer where that may come back."""
    for gap in _gaps(uow, scenario_id, GapState.ANSWERED):
        by = accounts.get_actor(uow.session, actor_id)
        reopen(uow, gap, by=by, back_to_writer=not for_good, keeps_page=True)


def follow_unmerge(uow: UnitOfWork, loser_id: int, actor_id: int) -> None:
    """Give gaps back to the writers of a scenario that was merged away and is not published by itself."""
    loser = groups.canonical(uow.session, uow.session.get_one(Scenario, loser_id))
    if loser.state != State.PUBLISHED:
        follow_loss(uow, loser_id, actor_id, for_good=False)


def _gaps(uow: UnitOfWork, scenario_id: int, *states: GapState) -> list[Gap]:
    group = groups.members(scenario_id)
    wanted = select(Gap).where(Gap.scenario_id.in_(group), Gap.state.in_(states)).order_by(Gap.id)
    return list(uow.session.scalars(wanted.with_for_update()))
