"""What one reader may do on a scenario's page, from facts that are the same for all readers."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from scenariowiki.accounts.queries import facts as accounts
from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.curation.queries.merges import ActiveMerge
from scenariowiki.feedback.queries import tickets
from scenariowiki.kernel.db import AnyRow
from scenariowiki.scenarios import policy
from scenariowiki.scenarios.queries.page import PageContent
from scenariowiki.scenarios.rules.states import (
    OUTCOME_TRANSITIONS,
    OutcomeState,
    State,
    reachable,
    transition_by,
)
from scenariowiki.sops import policy as keeping
from scenariowiki.sops.queries.trust import NOTHING_HELD, PageTrust, page_trust


@dataclass(frozen=True, kw_only=True)
class SolutionFacts:
    id: int
    state: State
    author_id: int
    teams: frozenset[int]


@dataclass(frozen=True, kw_only=True)
class OutcomeFacts:
    id: int
    solution_id: int
    state: OutcomeState
    reporter_id: int
    team_id: int | None


@dataclass(frozen=True, kw_only=True)
class PageFacts:
    """What rights depend on; kept per version of the page."""

    solutions: tuple[SolutionFacts, ...]
    outcomes: tuple[OutcomeFacts, ...]
    comments: tuple[tuple[int, int], ...]
    related: tuple[int, ...]
    merges: tuple[ActiveMerge, ...] = ()
    open_feedback: int = 0
    trust: PageTrust = NOTHING_HELD


@dataclass(frozen=True, kw_only=True)
class Rights:
    """Equal rights see an equal page: this is a part of the key it is kept under."""

    edit: bool
    propose: bool
    add_solution: bool
    comment: bool
    report: bool
    change_facts: bool
    moves: tuple[State, ...]
    solution_moves: tuple[tuple[int, tuple[State, ...]], ...]
    verify: frozenset[int]
    dispute: frozenset[int]
    retract: frozenset[int]
    withdraw: frozenset[int]
    object: frozenset[int] = frozenset()
    review: bool = False

    def moves_of(self, solution_id: int) -> tuple[State, ...]:
        """Return where the reader may move a solution."""
        return dict(self.solution_moves).get(solution_id, ())


def facts_of(
    session: Session, content: PageContent, related: Sequence[int], active: Sequence[ActiveMerge] = ()
) -> PageFacts:
    """Gather what the rights of any reader depend on."""
    authors = {part.row.author_id for part in content.solutions if part.outcomes}
    teams = {author: accounts.teams_of(session, author) for author in authors}
    return PageFacts(
        solutions=tuple(
            SolutionFacts(
                id=part.row.id,
                state=State(part.row.state),
                author_id=part.row.author_id,
                teams=teams.get(part.row.author_id, frozenset()),
            )
            for part in content.solutions
        ),
        outcomes=tuple(_outcome(one) for part in content.solutions for one in part.outcomes),
        comments=tuple((row.id, row.author_id) for row in content.comments if row.withdrawn_at is None),
        related=tuple(related),
        merges=tuple(active),
        open_feedback=tickets.count_open_on(session, content.row.Scenario.id),
        trust=page_trust(session, content.row.Scenario.id),
    )


def _outcome(row: AnyRow) -> OutcomeFacts:
    return OutcomeFacts(
        id=row.id,
        solution_id=row.solution_id,
        state=OutcomeState(row.state),
        reporter_id=row.reporter_id,
        team_id=row.reporter_team_id,
    )


def rights_of(actor: Actor, scenario: AnyRow, facts: PageFacts) -> Rights:
    """Say what an actor may do; `scenario` has the columns of `get_page_row`."""
    state = State(scenario.state)
    open_to_moves = state in {State.PUBLISHED, State.ARCHIVED}
    teams = {one.id: one.teams for one in facts.solutions}
    return Rights(
        edit=policy.may_revise(actor, scenario),
        propose=policy.may_propose(actor, scenario),
        add_solution=policy.may_add_solution(actor, scenario),
        comment=policy.may_comment(actor, scenario),
        report=policy.may_report_outcome(actor, scenario),
        change_facts=policy.may_change_facts(actor, scenario),
        moves=moves_from(actor, state, scenario.author_id),
        solution_moves=tuple(
            (one.id, moves)
            for one in facts.solutions
            if open_to_moves and (moves := moves_from(actor, one.state, one.author_id))
        ),
        verify=_outcomes(actor, facts, OutcomeState.VERIFIED, teams),
        dispute=_outcomes(actor, facts, OutcomeState.DISPUTED, teams),
        retract=_outcomes(actor, facts, OutcomeState.RETRACTED, teams),
        withdraw=frozenset(
            id_ for id_, author in facts.comments if author == actor.id or actor.may(Permission.CURATE)
        ),
        object=frozenset(one.op_id for one in facts.merges if one.author_id == actor.id and not one.objected),
        review=state is State.PUBLISHED and keeping.may_review(actor, scenario.owner_id),
    )


def moves_from(actor: Actor, state: State, author_id: int) -> tuple[State, ...]:
    """List the states into which somebody may bring a text of somebody's."""
    return tuple(
        to for to in reachable(state) if policy.may_transition(actor, transition_by(state, to), author_id)
    )


def _outcomes(
    actor: Actor, facts: PageFacts, to: OutcomeState, teams: dict[int, frozenset[int]]
) -> frozenset[int]:
    return frozenset(
        one.id
        for one in facts.outcomes
        if (one.state, to) in OUTCOME_TRANSITIONS and _may_decide(actor, one, to, teams[one.solution_id])
    )


def _may_decide(actor: Actor, one: OutcomeFacts, to: OutcomeState, teams: frozenset[int]) -> bool:
    if to is OutcomeState.DISPUTED:
        return policy.may_dispute(actor, one.reporter_id, one.team_id, teams)
    return policy.may_verify(actor, one.reporter_id, one.team_id)
