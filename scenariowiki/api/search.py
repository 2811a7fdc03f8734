"""Search with marked fragments, completions while typing, and what is alike."""

from collections.abc import Sequence

from scenariowiki.api import naming
from scenariowiki.api.answers import Answer, answer
from scenariowiki.api.auth import actor, live_token
from scenariowiki.api.blueprint import bp
from scenariowiki.api.cursors import read_cursor, write_cursor
from scenariowiki.api.limits import asking
from scenariowiki.api.operation import reads
from scenariowiki.api.schemas.base import ID_MAX, Piece
from scenariowiki.api.schemas.search import (
    CompletionPage,
    CompletionShown,
    FragmentShown,
    HitPage,
    HitShown,
    SearchQuery,
    SimilarGiven,
    SimilarShown,
    SuggestQuery,
)
from scenariowiki.kernel.errors import Invalid
from scenariowiki.runtime.finding import finder
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.queries.finding import Asked, Found, Likeness
from scenariowiki.scenarios.rules.states import State
from scenariowiki.search import highlight
from scenariowiki.search.duplicates import Probe
from scenariowiki.search.suggest import Completion


@bp.get("/search")
@asking
@reads(query=SearchQuery, answer=HitPage)
def search(query: SearchQuery) -> Answer:
    """Search, best first, with marked fragments."""
    place = read_cursor(["search", query.q], query.cursor, (int,))
    offset = place[0] if place else 0
    if not 0 <= offset <= ID_MAX:
        raise Invalid(fields={"cursor": "bad_cursor"})
    asked = Asked(text=query.q, offset=offset, limit=query.limit, facets=(), saved=live_token().outbox_id)
    found = finder().find(read(), actor(), asked)
    following = offset + query.limit
    return answer(
        HitPage(
            items=[_hit(hit) for hit in found.hits],
            total=found.total,
            did_you_mean=found.did_you_mean,
            late=found.late,
            simple=found.simple,
            next_cursor=write_cursor(["search", query.q], [following]) if following < found.total else None,
        )
    )


@bp.get("/suggest")
@asking
@reads(query=SuggestQuery, answer=CompletionPage)
def suggest(query: SuggestQuery) -> Answer:
    """Complete what is being typed."""
    found = finder().complete(read(), actor(), query.q)
    return answer(CompletionPage(items=[_completion(one) for one in found], next_cursor=None))


@bp.post("/similar")
@asking
@reads(
    body=SimilarGiven,
    answer=SimilarShown,
    shape={"type": "array", "items": {"$ref": "#/components/schemas/SimilarShown"}},
)
def similar(body: SimilarGiven) -> Answer:
    """Find published scenarios that may tell the same."""
    category = naming.find_category(read(), body.category)
    probe = Probe(title=body.title, situation=body.situation, category=str(category) if category else None)
    found = finder().similar(read(), actor(), probe, limit=body.limit)
    return Answer(body=[_likeness(one).model_dump(mode="json") for one in found])


def _hit(hit: Found) -> HitShown:
    return HitShown(
        no=hit.card.no,
        title=hit.card.title,
        state=State(hit.card.state),
        score=hit.score,
        title_pieces=_pieces(hit.title),
        fragments=[
            FragmentShown(pieces=_pieces(one.pieces), before=one.before, after=one.after)
            for one in hit.fragments
        ],
    )


def _completion(one: Completion) -> CompletionShown:
    return CompletionShown(
        kind=one.kind.value,
        no=one.id if isinstance(one.id, int) else None,
        title=one.title,
        pieces=_pieces(one.pieces),
    )


def _likeness(one: Likeness) -> SimilarShown:
    return SimilarShown(
        no=one.no,
        title=one.title,
        score=round(one.match.score, 4),
        matched=list(one.match.matched),
        reasons=[reason.value for reason in one.match.reasons],
        state=State(one.state),
    )


def _pieces(pieces: Sequence[highlight.Piece]) -> list[Piece]:
    return [Piece(hit=piece.is_hit, text=piece.text) for piece in pieces]
