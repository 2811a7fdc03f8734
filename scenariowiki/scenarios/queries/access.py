"""One rule of who may read, as a predicate for SQL and as a filter for the index."""

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, true
from sqlalchemy.orm import Session, aliased

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.kernel.errors import NotFound
from scenariowiki.scenarios import policy
from scenariowiki.scenarios.models import Scenario, ScenarioTag, Tag
from scenariowiki.scenarios.rules.states import Audience, State
from scenariowiki.search.document import EVERYONE, team_audience
from scenariowiki.search.index import Visibility

# Built once: no page and no save does without.
_BY_NUMBER = select(Scenario).where(Scenario.no == bindparam("no"))
_FOR_WRITING = _BY_NUMBER.with_for_update(key_share=True)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the predicate on `Scenario` that admits what the actor may read."""
    hidden = [State.DRAFT] if actor.may(Permission.CURATE) else [State.DRAFT, State.REJECTED]
    shown = Scenario.state.not_in(hidden)
    return or_(Scenario.author_id == actor.id, and_(shown, _in_audience(actor)))


def tags_known_to(actor: Actor) -> ColumnElement[bool]:
    """Return the predicate on `Tag` that admits what the centre set and what marks something to be read."""
    marks = select(ScenarioTag.tag_id).join(Scenario, Scenario.id == ScenarioTag.scenario_id)
    absorbed = aliased(Tag)
    return or_(
        Tag.common,
        Tag.group_id.is_not(None),
        marks.where(ScenarioTag.tag_id == Tag.id, visible_to(actor)).correlate(Tag).exists(),
        select(absorbed.id).where(absorbed.merged_into_id == Tag.id).correlate(Tag).exists(),
    )


def _in_audience(actor: Actor) -> ColumnElement[bool]:
    if actor.may(Permission.READ_ALL_TEAMS):
        return true()
    return or_(Scenario.audience == Audience.ALL, Scenario.team_id.in_(sorted(actor.teams | actor.leads)))


def visibility(actor: Actor) -> Visibility:
    """Return the same rule as the index filters by it; drafts and rejected ones are not in the index."""
    teams = (team_audience(team) for team in actor.teams | actor.leads)
    return Visibility(
        everything=actor.may(Permission.READ_ALL_TEAMS), audiences=frozenset({EVERYONE, *teams})
    )


def find_scenario(session: Session, no: int) -> Scenario | None:
    """Return the scenario of a number, whoever asks."""
    return session.scalar(_BY_NUMBER, {"no": no})


def get_scenario(session: Session, actor: Actor, no: int) -> Scenario:
    """Return a scenario for writing, its row locked; NotFound where the actor may not know of it."""
    scenario = session.scalar(_FOR_WRITING, {"no": no})
    return _readable(actor, scenario)


def get_readable(session: Session, actor: Actor, no: int) -> Scenario:
    """Return a scenario for reading; NotFound where the actor may not know of it."""
    return _readable(actor, find_scenario(session, no))


def _readable(actor: Actor, scenario: Scenario | None) -> Scenario:
    if scenario is None or not policy.may_read(actor, scenario):
        raise NotFound("no_scenario")
    return scenario
