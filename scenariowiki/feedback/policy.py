"""Who may do what with feedback and gaps: pure predicates, asked by commands and pages alike."""

from typing import Protocol

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.feedback.rules import gaps
from scenariowiki.feedback.rules.gaps import GapState
from scenariowiki.feedback.rules.tickets import LOW, OPEN, ROUNDS, TicketState


class Ticketed(Protocol):
    """The facts of a ticket that decide who deals with it."""

    @property
    def state(self) -> str: ...
    @property
    def round(self) -> int: ...
    @property
    def reporter_id(self) -> int: ...
    @property
    def assignee_id(self) -> int | None: ...
    @property
    def team_id(self) -> int | None: ...


class Wanted(Protocol):
    """The facts of a gap that decide who does what about it."""

    @property
    def state(self) -> str: ...
    @property
    def taken_by(self) -> int | None: ...


def may_want(actor: Actor) -> bool:
    """Tell who may ask for a scenario that is missing: everyone who takes part."""
    return actor.may(Permission.COMMENT)


def may_take(actor: Actor, gap: Wanted) -> bool:
    """Tell who may take a gap to write it: everyone who records, while nobody has."""
    return actor.may(Permission.CAPTURE) and gap.state == GapState.WANTED


def may_release(actor: Actor, gap: Wanted) -> bool:
    """Tell who may give a gap back: whoever took it, and curators."""
    return gap.state == GapState.TAKEN and (actor.id == gap.taken_by or actor.may(Permission.CURATE))


def may_name_answer(actor: Actor, gap: Wanted) -> bool:
    """Tell who may say which scenario answers a gap: who may take it, or else its taker and curators."""
    if gap.state == GapState.TAKEN:
        return may_release(actor, gap)
    return may_take(actor, gap)


def may_drop(actor: Actor, gap: Wanted) -> bool:
    """Tell who may take a gap off the board: curators."""
    return actor.may(Permission.CURATE) and gap.state in gaps.OPEN


def may_want_again(actor: Actor, gap: Wanted, *, asked: bool) -> bool:
    """Tell who may say that an answer is none: curators and whoever asked; curators put dropped ones back."""
    if gap.state == GapState.ANSWERED:
        return asked or actor.may(Permission.CURATE)
    return gap.state == GapState.DROPPED and actor.may(Permission.CURATE)


def may_give(actor: Actor) -> bool:
    """Tell who may give feedback on what they read: everyone who takes part."""
    return actor.may(Permission.COMMENT)


def may_answer(actor: Actor, ticket: Ticketed) -> bool:
    """Tell who answers: whoever it is assigned to, their lead, and curators; never the asker."""
    if actor.id == ticket.reporter_id or not actor.may(Permission.COMMENT):
        return False
    return actor.id == ticket.assignee_id or _is_lead(actor, ticket)


def may_assign(actor: Actor, ticket: Ticketed) -> bool:
    """Tell who passes a ticket on: whoever may answer it."""
    return may_answer(actor, ticket)


def may_set_aside(actor: Actor, ticket: Ticketed) -> bool:
    """Tell who calls a ticket invalid or a duplicate: the answering team's lead, and curators."""
    return actor.id != ticket.reporter_id and _is_lead(actor, ticket)


def may_rate(actor: Actor, ticket: Ticketed) -> bool:
    """Tell who rates an answer, asks again and closes: the asker alone."""
    return actor.id == ticket.reporter_id


def may_reopen(ticket: Ticketed, rating: int | None) -> bool:
    """Tell whether a rated answer may still be asked for again: once, after 2 or less."""
    low = rating is not None and rating <= LOW
    return ticket.state == TicketState.RATED and low and ticket.round < ROUNDS


def is_open(ticket: Ticketed) -> bool:
    """Tell whether the clock runs."""
    return ticket.state in OPEN


def _is_lead(actor: Actor, ticket: Ticketed) -> bool:
    return actor.may(Permission.CURATE) or (ticket.team_id is not None and ticket.team_id in actor.leads)
