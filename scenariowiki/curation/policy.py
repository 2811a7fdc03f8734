"""Who works the queue, and which kinds of items are theirs: pure predicates."""

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.curation.rules.items import ItemKind

WORKING = frozenset({Permission.CURATE, Permission.APPROVE_SOP})
_OF_APPROVERS = frozenset({ItemKind.SOP})


def may_work(actor: Actor) -> bool:
    """Tell who sees the queue: curators, and SOP owners, who decide on versions that wait for approval."""
    return any(actor.may(permission) for permission in WORKING)


def may_decide(actor: Actor, kind: str) -> bool:
    """Tell who decides a kind: SOP owners the versions of SOPs, curators all else."""
    return actor.may(Permission.APPROVE_SOP if kind in _OF_APPROVERS else Permission.CURATE)
