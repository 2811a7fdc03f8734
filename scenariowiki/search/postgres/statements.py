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
RANKED = 2000

_ORDERS = {
    Sort.RELEVANCE: "updated_at desc, id desc",
    Sort.UPDATED: "updated_at desc, id desc",
    Sort.CREATED: "created_at desc, updated_at desc, id desc",
    Sort.EVIDENCE: "evidence desc, updated_at desc, id desc",
    Sort.TITLE: """(case when title ~ '[\u4e00-\u9fff]' then keys[1] else lower(title) end) collate "C",
        title collate "C", id""",
}
# The sum keeps the planner from walking the index by time, unpacking the tokens of every document on the way.
_LATEST = "updated_at + 0 desc, id desc"
_RANK = "ts_rank('{1,1,1,1}', words, cast(:%s as tsquery))"
# Half as strong as in BM25, because ts_rank's own saturation knows no length.
_LENGTH = f"({1 - ranking.B / 2}::float8 + {ranking.B / 2}::float8 * length / :mean_length)"
_GENTLE = (
    f"(1 + {ranking.RECENCY}::float8 * power(2, (updated_at - :newest) / {ranking.RECENCY_HALF_LIFE}::float8)"
    ")"
    f" * (1 + {ranking.EVIDENCE}::float8 * evidence)"
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
    conditions: list[str] = []
    values: dict[str, Any] = {}
    if planned.root is not None:
        conditions.append("tokens @@ cast(:query as tsquery)")
        values["query"] = literals.query(planned.root)
    return _with_visible(conditions, values, visible)


def _with_visible(conditions: list[str], values: dict[str, Any], visible: Visibility) -> Clause:
    if not visible.everything:
        conditions.append("audience = any(:audiences)")
        values["audiences"] = sorted(visible.audiences)
    return Clause(_all(conditions), values)


def count(where: Clause, filters: Mapping[str, tuple[str, ...]]) -> tuple[TextClause, dict[str, Any]]:
    """Count matches, as the row without a key, and every `name:key` of facets.

    A facet's keys are counted with all filters but its own: `facet` names it where it has one.
    """
    kept = [f"kept{number}" for number in range(len(filters))]
    columns = "".join(f", facets && :filter{number} as kept{number}" for number in range(len(filters)))
    parts = [
        f"select null as facet, null as key, count(*) as n from matched where {_all(kept)}",
        f"select null, key, count(*) from matched, unnest(facets) as key where {_all(kept)} group by key",
    ]
    for number, name in enumerate(filters):
        others = _all(kept[:number] + kept[number + 1 :])
        parts.append(_COUNT_STATES if name == "state" else _COUNT_OWN)
        parts[-1] = parts[-1].format(number=number, others=others)
    matched = f"select facets, state{columns} from search.document where {where.sql}"
    statement = text(f"with matched as materialized ({matched}) {' union all '.join(parts)}")
    names = {f"name{number}": name for number, name in enumerate(filters)}
    starts = {f"start{number}": f"{name}:" for number, name in enumerate(filters) if name != "state"}
    return statement, {**where.values, **_filter_values(filters), **names, **starts}


_COUNT_OWN = (
    "select cast(:name{number} as text), key, count(*) from matched, unnest(facets) as key"
    " where {others} and starts_with(key, :start{number}) group by key"
)
# The column is several times as fast as the array.
_COUNT_STATES = """select cast(:name{number} as text), 'state:' || state, count(*) from matched
    where {others} group by state"""


def _all(conditions: Sequence[str]) -> str:
    return " and ".join(conditions) or "true"


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
        f"""select id, {score.sql} as score from (
            select id, tokens, words, length, updated_at, evidence from search.document
            where {_filtered(where, filters)} order by {_LATEST} limit :ranked
        ) as latest order by score desc, id desc limit :limit offset :offset"""
    )
    page = {"limit": request.limit, "offset": request.offset}
    reach = {"ranked": max(RANKED, request.offset + request.limit)}
    return statement, {**where.values, **_filter_values(filters), **score.values, **page, **reach}


def alike(
    terms: Sequence[str], visible: Visibility, statistics: Statistics, k: int
) -> tuple[TextClause, dict[str, Any]]:
    """Rank documents by the rarity of the terms that they share, out of the inverted indexes alone."""
    where = _with_visible([], {}, visible)
    values: dict[str, Any] = {**where.values, "limit": k}
    parts = ["select id, 0.0::float8 as weight from search.document where false"]
    for number, term in enumerate(terms):
        column, token = _lookup(term)
        values[f"token{number}"] = literals.quote(token)
        values[f"rarity{number}"] = ranking.rarity(statistics.documents, statistics.holding.get(term, 0))
        found = f"{column} @@ cast(:token{number} as tsquery) and {where.sql}"
        parts.append(f"select id, :rarity{number} from search.document where {found}")
    statement = text(
        f"""select id, sum(weight) as score from ({" union all ".join(parts)}) as shared
        group by id order by score desc, id desc limit :limit"""
    )
    return statement, values


def _lookup(term: str) -> tuple[str, str]:
    if ranking.is_character(term):
        return "tokens", literals.CHARACTER + term
    return "words", ranking.as_token(term)


def score_plan(planned: Plan, statistics: Statistics) -> Clause:
    """Say how well a match answers the query."""
    wanted = list(passages(planned.root))
    words = list(dict.fromkeys(word for passage in wanted for word in passage.words))
    by_words = _score_words(words, statistics)
    by_pinyin = _score_pinyin(wanted)
    return Clause(
        f"({ranking.BARE_MATCH} + {by_words.sql} + {by_pinyin.sql}) * {_GENTLE}",
        {**by_words.values, **by_pinyin.values, "newest": statistics.newest},
    )


def _score_words(words: Sequence[str], statistics: Statistics) -> Clause:
    values: dict[str, Any] = {"mean_length": statistics.mean_length}
    parts = ["0.0"]
    for number, word in enumerate(words):
        values[f"token{number}"] = literals.quote(word)
        values[f"rarity{number}"] = ranking.rarity(statistics.documents, statistics.holding.get(word, 0))
        parts.append(f":rarity{number} * {_RANK % f'token{number}'}")
    return Clause(f"({' + '.join(parts)}) / {_LENGTH}", values)


def _score_pinyin(wanted: Sequence[Passage]) -> Clause:
    parts = ["0.0"]
    values: dict[str, Any] = {}
    for number, passage in enumerate(one for one in wanted if one.pinyin):
        key = literals.quote(literals.KEY + str(passage.pinyin))
        exact = f"when tokens @@ cast(:key{number} as tsquery) then {ranking.PINYIN_EXACT}"
        start = f"when tokens @@ cast(:start{number} as tsquery) then {ranking.PINYIN_PREFIX}"
        parts.append(f"case {exact} {start} else 0 end")
        values |= {f"key{number}": key, f"start{number}": f"{key}:*"}
        for place, spelling in enumerate(passage.spellings):
            name = f"inside{number}_{place}"
            parts.append(
                f"case when tokens @@ cast(:{name} as tsquery) then {ranking.PINYIN_INSIDE} else 0 end"
            )
            values[name] = literals.spelled(spelling)
    return Clause(" + ".join(parts), values)


def _filtered(where: Clause, filters: Mapping[str, tuple[str, ...]]) -> str:
    return " and ".join([where.sql, *(f"facets && :filter{number}" for number in range(len(filters)))])


def _filter_values(filters: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    return {
        f"filter{number}": [storable(f"{name}:{key}") for key in keys]
        for number, (name, keys) in enumerate(filters.items())
    }
