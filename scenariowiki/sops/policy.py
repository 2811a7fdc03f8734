"""Who may propose, write, approve and end SOPs: pure predicates, asked by commands and pages alike."""

from collections.abc import Mapping, Sequence

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.sops.rules.texts import OWN_MOST


def may_propose(actor: Actor, solution_author_id: int) -> bool:
    """Tell who may say that a solution should be the standard: a curator, never of their own."""
    return actor.may(Permission.CURATE) and actor.id != solution_author_id


def may_write(actor: Actor, owner_id: int) -> bool:
    """Tell who may write an SOP: curators, SOP owners, and whoever keeps this one."""
    return actor.may(Permission.CURATE) or actor.may(Permission.APPROVE_SOP) or actor.id == owner_id


def may_approve(actor: Actor, shares: Mapping[int, float], author_id: int) -> bool:
    """Tell who may approve a version: an SOP owner who neither submitted it nor wrote most of it."""
    is_own = actor.id == author_id or shares.get(actor.id, 0.0) > OWN_MOST
    return actor.may(Permission.APPROVE_SOP) and not is_own


def is_next(actor: Actor, asked: Sequence[int], agreed: int, *, said: bool) -> bool:
    """Tell whether it is somebody's turn: those asked by name agree in their order, each of them once.

    Where nobody asked by name is left to agree, any SOP owner may who has not `said` so already.
    """
    left = asked[agreed:]
    return not said and (not left or left[0] == actor.id)


def may_end(actor: Actor) -> bool:
    """Tell who may suspend, clear, decide on or retire an SOP."""
    return actor.may(Permission.CURATE) or actor.may(Permission.APPROVE_SOP)


def may_renew(actor: Actor, owner_id: int) -> bool:
    """Tell who may say that an SOP is still right: SOP owners, and whoever keeps this one."""
    return actor.may(Permission.APPROVE_SOP) or actor.id == owner_id


def may_see_readers(actor: Actor, owner_id: int) -> bool:
    """Tell who may see who has read an SOP: its keeper, SOP owners, curators; leads see their own teams."""
    return may_write(actor, owner_id) or bool(actor.leads)


def may_review(actor: Actor, owner_id: int | None) -> bool:
    """Tell who may say that a scenario is still right: its owner or a curator."""
    return actor.may(Permission.CURATE) or actor.id == owner_id


def may_set_approvers(actor: Actor) -> bool:
    """Tell who may say which approvers a category asks."""
    return actor.may(Permission.MANAGE_TAXONOMY)
