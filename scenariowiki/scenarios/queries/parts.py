"""Single parts of pages by their ids, and names of what they hold; for deliveries that address them alone."""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.kernel.errors import NotFound
from scenariowiki.scenarios import policy
from scenariowiki.scenarios.models import Category, Outcome, Scenario, Solution, Tag
from scenariowiki.scenarios.queries import groups, taxonomy
from scenariowiki.scenarios.queries.access import get_readable
from scenariowiki.scenarios.rules.states import State

DEPTH_MAX = 3


def get_canonical(session: Session, actor: Actor, no: int) -> Scenario:
    """Return the scenario of a number, or the one it was merged into; NotFound where either is hidden."""
    scenario = get_readable(session, actor, no)
    canonical = groups.canonical(session, scenario)
    if not policy.may_read(actor, canonical):
        raise NotFound("no_scenario")
    return canonical


def get_solution(session: Session, actor: Actor, solution_id: int) -> tuple[Solution, Scenario]:
    """Return a solution with its scenario; NotFound where the actor may not know of either."""
    solution = session.get(Solution, solution_id)
    scenario = groups.scenario_of(session, solution) if solution else None
    if solution is None or scenario is None or not policy.may_read(actor, scenario):
        raise NotFound("no_solution")
    if _is_hidden(actor, solution.state, solution.author_id):
        raise NotFound("no_solution")
    return solution, scenario


def get_outcome(session: Session, actor: Actor, outcome_id: int) -> tuple[Outcome, Scenario]:
    """Return an outcome with its scenario; NotFound where the actor may not know of its solution."""
    outcome = session.get(Outcome, outcome_id)
    if outcome is None:
        raise NotFound("no_outcome")
    try:
        return outcome, get_solution(session, actor, outcome.solution_id)[1]
    except NotFound:
        raise NotFound("no_outcome") from None


def newest_solution(session: Session, scenario_id: int) -> int:
    """Return the id of the solution that was added last to a canonical scenario, by whatever way (M16)."""
    newest = select(Solution.id).where(groups.solutions_of(scenario_id)).order_by(Solution.id.desc())
    return session.scalars(newest.limit(1)).one()


def hidden_solutions(session: Session, actor: Actor, scenario_id: int) -> frozenset[int]:
    """Return the rejected solutions of a page that the actor did not write and does not curate.

    Those of a merged scenario are its own: its history page shows them.
    """
    own = or_(Solution.scenario_id == scenario_id, groups.solutions_of(scenario_id))
    return _hidden_where(session, actor, own)


def hidden_among(session: Session, actor: Actor, ids: Collection[int]) -> frozenset[int]:
    """Return those of some solutions that are rejected, and neither the actor's own nor theirs to curate."""
    return _hidden_where(session, actor, Solution.id.in_(ids))


def _hidden_where(session: Session, actor: Actor, where: ColumnElement[bool]) -> frozenset[int]:
    rejected = select(Solution.id, Solution.state, Solution.author_id).where(
        where, Solution.state == State.REJECTED
    )
    rows = session.execute(rejected)
    return frozenset(row.id for row in rows if _is_hidden(actor, row.state, row.author_id))


def is_external_id_taken(session: Session, external_id: str) -> bool:
    """Tell whether a scenario came under this id before."""
    return session.scalar(select(Scenario.id).where(Scenario.external_id == external_id)) is not None


def tag_names(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Map ids of tags, merged ones too, to the names they go by today."""
    roots = taxonomy.merged(session, Tag)
    meant = {id_: roots.get(id_, id_) for id_ in ids}
    rows = session.execute(select(Tag.id, Tag.name).where(Tag.id.in_(set(meant.values()))))
    names = {row.id: row.name for row in rows}
    return {id_: names[root] for id_, root in meant.items() if root in names}


def category_paths(session: Session) -> dict[int, tuple[str, ...]]:
    """Map ids of categories, merged ones too, to their titles from the root down."""
    rows = session.execute(select(Category.id, Category.parent_id, Category.title)).all()
    known = {row.id: (row.parent_id, row.title) for row in rows}
    roots = taxonomy.merged(session, Category)
    return {id_: _path(roots.get(id_, id_), known) for id_ in known}


def _path(id_: int, known: Mapping[int, tuple[int | None, str]]) -> tuple[str, ...]:
    titles: list[str] = []
    at: int | None = id_
    while at is not None and at in known and len(titles) < DEPTH_MAX:
        at, title = known[at]
        titles.insert(0, title)
    return tuple(titles)


def _is_hidden(actor: Actor, state: str, author_id: int) -> bool:
    return state == State.REJECTED and author_id != actor.id and not actor.may(Permission.CURATE)
