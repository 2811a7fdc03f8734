"""Who may read and change what in the wiki: pure predicates, asked by commands and templates alike."""

from collections.abc import Collection
from typing import Protocol

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.kernel.errors import Conflict, Forbidden
from scenariowiki.scenarios.rules.states import EDITABLE, Audience, By, State


class Readable(Protocol):
    """The facts of a scenario that decide who reads it."""

    @property
    def state(self) -> str: ...
    @property
    def audience(self) -> str: ...
    @property
    def team_id(self) -> int | None: ...
    @property
    def author_id(self) -> int: ...


class Revisable(Readable, Protocol):
    """The facts of a scenario that decide whose edits wait."""

    @property
    def has_sop(self) -> bool: ...


def require(answer: bool, code: str = "forbidden") -> None:  # noqa: FBT001 - reads as a sentence
    """Raise Forbidden unless the answer is yes."""
    if not answer:
        raise Forbidden(code)


def may_read(actor: Actor, scenario: Readable) -> bool:
    """Tell who reads: a draft its author, a rejected one curators too, all others their audience."""
    if scenario.author_id == actor.id:
        return True
    if scenario.state == State.DRAFT:
        return False
    if scenario.state == State.REJECTED:
        return actor.may(Permission.CURATE)
    return _in_audience(actor, scenario)


def _in_audience(actor: Actor, scenario: Readable) -> bool:
    if scenario.audience == Audience.ALL or actor.may(Permission.READ_ALL_TEAMS):
        return True
    return scenario.team_id in actor.teams or scenario.team_id in actor.leads


def may_capture(actor: Actor) -> bool:
    """Tell who may record scenarios and solutions."""
    return actor.may(Permission.CAPTURE)


def may_revise(actor: Actor, scenario: Revisable) -> bool:
    """Tell who may edit: everyone who writes, as long as the scenario is open to editing (1.2)."""
    return _may_write(actor, scenario) and may_read(actor, scenario) and scenario.state in EDITABLE


def require_revise(actor: Actor, scenario: Revisable) -> None:
    """Raise what keeps the actor from editing: the role, an SOP in force, or the scenario's state."""
    if must_propose(actor, scenario) and actor.may(Permission.REVISE):
        raise Forbidden("sop_needs_review")
    require(_may_write(actor, scenario), "edits_need_review")
    if scenario.state not in EDITABLE:
        raise Conflict("not_editable", state=scenario.state)


def must_propose(actor: Actor, scenario: Revisable) -> bool:
    """Tell whose edits wait for a curator: readers', and contributors' while an SOP is in force (1.2)."""
    return not _may_write(actor, scenario) and actor.may(Permission.COMMENT)


def may_propose(actor: Actor, scenario: Revisable) -> bool:
    """Tell who may suggest an edit: whoever may not edit but takes part, where editing is open."""
    return must_propose(actor, scenario) and may_read(actor, scenario) and scenario.state in EDITABLE


def require_propose(actor: Actor, scenario: Revisable) -> None:
    """Raise what keeps the actor from suggesting an edit: the role, or the scenario's state."""
    require(must_propose(actor, scenario), "edits_need_review")
    if scenario.state not in EDITABLE:
        raise Conflict("not_editable", state=scenario.state)


def may_add_solution(actor: Actor, scenario: Readable) -> bool:
    """Tell who may add a solution: everyone who records, where editing is open; an SOP has rivals (R57)."""
    return may_capture(actor) and may_read(actor, scenario) and scenario.state in EDITABLE


def require_add_solution(actor: Actor, scenario: Readable) -> None:
    """Raise what keeps the actor from adding a solution: the role, or the scenario's state."""
    require(may_capture(actor), "edits_need_review")
    if scenario.state not in EDITABLE:
        raise Conflict("not_editable", state=scenario.state)


def _may_write(actor: Actor, scenario: Revisable) -> bool:
    """Tell whose edits are current at once: all writers', but its keepers' alone where an SOP is in force."""
    keeps = actor.may(Permission.CURATE) or actor.may(Permission.APPROVE_SOP)
    return actor.may(Permission.REVISE) and (keeps or not scenario.has_sop)


def may_comment(actor: Actor, scenario: Readable) -> bool:
    """Tell who may take part in the thread."""
    return actor.may(Permission.COMMENT) and may_read(actor, scenario) and scenario.state != State.REJECTED


def may_report_outcome(actor: Actor, scenario: Readable) -> bool:
    """Tell who may report what came of a solution: everyone who reads it; of a draft its author alone."""
    return actor.may(Permission.REPORT_OUTCOME) and may_read(actor, scenario) and scenario.state in EDITABLE


def may_transition(actor: Actor, by: By, author_id: int) -> bool:
    """Tell who may carry out a transition; a curator never decides on what they wrote."""
    if by is By.AUTHOR:
        return actor.id == author_id
    return actor.may(Permission.CURATE) and actor.id != author_id


def may_verify(actor: Actor, reporter_id: int, reporter_team_id: int | None) -> bool:
    """Tell who may verify an outcome: a curator or the reporter's lead, never the reporter."""
    if actor.id == reporter_id:
        return False
    return actor.may(Permission.CURATE) or reporter_team_id in actor.leads


def may_dispute(
    actor: Actor, reporter_id: int, reporter_team_id: int | None, beneficiary_teams: Collection[int]
) -> bool:
    """Tell who may dispute an outcome: whoever may verify it, and the team of the solution's author."""
    if may_verify(actor, reporter_id, reporter_team_id):
        return True
    return actor.id != reporter_id and not actor.teams.isdisjoint(beneficiary_teams)


def may_change_facts(actor: Actor, scenario: Readable) -> bool:
    """Tell who may change audience, team and owner: a curator, or the lead of the scenario's team."""
    if not may_read(actor, scenario):
        return False
    return actor.may(Permission.CURATE) or (scenario.team_id is not None and scenario.team_id in actor.leads)


def may_hand_over(actor: Actor, *, left: bool) -> bool:
    """Tell who hands all of a person's over: who looks after people, and curators where they left."""
    return actor.may(Permission.MANAGE_PEOPLE) or (left and actor.may(Permission.CURATE))


def may_export(actor: Actor) -> bool:
    """Tell who may take scenarios out as a file."""
    return actor.may(Permission.EXPORT)


def may_manage_taxonomy(actor: Actor) -> bool:
    """Tell who keeps categories, tags and synonyms in order."""
    return actor.may(Permission.MANAGE_TAXONOMY)


def may_manage_template(actor: Actor) -> bool:
    """Tell who may change the capture template."""
    return actor.may(Permission.MANAGE_TEMPLATE)
