"""Writing what is wanted: the address of the form names the gap, saving tells the gap what is written."""

from flask import request

from scenariowiki.accounts.rules import Actor
from scenariowiki.feedback.commands import wanting
from scenariowiki.kernel.unit_of_work import UnitOfWork


def is_asked() -> bool:
    """Tell whether the address of a form names a gap: such a form begins empty."""
    return request.args.get("gap", type=int) is not None


def settle(uow: UnitOfWork, person: Actor, no: int) -> None:
    """Tell the gap that the form's address names which scenario is written for it."""
    gap_id = request.args.get("gap", type=int)
    if gap_id is not None:
        wanting.write_for(uow, person, gap_id, no)
