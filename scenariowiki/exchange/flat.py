"""Documents as rows of a table, one a solution, in columns that the import knows again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scenariowiki.exchange.records import STEP_BREAK
from scenariowiki.exchange.rules import heading
from scenariowiki.scenarios.queries.full import Document
from scenariowiki.scenarios.rules.template import Field, localised

BEFORE = (
    "no", "external_id", "state", "layer", "title", "situation", "solution_title", "solution", "outcome",
    "preconditions", "early_warning", "tags", "category", "team", "audience", "author",
)  # fmt: skip
AFTER = ("successor", "revision", "solution_id", "instance")
SEPARATORS = frozenset("|,，、;；")


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The columns of a table, and the language of its headings and choices.

    `words` are what people read for keys, by field; only what does not come back in may use them.
    """

    template: Sequence[Field]
    locale: str = "zh-Hans"
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """List the fields in the order of their columns."""
        own = (one.key for one in self.template if one.key not in (*BEFORE, *AFTER))
        return (*BEFORE, *own, *AFTER)

    def heading(self) -> list[str]:
        """Return the header row; where two fields are called alike, their keys stand in."""
        words = [heading(name, self.template, self.locale) for name in self.names]
        return [
            word if words.count(word) == 1 else name for name, word in zip(self.names, words, strict=True)
        ]


def rows(found: Iterable[Document], layout: Layout) -> Iterator[list[str]]:
    """Give a row for every solution of every document; a scenario without one has a row as well."""
    names = layout.names
    fields = {one.key: one for one in layout.template}
    for document in found:
        shared = _shared(document, fields, layout.locale)
        for solution in document["solutions"] or [None]:
            cells = {**shared, **(_solution(solution) if solution else {})}
            yield [cells.get(name, "") for name in names]


def _shared(document: Document, fields: Mapping[str, Field], locale: str) -> dict[str, str]:
    plain = (*BEFORE, *AFTER)
    cells = {name: str(document[name]) for name in plain if document.get(name) is not None}
    cells["tags"] = "|".join(document["tags"])
    values = document["fields"]
    return cells | {key: _value(one, values[key], locale) for key, one in fields.items() if key in values}


def _value(field: Field, value: Any, locale: str) -> str:
    """Write a value in words that the import takes back; keys where words could be taken for two."""
    keys = value if isinstance(value, list) else [value]
    words = {one.key: localised(one.labels, locale) for one in field.choices}
    safe = len(set(words.values())) == len(words) and not any(
        SEPARATORS & set(word) for word in words.values()
    )
    return "|".join(words.get(key, str(key)) if safe else str(key) for key in keys)


def _solution(solution: Mapping[str, Any]) -> dict[str, str]:
    return {
        "solution_id": str(solution["id"]),
        "solution_title": solution["title"],
        "solution": STEP_BREAK.join(step["text"] for step in solution["steps"]),
        "outcome": solution["expected_effect"],
        "preconditions": solution["preconditions"],
        "early_warning": solution["early_warning"],
    }
