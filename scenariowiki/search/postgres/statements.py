"""The SQL of one search: what matches, how it is counted and ranked; values travel as parameters only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import TextClause, text

from scenariowiki.search import ranking
from scenariowiki.search.index import Request, Sort, Visibility
from scenariowiki.search.plan import Passage, Plan, passages
from scenariowiki.search.postgres import literals
from scenariowiki.search.tokens import storable

# Only so many matches, the latest, are ranked: ranking reads every one of them.
RANKED = 3000

_ORDERS = {
    Sort.RELEVANCE: "updated_at desc, id desc",
    Sort.UPDATED: "updated_at desc, id desc",
    Sort.CREATED: "created_at desc, updated_at desc, id desc",
    Sort.EVIDENCE: "evidence desc, updated_at desc, id desc",
}
_RANK = "ts_rank('{1,1,1,1}', tokens, cast(:%s as tsquery))"
_LENGTH = f"(1 - {ranking.B}/2 + {ranking.B}/2 * length / :mean_length)"
_GENTLE = (
    f"(1 + {ranking.RECENCY} * power(2, (updated_at - :newest) / {ranking.RECENCY_HALF_LIFE}))"
    f" * (1 + {ranking.EVIDENCE} * evidence)"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """Conditions joined by AND, with their parameters."""

    sql: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Statistics:
    """What ranking has to know of the whole index."""

    documents: int
    newest: float
    mean_length: float
    holding: Mapping[str, int]


def found(planned: Plan, visible: Visibility) -> Clause:
    """Say what matches the query among what may be read."""
    conditions, values = ["true"], {}
    if planned.root is not None:
        conditions.append("tokens @@ cast(:query as tsquery)")
        values["query"] = literals.query(planned.root)
    return _with_visible(conditions, values, visible)


def _with_visible(conditions: list[str], values: dict[str, Any], visible: Visibility) -> Clause:
    if not visible.everything:
        conditions.append("audience = any(:audiences)")
        values["audiences"] = sorted(visible.audiences)
    return Clause(" and ".join(conditions), values)


def count(
    where: Clause, filters: Mapping[str, tuple[str, ...]], names: Sequence[str]
) -> tuple[TextClause, dict[str, Any]]:
    """Count matches, as the row without a key, and every key of the named facets.

    A facet's keys are counted with all filters but its own.
    """
    kept = "".join(f", facets && :filter{number} as kept{number}" for number in range(len(filters)))
    all_kept = " and ".join(["true", *(f"kept{number}" for number in range(len(filters)))])
    others = " and ".join(
        ["name = any(:names)", *(f"(kept{number} or name = :name{number})" for number in range(len(filters)))]
    )
    statement = text(
        f"""with matched as materialized (select facets{kept} from search.document where {where.sql})
        select null as key, count(*) as n from matched where {all_kept}
        union all
        select key, count(*) as n from matched, unnest(facets) as key, split_part(key, ':', 1) as name
        where {others} group by key"""
    )
    values = {**where.values, **_filter_values(filters), "names": list(names)}
    return statement, values | {f"name{number}": name for number, name in enumerate(filters)}


def listed(
    where: Clause, filters: Mapping[str, tuple[str, ...]], request: Request
) -> tuple[TextClause, dict[str, Any]]:
    """List one page in the order of a column."""
    statement = text(
        f"""select id, 0.0 as score from search.document where {_filtered(where, filters)}
        order by {_ORDERS[request.sort]} limit :limit offset :offset"""
    )
    return statement, {
        **where.values,
        **_filter_values(filters),
        "limit": request.limit,
        "offset": request.offset,
    }


def ranked(
    where: Clause,
    filters: Mapping[str, tuple[str, ...]],
    request: Request,
    score: Clause,
) -> tuple[TextClause, dict[str, Any]]:
    """List one page, the best first."""
    statement = text(
        f"""select id, ({score.sql}) * {_GENTLE} as score from (
            select id, tokens, length, updated_at, evidence from search.document
            where {_filtered(where, filters)} order by {_ORDERS[Sort.UPDATED]} limit :ranked
        ) as latest order by score desc, id desc limit :limit offset :offset"""
    )
    page = {"limit": request.limit, "offset": request.offset}
    reach = {"ranked": max(RANKED, request.offset + request.limit)}
    return statement, {**where.values, **_filter_values(filters), **score.values, **page, **reach}


def alike(visible: Visibility, score: Clause, any_term: str, k: int) -> tuple[TextClause, dict[str, Any]]:
    """Rank documents by the terms that they share."""
    where = _with_visible(["tokens @@ cast(:query as tsquery)"], {"query": any_term}, visible)
    statement = text(
        f"""select id, {score.sql} as score from search.document where {where.sql}
        order by score desc, id desc limit :limit"""
    )
    return statement, {**where.values, **score.values, "limit": k}


def score_plan(planned: Plan, statistics: Statistics) -> Clause:
    """Say how well a match answers the query."""
    wanted = list(passages(planned.root))
    words = list(dict.fromkeys(word for passage in wanted for word in passage.words))
    by_words = score_tokens([literals.WORD + word for word in words], statistics)
    by_pinyin = _score_pinyin(wanted)
    return Clause(
        f"{ranking.BARE_MATCH} + {by_words.sql} + {by_pinyin.sql}", {**by_words.values, **by_pinyin.values}
    )


def score_tokens(tokens: Sequence[str], statistics: Statistics) -> Clause:
    """Say how well tokens fit, each by its rarity."""
    values: dict[str, Any] = {"mean_length": statistics.mean_length, "newest": statistics.newest}
    parts = ["0.0"]
    for number, token in enumerate(tokens):
        values[f"token{number}"] = literals.quote(token)
        values[f"rarity{number}"] = ranking.rarity(statistics.documents, statistics.holding.get(token, 0))
        parts.append(f":rarity{number} * {_RANK % f'token{number}'}")
    return Clause(f"({' + '.join(parts)}) / {_LENGTH}", values)


def _score_pinyin(wanted: Sequence[Passage]) -> Clause:
    keys = [literals.quote(literals.KEY + passage.pinyin) for passage in wanted if passage.pinyin]
    parts = ["0.0"] + [
        f"case when tokens @@ cast(:key{number} as tsquery) then {ranking.PINYIN_EXACT}"
        f" when tokens @@ cast(:start{number} as tsquery) then {ranking.PINYIN_PREFIX} else 0 end"
        for number in range(len(keys))
    ]
    values = {f"key{number}": key for number, key in enumerate(keys)}
    return Clause(
        " + ".join(parts), values | {f"start{number}": f"{key}:*" for number, key in enumerate(keys)}
    )


def _filtered(where: Clause, filters: Mapping[str, tuple[str, ...]]) -> str:
    return " and ".join([where.sql, *(f"facets && :filter{number}" for number in range(len(filters)))])


def _filter_values(filters: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    return {
        f"filter{number}": [storable(f"{name}:{key}") for key in keys]
        for number, (name, keys) in enumerate(filters.items())
    }
