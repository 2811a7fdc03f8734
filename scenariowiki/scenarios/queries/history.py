"""A page's past: its revisions, any two states compared, and who wrote what."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account
from scenariowiki.kernel.db import AnyRow
from scenariowiki.kernel.errors import NotFound
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.queries.revisions import GONE
from scenariowiki.scenarios.queries.templates import current_template
from scenariowiki.scenarios.rules import content
from scenariowiki.scenarios.rules.states import RevisionKind
from scenariowiki.text import diff

PER_PAGE = 50
NEVER = 2**31 - 1
_revision, _author = Revision.__table__.c, Account.__table__.c
# Built once, since no page does without.
_LIST = (
    select(
        _revision.id,
        _revision.seq,
        _revision.parent_id,
        _revision.second_parent_id,
        _revision.solution_id,
        _revision.kind,
        _revision.state,
        _revision.summary,
        _revision.author_id,
        _revision.created_at,
        _author.display_name.label("author_name"),
    )
    .join_from(Revision.__table__, Account.__table__, _author.id == _revision.author_id)
    .where(
        _revision.scenario_id == bindparam("scenario"),
        _revision.seq.is_not(None),
        _revision.seq < bindparam("before"),
    )
    .order_by(_revision.seq.desc())
    .limit(bindparam("limit"))
)


@dataclass(frozen=True, kw_only=True)
class EntityDiff:
    """One entity of a page between two states; `before` None: it did not exist yet."""

    solution_id: int | None
    title: str
    before_seq: int | None
    after_seq: int | None
    fields: tuple[diff.FieldDiff, ...]


@dataclass(frozen=True, kw_only=True)
class Written:
    """A piece of text with the revision that brought it."""

    text: str
    revision_id: int
    author_name: str
    seq: int


def list_history(
    session: Session, scenario_id: int, *, before: int | None = None, limit: int = PER_PAGE
) -> Sequence[AnyRow]:
    """List a page's revisions, newest first, a page of them below seq `before`; snapshots stay unread."""
    given = {"scenario": scenario_id, "before": before or NEVER, "limit": limit}
    return session.execute(_LIST, given).all()


def list_parents(session: Session, rows: Sequence[AnyRow]) -> dict[int, list[AnyRow]]:
    """Map listed merge revisions to both their parents, rows of no and seq, the winner's own first (M11)."""
    merges = {row.id: (row.parent_id, row.second_parent_id) for row in rows if row.second_parent_id}
    if not merges:
        return {}
    wanted = {id_ for parents in merges.values() for id_ in parents}
    chosen = (
        select(Revision.id, Revision.seq, Scenario.no)
        .join(Scenario, Scenario.id == Revision.scenario_id)
        .where(Revision.id.in_(wanted))
    )
    found = {row.id: row for row in session.execute(chosen)}
    return {id_: [found[one] for one in parents if one in found] for id_, parents in merges.items()}


def list_sizes(session: Session, rows: Sequence[AnyRow]) -> dict[int, tuple[int, int]]:
    """Map listed revisions to the characters that each added and took away; chosen values are not counted.

    Counted from the attributions alone: what a revision brought is its own, the rest it left standing. Of a
    revert and a merge, which bring older text back, only the difference in length is told.
    """
    ids = {row.id for row in rows} | {row.parent_id for row in rows if row.parent_id}
    chosen = select(Revision.id, Revision.attribution).where(Revision.id.in_(ids))
    uncounted = {f"fields.{one.key}" for one in current_template(session).fields if one.choices}
    measured = {
        one.id: _measure(one.id, (runs for path, runs in one.attribution.items() if path not in uncounted))
        for one in session.execute(chosen)
    }
    found: dict[int, tuple[int, int]] = {}
    for row in rows:
        length, own = measured[row.id]
        grown = length - measured.get(row.parent_id, (0, 0))[0]
        added = max(own, grown, 0)
        found[row.id] = (added, added - grown)
    return found


def _measure(revision_id: int, texts: Iterable[Sequence[Sequence[int]]]) -> tuple[int, int]:
    """Return how long the texts are together, and how much of them is the revision's own."""
    length = own = 0
    for runs in texts:
        for number, characters in runs:
            length += characters
            if not number or number == revision_id:
                own += characters
    return length, own


