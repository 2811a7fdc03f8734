"""What becomes of the mail of somebody whose name is forgotten."""

from sqlalchemy import delete

from scenariowiki.accounts import events as accounts
from scenariowiki.kernel.events import Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.notifications.models import MailBox


def forget_address(uow: UnitOfWork, recorded: Recorded) -> None:
    """Take the addresses of an anonymised account away (L19)."""
    event = recorded.event
    assert isinstance(event, accounts.AccountAnonymised)  # noqa: S101 - as wired
    uow.session.execute(delete(MailBox).where(MailBox.account_id == event.account_id))
