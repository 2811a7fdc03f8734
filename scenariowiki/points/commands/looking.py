"""Looking at other people's statements: allowed to few, and recorded."""

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points import policy
from scenariowiki.points.events import StatementOpened


def open_statement(uow: UnitOfWork, actor: Actor, account_id: int) -> None:
    """Record that somebody looks at another person's statement."""
    policy.require(policy.may_read_ledger(actor))
    uow.record(StatementOpened(account_id=account_id), by=actor)
