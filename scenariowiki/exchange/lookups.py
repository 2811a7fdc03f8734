"""What a batch of records is compared with, read once a batch: known scenarios, names, the template."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Team
from scenariowiki.exchange.records import Record
from scenariowiki.exchange.rules import Plan
from scenariowiki.kernel.errors import Invalid
from scenariowiki.scenarios import queries
from scenariowiki.scenarios.commands.preparation import Vocabulary
from scenariowiki.scenarios.models import Category, Revision, Scenario, Solution
from scenariowiki.scenarios.queries import Template, full
from scenariowiki.scenarios.rules.states import RevisionKind
from scenariowiki.text import chinese


@dataclass(frozen=True, kw_only=True)
class Known:
    """A scenario that a record means, with all its revisions' facts and its solutions in their order."""

    scenario: Scenario
    solutions: Sequence[Solution]
    revisions: Sequence[Revision]

    def base(self, solution_id: int | None, revision: int | None) -> Revision:
        """Return what a row was made from: the revision it names, else the last import, else the head.

        A solution that came by a merge counts on another page: the number of this one says nothing of it.
        """
        mine = [one for one in self.revisions if one.solution_id == solution_id]
        if revision is not None and mine[-1].scenario_id != self.scenario.id:
            return mine[-1]
        if revision is not None:
            named = [one for one in mine if (one.seq or 0) <= revision]
            return (named or mine[:1])[-1]
        imported = [one for one in mine if one.kind == RevisionKind.IMPORT]
        return (imported or mine)[-1]

    def imported(self) -> Sequence[Solution]:
        """List the solutions that came by import."""
        ids = {one.solution_id for one in self.revisions if one.kind == RevisionKind.IMPORT}
        return [one for one in self.solutions if one.id in ids]


@dataclass(frozen=True, kw_only=True)
class Lookups:
    """`categories` and `teams` by folded name; a name that two have maps to None."""

    template: Template
    instance_id: str | None
    names: full.Names
    categories: Mapping[str, int | None]
    teams: Mapping[str, int | None]
    known: Mapping[str, Known]
    vocabulary: Vocabulary
    plan: Plan

    def category(self, name: str) -> int:
        """Find a category by its path or by a title that only one has."""
        found = self.categories.get(_folded(name))
        if found is None:
            raise Invalid(fields={"category": "no_category"})
        return found

    def team(self, name: str) -> int:
        """Find a team by its name."""
        found = self.teams.get(_folded(name))
        if found is None:
            raise Invalid(fields={"team": "no_team"})
        return found


def look_up(session: Session, records: Sequence[Record], instance_id: str | None, plan: Plan) -> Lookups:
    """Read what these records are compared with."""
    names = full.names(session)
    return Lookups(
        template=queries.current_template(session),
        instance_id=instance_id,
        names=names,
        plan=plan,
        categories=_categories(session, names),
        vocabulary=Vocabulary(session),
        teams=_by_name([(row.name, row.id) for row in session.execute(_TEAMS)]),
        known=_known(session, {own_number(one.external_id, instance_id): one for one in records}, records),
    )


def own_number(external_id: str, instance_id: str | None) -> int | None:
    """Return the number that an export of this very instance wrote."""
    instance, _colon, number = external_id.rpartition(":")
    is_own = instance_id is not None and instance == instance_id
    return int(number) if is_own and number.isascii() and number.isdigit() and len(number) < 10 else None


def find_page(session: Session, external_id: str, instance_id: str | None) -> int | None:
    """Return the id of the scenario that an export names: what came from there, or our own of that number."""
    number = own_number(external_id, instance_id)
    own = Scenario.external_id == external_id
    chosen = select(Scenario.id).where(own if number is None else own | (Scenario.no == number))
    return session.scalar(chosen.order_by(Scenario.id).limit(1))


_TEAMS = select(Team.id, Team.name).where(Team.closed_at.is_(None)).order_by(Team.id)


def _categories(session: Session, names: full.Names) -> Mapping[str, int | None]:
    rows = session.execute(
        select(Category.id, Category.title, Category.labels)
        .where(Category.merged_into_id.is_(None))
        .order_by(Category.id)
    ).all()
    titles = [
        (title, row.id) for row in rows for title in {row.title, *map(str, row.labels.values())} if title
    ]
    paths = {_folded(names.paths[row.id]): row.id for row in rows}
    return {**_by_name(titles), **paths}


def _by_name(pairs: Sequence[tuple[str, int]]) -> dict[str, int | None]:
    ids: dict[str, set[int]] = defaultdict(set)
    for name, id_ in pairs:
        ids[_folded(name)].add(id_)
    return {name: next(iter(some)) if len(some) == 1 else None for name, some in ids.items()}


def _folded(name: str) -> str:
    parts = name.replace("＞", "/").replace(">", "/").replace("／", "/").split("/")
    return "/".join(chinese.fold(part).strip() for part in parts)


def _known(
    session: Session, own: Mapping[int | None, Record], records: Sequence[Record]
) -> Mapping[str, Known]:
    numbers = [no for no in own if no is not None]
    ids = [one.external_id for one in records]
    scenarios = session.scalars(
        select(Scenario).where(Scenario.external_id.in_(ids) | Scenario.no.in_(numbers))
    ).all()
    if not scenarios:
        return {}
    solutions: dict[int, list[Solution]] = defaultdict(list)
    revisions: dict[int, list[Revision]] = defaultdict(list)
    of_these = [scenario.id for scenario in scenarios]
    shown = select(Solution, Scenario.canonical_id).join(Scenario, Scenario.id == Solution.scenario_id)
    for solution, canonical_id in session.execute(
        shown.where(Scenario.canonical_id.in_(of_these)).order_by(Solution.id)
    ):
        solutions[canonical_id or solution.scenario_id].append(solution)
    members: dict[int, int | None] = {
        row.id: row.canonical_id
        for row in session.execute(
            select(Scenario.id, Scenario.canonical_id).where(Scenario.canonical_id.in_(of_these))
        )
    }
    for revision in session.scalars(
        select(Revision)
        .where(Revision.scenario_id.in_({*of_these, *members}), Revision.seq.is_not(None))
        .order_by(Revision.seq)
    ):
        revisions[revision.scenario_id].append(revision)
        home = members.get(revision.scenario_id)
        if home not in {None, revision.scenario_id} and revision.solution_id is not None:
            revisions[home or 0].append(revision)
    found = [
        Known(scenario=one, solutions=solutions[one.id], revisions=revisions[one.id]) for one in scenarios
    ]
    by_id = {known.scenario.external_id: known for known in found}
    by_no = {known.scenario.no: known for known in found}
    result = {record.external_id: by_no[no] for no, record in own.items() if no in by_no}
    return {**{one: by_id[one] for one in ids if one in by_id}, **result}
