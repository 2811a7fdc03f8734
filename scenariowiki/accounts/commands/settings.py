"""What people set for themselves."""

from dataclasses import asdict, dataclass

from scenariowiki.accounts.commands.loading import get_person
from scenariowiki.accounts.events import AccountChanged
from scenariowiki.accounts.rules import LOCALES, Actor, BoardVisibility, ReadingScript
from scenariowiki.kernel.errors import Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class SettingsInput:
    """One's own settings; None leaves one as it is."""

    locale: str | None = None
    script: ReadingScript | None = None
    shortcuts: bool | None = None
    board_visibility: BoardVisibility | None = None


def change_settings(uow: UnitOfWork, actor: Actor, given: SettingsInput) -> None:
    """Set what is given of the actor's own settings; record AccountChanged when anything differs."""
    if given.locale is not None and given.locale not in LOCALES:
        raise Invalid(fields={"locale": "unknown_locale"})
    account = get_person(uow.session, actor.id)
    wanted = {name: value for name, value in asdict(given).items() if value is not None}
    changed = tuple(name for name, value in wanted.items() if getattr(account, name) != value)
    for name in changed:
        setattr(account, name, wanted[name])
    if changed:
        account.version += 1
        uow.record(AccountChanged(account_id=account.id, fields=changed), by=actor)
