"""The catalogue as a list: filtered, searched, sorted, walked page by page."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from scenariowiki.accounts import queries as accounts
from scenariowiki.api import naming
from scenariowiki.api.answers import Answer, answer
from scenariowiki.api.auth import actor, live_token
from scenariowiki.api.blueprint import bp
from scenariowiki.api.cursors import read_cursor, write_cursor
from scenariowiki.api.limits import asking
from scenariowiki.api.operation import reads
from scenariowiki.api.schemas.base import ID_MAX
from scenariowiki.api.schemas.scenarios import CardPage, ScenarioQuery
from scenariowiki.api.showing import show_card
from scenariowiki.kernel.errors import Invalid
from scenariowiki.runtime.finding import finder
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.queries import catalogue, parts
from scenariowiki.scenarios.queries.finding import Asked, Key, Wanted, listing
from scenariowiki.scenarios.queries.finding.database import UNCATEGORISED
from scenariowiki.scenarios.rules.states import INDEXED
from scenariowiki.search.grammar import parse
from scenariowiki.search.index import Sort

Filters = dict[str, tuple[str, ...]]


@bp.get("/scenarios")
@asking
@reads(query=ScenarioQuery, answer=CardPage)
def list_scenarios(query: ScenarioQuery) -> Answer:
    """List or search scenarios."""
    filters = _filters(query)
    asks_index = parse(query.q).root is not None or query.sort is Sort.TITLE
    searched = asks_index and not set(query.state) - INDEXED
    page = _search(query, filters) if searched else _list(query, filters)
    return answer(page)


def _filters(query: ScenarioQuery) -> Filters:
    named: Filters = {
        "state": tuple(state.value for state in query.state),
        "layer": tuple(layer.value for layer in query.layer),
        "tag": tuple(str(naming.find_tag(read(), name)) for name in query.tag),
        "category": tuple(str(naming.find_category(read(), name)) for name in query.category),
        "team": tuple(str(naming.find_team(read(), name)) for name in query.team),
    }
    return {name: keys for name, keys in named.items() if keys}


def _search(query: ScenarioQuery, filters: Filters) -> CardPage:
    """Ask the index; a walk is complete as long as nothing is saved meanwhile."""
    question = [query.q, filters, query.sort]
    place = read_cursor(question, query.cursor, (int,))
    asked = Asked(
        text=query.q,
        filters=filters,
        sort=query.sort,
        offset=_in_reach(place[0]) if place else 0,
        limit=query.limit,
        saved=live_token().outbox_id,
    )
    found = finder().find(read(), actor(), asked)
    following = asked.offset + asked.limit
    categories = parts.category_paths(read())
    return CardPage(
        items=[show_card(hit.card, hit.score, categories) for hit in found.hits],
        facets=_named(found.facets),
        next_cursor=write_cursor(question, [following]) if following < found.total else None,
    )


def _list(query: ScenarioQuery, filters: Filters) -> CardPage:
    """Ask the database: exact at once, and a walk meets everything that nobody changes meanwhile."""
    question = [query.q, filters, query.sort]
    want = Wanted(actor=actor(), query=parse(query.q), filters=filters, sort=query.sort)
    after = _key(query, question)
    page = listing(read(), want, limit=query.limit, after=after)
    cards = catalogue.cards(read(), actor(), page.numbers)
    categories = parts.category_paths(read())
    counted = finder().facets(actor(), Asked(filters=filters)) if not set(query.state) - INDEXED else {}
    return CardPage(
        items=[show_card(card, 0.0, categories) for card in cards],
        facets=_named(counted),
        next_cursor=write_cursor(question, _place(page.following)) if page.following else None,
    )


def _key(query: ScenarioQuery, question: Any) -> Key | None:
    by_evidence = query.sort is Sort.EVIDENCE
    place = read_cursor(question, query.cursor, (float if by_evidence else str, int))
    if place is None:
        return None
    by_value = by_evidence or query.sort is Sort.TITLE
    return place[0] if by_value else _moment(place[0]), _in_reach(place[1])


def _place(key: Key) -> list[Any]:
    at, id_ = key
    return [at.isoformat() if isinstance(at, dt.datetime) else at, id_]


def _moment(text: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(fields={"cursor": "bad_cursor"}) from None
    if moment.tzinfo is None:
        raise Invalid(fields={"cursor": "bad_cursor"})
    return moment


def _in_reach(number: int) -> int:
    if not 0 <= number <= ID_MAX:
        raise Invalid(fields={"cursor": "bad_cursor"})
    return number


def _named(facets: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """Name tags, categories and teams as the filters take them; what has no category has no name."""
    tags = parts.tag_names(read(), [int(key) for key in facets.get("tag", ())])
    names: dict[str, dict[str, str]] = {
        "tag": {str(id_): name for id_, name in tags.items()},
        "category": {
            str(id_): naming.category_path(path) for id_, path in parts.category_paths(read()).items()
        },
        "team": {str(team.id): team.name for team in accounts.list_teams(read(), closed=True)},
    }
    return {
        facet: {
            names.get(facet, {}).get(key, key): count
            for key, count in counts.items()
            if (facet, key) != ("category", str(UNCATEGORISED))
        }
        for facet, counts in facets.items()
    }
