"""Taking the demo's people off the wanted board: what only they wanted goes, what they took is free again."""

from sqlalchemy import delete, select, update

from scenariowiki.feedback.commands.counting import forget_old, recount
from scenariowiki.feedback.models import Gap, GapRequest, GapSearch
from scenariowiki.feedback.rules.gaps import GapState
from scenariowiki.kernel.unit_of_work import UnitOfWork


def remove_wanted(uow: UnitOfWork, people_ids: list[int]) -> None:
    """Forget what made-up people looked for, asked for and took."""
    session, today = uow.session, uow.now.date()
    for table in (GapSearch, GapRequest):
        session.execute(delete(table).where(table.account_id.in_(people_ids)))
    taken = (Gap.state == GapState.TAKEN) & Gap.taken_by.in_(people_ids)
    free = {"state": GapState.WANTED, "taken_by": None, "taken_at": None, "scenario_id": None}
    session.execute(update(Gap).where(taken).values(**free))
    recount(session, list(session.scalars(select(Gap.id))), today)
    forget_old(session, today)
