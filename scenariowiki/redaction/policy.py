"""Who may mask text for good."""

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.kernel.errors import Forbidden


def may_mask(actor: Actor) -> bool:
    """Tell who masks text, whether or not they may read the page it stands on: administrators."""
    return actor.may(Permission.MASK_TEXT)


def require_mask(actor: Actor) -> None:
    """Raise Forbidden unless the actor may mask text."""
    if not may_mask(actor):
        raise Forbidden
