"""What becomes of the wallet of somebody who leaves or comes back (L19)."""

from scenariowiki.accounts import events as accounts
from scenariowiki.accounts import queries as people
from scenariowiki.accounts.rules import SYSTEM
from scenariowiki.kernel.events import Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands import expiring


def close_purse(uow: UnitOfWork, recorded: Recorded) -> None:
    """Close the wallet of a disabled account: what was held is free, its history stays (L19)."""
    event = recorded.event
    assert isinstance(event, accounts.AccountDisabled)  # noqa: S101 - as wired
    system = people.find_actor(uow.session, SYSTEM)
    if system is not None:
        expiring.close_purse(uow, system, event.account_id)


def open_purse(uow: UnitOfWork, recorded: Recorded) -> None:
    """Open the wallet again with the account."""
    event = recorded.event
    assert isinstance(event, accounts.AccountEnabled)  # noqa: S101 - as wired
    expiring.open_purse(uow, event.account_id)
