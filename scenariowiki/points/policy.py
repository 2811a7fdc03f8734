"""Who may look at and change what about points: pure predicates, asked by commands and pages alike."""

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.kernel.errors import Forbidden


def require(answer: bool, code: str = "forbidden") -> None:  # noqa: FBT001 - reads as a sentence
    """Raise Forbidden unless the answer is yes."""
    if not answer:
        raise Forbidden(code)


def may_read_ledger(actor: Actor) -> bool:
    """Tell who may look at anybody's statement; that they did is recorded."""
    return actor.may(Permission.READ_LEDGER)


def may_take_board(actor: Actor, team_id: int | None) -> bool:
    """Tell who takes a leaderboard along: who reads the ledger, and of a team its lead."""
    return may_read_ledger(actor) or (team_id is not None and team_id in actor.leads)


def may_see_team_board(actor: Actor, team_id: int) -> bool:
    """Tell who may rank the people of one team: those in it, its lead, and who reads the ledger."""
    return team_id in actor.teams or team_id in actor.leads or may_read_ledger(actor)


def may_manage_rewards(actor: Actor) -> bool:
    """Tell who keeps rewards, stocks and budgets, and decides about what is asked for."""
    return actor.may(Permission.MANAGE_REWARDS)


def may_cancel(actor: Actor, account_id: int) -> bool:
    """Tell who may take a request back: whoever made it."""
    return actor.id == account_id


def may_manage_tariff(actor: Actor) -> bool:
    """Tell who says what earns what."""
    return actor.may(Permission.MANAGE_TARIFF)


def may_grant(actor: Actor) -> bool:
    """Tell who proposes and approves points by hand (P12)."""
    return actor.may(Permission.GRANT_POINTS)
