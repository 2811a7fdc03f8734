"""One search of one person: the index asked, the database where it cannot answer, hits marked."""

import logging
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.queries import catalogue
from scenariowiki.scenarios.queries.access import visibility, visible_to
from scenariowiki.scenarios.queries.catalogue import Card
from scenariowiki.scenarios.queries.finding import database
from scenariowiki.scenarios.queries.finding.bodies import Bodies
from scenariowiki.scenarios.queries.finding.likeness import Known, Likeness, Situations, find_similar
from scenariowiki.scenarios.queries.finding.naming import one_of_each_tag
from scenariowiki.scenarios.queries.finding.waiting import is_late
from scenariowiki.scenarios.queries.finding.words import Words
from scenariowiki.scenarios.queries.taxonomy.synonyms import Synonyms
from scenariowiki.search.duplicates import Probe
from scenariowiki.search.grammar import Query, parse
from scenariowiki.search.highlight import Fragment, Piece, fragments, mark
from scenariowiki.search.index import FACETS, IndexUnavailableError, Request, SearchIndex, Sort
from scenariowiki.search.suggest import Completion
from scenariowiki.search.widening import widen

LOG = logging.getLogger(__name__)
_PINYIN = re.compile(r"[A-Za-z]+(?:['’ ]+[A-Za-z]+)+")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One page of one search; `filters` hold keys by facet, `saved` is the asker's last outbox id."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20
    facets: tuple[str, ...] = FACETS
    saved: int | None = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """A hit with its card; the pieces of its title, and fragments of its text, tell what was asked for."""

    card: Card
    score: float
    title: tuple[Piece, ...]
    fragments: tuple[Fragment, ...]


@dataclass(frozen=True, kw_only=True)
class Results:
    """One page of hits. `late`: the person's own last save is not in it yet; `simple`: there was no index."""

    query: Query
    hits: tuple[Found, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]]
    did_you_mean: str | None = None
    late: bool = False
    simple: bool = False


class Finder:
    """Asks one index; keep one per process, it remembers the index's words."""

    def __init__(self, index: SearchIndex) -> None:
        self.index = index
        self.words = Words(index)
        self._situations = Situations()
        self._synonyms = Synonyms()
        self._bodies = Bodies()
        self._given_up = 0

    def warm(self) -> None:
        """Load what most requests need, before workers are forked from this process."""
        with suppress(IndexUnavailableError):
            self.words.load()

    def find(self, session: Session, actor: Actor, asked: Asked) -> Results:
        """Search; whatever the index says, only rows that the actor may read come back."""
        query = widen(parse(asked.text), self._synonyms.get(session))
        late = self._is_late(session, asked.saved)
        try:
            page = self.index.search(_request(actor, asked, query))
        except IndexUnavailableError as fault:
            LOG.warning("The index cannot answer (%s): the database does.", type(fault).__name__)
            return self._from_database(session, actor, asked, query)
        hits = self._found(session, actor, query, {hit.id: hit.score for hit in page.hits})
        return Results(
            query=query,
            hits=hits,
            total=page.total,
            facets=page.facets,
            did_you_mean=None if page.total else self._correct(session, actor, asked),
            late=late,
        )

    def facets(self, actor: Actor, asked: Asked) -> Mapping[str, Mapping[str, int]]:
        """Count by facet without listing anything; nothing where the index cannot answer."""
        try:
            return self.index.search(
                _request(actor, replace(asked, offset=0, limit=1), parse(asked.text))
            ).facets
        except IndexUnavailableError:
            return {}

    def complete(self, session: Session, actor: Actor, typed: str, *, limit: int = 8) -> list[Completion]:
        """Complete what is typed to titles and tags, each once; what is no longer readable is left out."""
        try:
            found = self.words.suggestions.complete(typed, visibility(actor), 2 * limit)
        except IndexUnavailableError:
            return []
        numbers = [one.id for one in found if one.kind == "scenario"]
        readable = set(
            session.scalars(select(Scenario.no).where(Scenario.no.in_(numbers), visible_to(actor)))
        )
        shown = [one for one in found if one.kind != "scenario" or one.id in readable]
        return one_of_each_tag(session, shown)[:limit]

    def similar(self, session: Session, actor: Actor, probe: Probe, *, limit: int = 10) -> list[Likeness]:
        """Find scenarios that may tell the same; none where the index cannot answer."""
        try:
            known = Known(statistics=self.words.statistics, situations=self._situations)
            return find_similar(session, self.index, actor, probe, known, limit=limit)
        except IndexUnavailableError:
            return []

    def _is_late(self, session: Session, saved: int | None) -> bool:
        """Wait for a save once: while nobody writes the index, further searches should not wait as well."""
        known = saved is not None and saved <= self._given_up
        late = is_late(session, saved, patience=0.0) if known else is_late(session, saved)
        if late and saved is not None:
            self._given_up = max(self._given_up, saved)
        return late

    def _correct(self, session: Session, actor: Actor, asked: Asked) -> str | None:
        """Give what the asker may have meant, if that finds anything: other words, or pinyin in one piece."""
        together = re.sub(r"['’ ]", "", asked.text)
        with suppress(IndexUnavailableError):
            meant = [self.words.spelling.correct(asked.text, visibility(actor))]
            meant += [together] if _PINYIN.fullmatch(asked.text) else []
            for text in filter(None, meant):
                query = widen(parse(text), self._synonyms.get(session))
                if self.index.search(_request(actor, replace(asked, limit=1, facets=()), query)).total:
                    return text
        return None

    def _from_database(self, session: Session, actor: Actor, asked: Asked, query: Query) -> Results:
        want = database.Wanted(actor=actor, query=query, filters=asked.filters, sort=asked.sort)
        numbers, total = database.search(session, want, offset=asked.offset, limit=asked.limit)
        hits = self._found(session, actor, query, dict.fromkeys(numbers, 0.0))
        return Results(query=query, hits=hits, total=total, facets={}, simple=True)

    def _found(
        self, session: Session, actor: Actor, query: Query, scores: Mapping[int, float]
    ) -> tuple[Found, ...]:
        cards = catalogue.cards(session, actor, list(scores)) if scores else []
        bodies = self._bodies.get(session, cards) if cards and query.root is not None else {}
        return tuple(
            Found(
                card=card,
                score=scores[card.no],
                title=mark(card.title, query),
                fragments=tuple(fragments(bodies[card.no], query)) if card.no in bodies else (),
            )
            for card in cards
        )


def _request(actor: Actor, asked: Asked, query: Query) -> Request:
    return Request(
        query=query,
        visible=visibility(actor),
        filters=asked.filters,
        sort=asked.sort,
        offset=asked.offset,
        limit=asked.limit,
        facets=asked.facets,
    )
