"""The numbers that a search finds, all of them, for an export of its result."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.scenarios import queries
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.queries.finding import Wanted, listing
from scenariowiki.search.grammar import Query, parse
from scenariowiki.search.index import IndexUnavailableError, Request, SearchIndex

PAGE = 500
MOST = 50_000


def numbers(
    session: Session,
    index: SearchIndex,
    actor: Actor,
    text: str,
    filters: Mapping[str, tuple[str, ...]],
) -> list[int]:
    """List what a search finds, best first; whatever the index says, only what the actor may read."""
    query = parse(text)
    try:
        found = _from_index(index, actor, query, filters)
    except IndexUnavailableError:
        found = _from_database(session, actor, query, filters)
    return _readable(session, actor, found)


def _from_index(
    index: SearchIndex, actor: Actor, query: Query, filters: Mapping[str, tuple[str, ...]]
) -> list[int]:
    found: list[int] = []
    visible = queries.visibility(actor)
    while len(found) < MOST:
        page = index.search(
            Request(query=query, visible=visible, filters=filters, offset=len(found), limit=PAGE, facets=())
        )
        found += [hit.id for hit in page.hits]
        if len(page.hits) < PAGE:
            break
    return found


def _from_database(
    session: Session, actor: Actor, query: Query, filters: Mapping[str, tuple[str, ...]]
) -> list[int]:
    want = Wanted(actor=actor, query=query, filters=filters)
    found: list[int] = []
    page = listing(session, want, limit=PAGE)
    found += page.numbers
    while page.following and len(found) < MOST:
        page = listing(session, want, limit=PAGE, after=page.following)
        found += page.numbers
    return found


def _readable(session: Session, actor: Actor, found: Sequence[int]) -> list[int]:
    readable: set[int] = set()
    for start in range(0, len(found), PAGE):
        some = select(Scenario.no).where(
            Scenario.no.in_(found[start : start + PAGE]), queries.visible_to(actor)
        )
        readable.update(session.scalars(some))
    return [no for no in dict.fromkeys(found) if no in readable]
