"""Scenarios as whole documents, as API and export give them: with state, solutions and outcomes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account, Team
from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.db import AnyRow
from scenariowiki.scenarios.models import Outcome, Revision, Scenario, Solution, Tag
from scenariowiki.scenarios.queries import parts, taxonomy
from scenariowiki.scenarios.queries.access import visible_to
from scenariowiki.scenarios.rules.states import State

Document = dict[str, Any]
HIDDEN = (State.REJECTED, State.MERGED)
OUTCOME_TEXTS = ("metric", "before", "after", "customer_reaction", "note", "evidence")


@dataclass(frozen=True, kw_only=True)
class Names:
    """How categories and tags are called, merged ones by what they mean today; small enough to read whole."""

    paths: Mapping[int, str]
    tags: Mapping[int, str]


def documents(session: Session, actor: Actor, numbers: Sequence[int]) -> list[Document]:
    """Return the documents of some numbers in that order; what the actor may not read is left out."""
    known = names(session)
    rows = _rows(session, actor, numbers)
    solutions = _solutions(session, [row.id for row in rows])
    by_no = {row.no: _document(row, solutions[row.id], known) for row in rows}
    return [by_no[no] for no in numbers if no in by_no]


def names(session: Session) -> Names:
    """Return the names that documents are written with."""
    tags = {row.id: row.name for row in session.execute(select(Tag.id, Tag.name))}
    merged = taxonomy.merged(session, Tag)
    return Names(
        paths={id_: "/".join(titles) for id_, titles in parts.category_paths(session).items()},
        tags={**tags, **{old: tags[new] for old, new in merged.items()}},
    )


def situation(snapshot: Mapping[str, Any], known: Names) -> Document:
    """Return the part of a document that a situation's snapshot holds."""
    tags = dict.fromkeys(known.tags[tag] for tag in snapshot["tags"] if tag in known.tags)
    return {
        "layer": snapshot["layer"],
        "category": known.paths.get(snapshot["category"]),
        "title": snapshot["title"],
        "situation": snapshot["situation"],
        "tags": list(tags),
        "fields": {
            path.removeprefix("fields."): value
            for path, value in snapshot.items()
            if path.startswith("fields.")
        },
    }


def _rows(session: Session, actor: Actor, numbers: Sequence[int]) -> Sequence[AnyRow]:
    return session.execute(
        select(
            Scenario.id,
            Scenario.no,
            Scenario.external_id,
            Scenario.last_seq,
            Scenario.state,
            Scenario.audience,
            Scenario.credit,
            Revision.snapshot,
            Account.display_name.label("author_name"),
            Team.name.label("team_name"),
        )
        .join(Revision, Revision.id == Scenario.published_rev_id)
        .join(Account, Account.id == Scenario.author_id)
        .join(Team, Team.id == Scenario.team_id, isouter=True)
        .where(Scenario.no.in_(numbers), visible_to(actor))
        .order_by(Scenario.no)
    ).all()


def _document(row: AnyRow, solutions: list[Document], known: Names) -> Document:
    return {
        "no": row.no,
        "external_id": row.external_id,
        "revision": row.last_seq,
        "state": row.state,
        "audience": row.audience,
        "team": row.team_name,
        "author": row.credit or row.author_name,
        **situation(row.snapshot, known),
        "solutions": solutions,
    }


def _solutions(session: Session, scenario_ids: Sequence[int]) -> Mapping[int, list[Document]]:
    rows = session.execute(
        select(Solution.id, Scenario.canonical_id, Solution.state, Revision.snapshot)
        .join(Scenario, Scenario.id == Solution.scenario_id)
        .join(Revision, Revision.id == Solution.published_rev_id)
        .where(Scenario.canonical_id.in_(scenario_ids), Solution.state.not_in(HIDDEN))
        .order_by(Solution.id)
    ).all()
    outcomes = _outcomes(session, [row.id for row in rows])
    found: dict[int, list[Document]] = defaultdict(list)
    for row in rows:
        found[row.canonical_id].append(
            {"id": row.id, **row.snapshot, "state": row.state, "outcomes": outcomes[row.id]}
        )
    return found


def _outcomes(session: Session, solution_ids: Sequence[int]) -> Mapping[int, list[Document]]:
    rows = session.execute(
        select(Outcome, Solution.canonical_id)
        .join(Solution, Solution.id == Outcome.solution_id)
        .where(Solution.canonical_id.in_(solution_ids))
        .order_by(Outcome.id)
    )
    found: dict[int, list[Document]] = defaultdict(list)
    for row, solution_id in rows:
        found[solution_id or row.solution_id].append(
            {
                "id": row.id,
                "result": row.result,
                "applied_on": row.applied_on.isoformat(),
                **{name: getattr(row, name) for name in OUTCOME_TEXTS},
                "state": row.state,
            }
        )
    return found