def list_contributors(session: Session, scenario_id: int) -> Sequence[AnyRow]:
    """List who wrote on a page, by first revision: id, name, revisions, and those of the situation.

    Whoever masked a text wrote nothing.
    """
    return session.execute(
        select(
            Revision.author_id,
            Account.display_name.label("name"),
            func.count().label("revisions"),
            func.count().filter(Revision.solution_id.is_(None)).label("situations"),
            func.min(Revision.seq).label("first"),
        )
        .join(Account, Account.id == Revision.author_id)
        .where(
            Revision.scenario_id == scenario_id,
            Revision.seq.is_not(None),
            Revision.kind != RevisionKind.REDACTION,
        )
        .group_by(Revision.author_id, Account.display_name)
        .order_by(func.min(Revision.seq))
    ).all()


def page_at(
    session: Session, scenario_id: int, seq: int, *, hidden: Collection[int] = ()
) -> dict[int | None, Revision]:
    """Return the page as it stood at seq: the latest revision of each entity, None being the situation.

    `hidden` are solutions that the reader may not see (`parts.hidden_solutions`). A solution that was given
    to another page is read there.
    """
    newest = (
        select(func.max(Revision.seq))
        .where(Revision.scenario_id == scenario_id, Revision.seq <= seq, Revision.state.not_in(GONE))
        .group_by(Revision.solution_id)
    )
    rows = session.scalars(
        select(Revision)
        .outerjoin(Solution, Solution.id == Revision.solution_id)
        .where(Revision.scenario_id == scenario_id, Revision.seq.in_(newest))
        .where(or_(Revision.solution_id.is_(None), Solution.scenario_id == scenario_id))
        .order_by(Revision.solution_id.nulls_first())
    ).all()
    if not rows:
        raise NotFound("no_revision")
    return {revision.solution_id: revision for revision in rows if revision.solution_id not in hidden}


def compare(
    session: Session, scenario: Scenario, a: int, b: int, *, hidden: Collection[int] = ()
) -> tuple[EntityDiff, ...]:
    """Compare two states of a page, field by field; only what differs is listed (D2), `hidden` is not."""
    before = page_at(session, scenario.id, a, hidden=hidden)
    after = page_at(session, scenario.id, b, hidden=hidden)
    budget = diff.Budget.start()
    found = (
        _entity_diff(entity, before.get(entity), after.get(entity), budget)
        for entity in sorted({*before, *after}, key=lambda id_: id_ or 0)
    )
    return tuple(one for one in found if one.fields)


def _entity_diff(
    entity: int | None, before: Revision | None, after: Revision | None, budget: diff.Budget
) -> EntityDiff:
    old: Mapping[str, Any] = before.snapshot if before else {}
    new: Mapping[str, Any] = after.snapshot if after else {}
    order = content.SITUATION_ORDER if entity is None else content.SOLUTION_ORDER
    fields = (
        ()
        if before is after
        else diff.diff_snapshot(content.comparable(old), content.comparable(new), order=order, budget=budget)
    )
    named = new or old
    return EntityDiff(
        solution_id=entity,
        title=named["title"] if entity is None else content.solution_title(named),
        before_seq=before.seq if before else None,
        after_seq=after.seq if after else None,
        fields=fields,
    )


def who_wrote(session: Session, revision: Revision) -> dict[str, list[Written]]:
    """Tell by path which piece of a revision's text came with which revision, and by whom (D4)."""
    runs = {path: _named(revision, some) for path, some in revision.attribution.items()}
    ids = {number for some in runs.values() for number, _length in some}
    rows = session.execute(
        select(Revision.id, Revision.seq, Account.display_name)
        .join(Account, Account.id == Revision.author_id)
        .where(Revision.id.in_(ids))
    )
    authors = {row.id: (row.display_name, row.seq or 0) for row in rows}
    texts = dict(content.texts(revision.snapshot))
    return {path: list(_pieces(texts[path], some, authors)) for path, some in runs.items() if path in texts}


def _named(revision: Revision, runs: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    return [(number or revision.id, length) for number, length in runs]


def _pieces(
    text: str, runs: Sequence[tuple[int, int]], authors: Mapping[int, tuple[str, int]]
) -> Iterator[Written]:
    at = 0
    for number, length in runs:
        name, seq = authors.get(number, ("", 0))
        yield Written(text=text[at : at + length], revision_id=number, author_name=name, seq=seq)
        at += length
