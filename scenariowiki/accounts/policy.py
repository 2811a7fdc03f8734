"""Who may change what about people: pure predicates, asked by commands and pages alike."""

from collections.abc import Collection

from scenariowiki.accounts.rules import Actor, Permission, Role
from scenariowiki.kernel.errors import Conflict, Forbidden


def require(answer: bool) -> None:  # noqa: FBT001 - reads as a sentence
    """Raise Forbidden unless the answer is yes."""
    if not answer:
        raise Forbidden


def may_manage_people(actor: Actor) -> bool:
    """Tell who registers, changes, disables and gives roles."""
    return actor.may(Permission.MANAGE_PEOPLE)


def may_manage_sites(actor: Actor) -> bool:
    """Tell who sets sites, calendars and the brand."""
    return actor.may(Permission.MANAGE_SITE)


def may_change_own(actor: Actor, account_id: int) -> bool:
    """Tell whose sessions, tokens, password and settings these are: one's own, or an administrator's task."""
    return actor.id == account_id or may_manage_people(actor)


def require_an_admin_left(roles: Collection[Role], other_admins: int) -> None:
    """Raise Conflict when a change would leave nobody who can administer."""
    if Role.ADMIN not in roles and not other_admins:
        raise Conflict("last_admin")
