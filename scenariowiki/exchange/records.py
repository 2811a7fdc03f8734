"""Rows as records: one record a scenario, whatever the file's format."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scenariowiki.exchange.rules import LAYERS, NAMES, RESULTS, Plan
from scenariowiki.exchange.tables import Row
from scenariowiki.text import chinese, glued

OUTCOME = ("result", "applied_on", "note", "metric", "before", "after", "customer_reaction", "evidence")
TEXTS = ("title", "situation", "solution", "outcome", "preconditions", "early_warning")


@dataclass(frozen=True, kw_only=True)
class SolutionRecord:
    """A solution as a file tells it; `id` only from an export of this very instance."""

    id: int | None = None
    title: str = ""
    preconditions: str = ""
    steps: tuple[tuple[str, str], ...] = ()
    early_warning: str = ""
    expected_effect: str = ""
    state: str | None = None
    outcomes: tuple[Mapping[str, Any], ...] = ()


@dataclass(kw_only=True)
class Record:
    """One scenario; `numbers` are the rows it came from."""

    numbers: list[int]
    external_id: str | None
    title: str
    situation: str
    layer: str | None = None
    tags: tuple[str, ...] = ()
    category: str | None = None
    team: str | None = None
    audience: str | None = None
    state: str | None = None
    author: str | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    source: dict[str, Any] = field(default_factory=dict)
    solutions: list[SolutionRecord] = field(default_factory=list)
    glued: int = 0


class RowError(Exception):
    """A row that cannot be used: number, column, code and facts; the others go on."""

    def __init__(self, number: int, column: str, code: str, **facts: Any) -> None:
        self.number, self.column, self.code, self.facts = number, column, code, facts
        super().__init__(number, column, code)


def records(rows: Iterable[Row], plan: Plan) -> Iterator[Record | RowError]:
    """Turn rows into records; rows with the same external id, one below the other, are one scenario."""
    waiting: Record | None = None
    for row in rows:
        try:
            record = _record(row, plan)
        except RowError as error:
            yield error
            continue
        if waiting is not None and waiting.external_id and waiting.external_id == record.external_id:
            waiting.numbers += record.numbers
            waiting.solutions += record.solutions
            continue
        if waiting is not None:
            yield waiting
        waiting = record
    if waiting is not None:
        yield waiting


def _record(row: Row, plan: Plan) -> Record:
    if row.error:
        raise RowError(row.number, "", row.error)
    values = _values(row, plan)
    found = _count_glued(values)
    if plan.strip_glued:
        values = {name: _stripped(value) for name, value in values.items()}
    if isinstance(values.get("solutions"), list) or isinstance(row.values.get("situation"), dict):
        solutions = [_document_solution(row, one) for one in values.pop("solutions", None) or []]
    else:
        solutions = _flat_solution(row, values)
    fields = _template_values(row, values)
    return Record(
        numbers=[row.number],
        external_id=_string(row, values, "external_id")[:200] or None,
        title=_string(row, values, "title") or _string(row, values, "situation")[:40],
        situation=_string(row, values, "situation"),
        layer=_layer(row, values),
        tags=_tags(row, values.get("tags")),
        category=_string(row, values, "category") or None,
        team=_string(row, values, "team") or None,
        audience=_string(row, values, "audience") or None,
        state=_string(row, values, "state") or None,
        author=_string(row, values, "author")[:100] or None,
        fields=fields,
        source={column: row.values[column] for column in plan.unmapped if row.values.get(column)},
        solutions=solutions,
        glued=found,
    )


def _values(row: Row, plan: Plan) -> dict[str, Any]:
    """Rename columns to fields; documents of the API keep the names they have."""
    values = {meant: row.values.get(column) for column, meant in plan.mapping.items()}
    for name in ("solutions", "fields", "outcomes"):
        if isinstance(row.values.get(name), list | dict):
            values[name] = row.values[name]
    return {**values, **plan.fixed}


def _template_values(row: Row, values: Mapping[str, Any]) -> dict[str, Any]:
    given = values.get("fields")
    if given is not None and not isinstance(given, dict):
        raise RowError(row.number, "fields", "wrong_type")
    known = {*NAMES, "fields", "solutions", "outcomes"} - {"occurred_on"}
    flat = {name: value for name, value in values.items() if name not in known and value not in (None, "")}
    return {**flat, **(given or {})}


def _flat_solution(row: Row, values: Mapping[str, Any]) -> list[SolutionRecord]:
    text, effect = _string(row, values, "solution"), _string(row, values, "outcome")
    result = _string(row, values, "result")
    reported = {name: _string(row, values, name) for name in ("applied_on",)}
    if not text and not effect:
        return []
    outcome: tuple[Mapping[str, Any], ...] = ()
    if result and reported["applied_on"]:
        meant = RESULTS.get(chinese.fold(result).strip())
        if meant is None:
            raise RowError(row.number, "result", "not_a_choice", value=result)
        outcome = ({"result": meant, "applied_on": reported["applied_on"], "note": effect},)
        effect = ""
    return [
        SolutionRecord(
            steps=tuple(("", step) for step in split_steps(text)),
            preconditions=_string(row, values, "preconditions"),
            early_warning=_string(row, values, "early_warning"),
            expected_effect=effect,
            outcomes=outcome,
        )
    ]


def split_steps(text: str) -> list[str]:
    """Cut a solution's text into steps at its empty lines; one paragraph is one step."""
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def _document_solution(row: Row, given: Any) -> SolutionRecord:
    if not isinstance(given, dict):
        raise RowError(row.number, "solutions", "wrong_type")
    steps = given.get("steps") or []
    outcomes = given.get("outcomes") or []
    if not isinstance(steps, list) or not isinstance(outcomes, list):
        raise RowError(row.number, "solutions", "wrong_type")
    id_ = given.get("id")
    return SolutionRecord(
        id=id_ if isinstance(id_, int) and not isinstance(id_, bool) else None,
        title=_string(row, given, "title"),
        preconditions=_string(row, given, "preconditions"),
        steps=tuple(_step(row, step) for step in steps),
        early_warning=_string(row, given, "early_warning"),
        expected_effect=_string(row, given, "expected_effect"),
        state=_string(row, given, "state") or None,
        outcomes=tuple(one for one in outcomes if isinstance(one, dict)),
    )


def _step(row: Row, step: Any) -> tuple[str, str]:
    if isinstance(step, str):
        return "", step
    if isinstance(step, dict) and isinstance(step.get("text"), str):
        return str(step.get("key") or ""), step["text"]
    raise RowError(row.number, "steps", "wrong_type")


def _string(row: Row, values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    if value is None:
        return ""
    if isinstance(value, bool | dict | list):
        raise RowError(row.number, name, "wrong_type")
    return str(value).strip()


def _layer(row: Row, values: Mapping[str, Any]) -> str | None:
    typed = _string(row, values, "layer")
    if not typed:
        return None
    meant = LAYERS.get(chinese.fold(typed).strip())
    if meant is None:
        raise RowError(row.number, "layer", "not_a_choice", value=typed[:40])
    return meant


def _tags(row: Row, value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(part.strip() for part in value.replace("｜", "|").split("|") if part.strip())
    if isinstance(value, list):
        names = [one.get("name") if isinstance(one, dict) else one for one in value]
        if all(isinstance(name, str) for name in names):
            return tuple(str(name).strip() for name in names if name)
    raise RowError(row.number, "tags", "wrong_type")


def _count_glued(values: Mapping[str, Any]) -> int:
    return sum(len(glued.find_glued(value)) for name, value in values.items() if _is_text(name, value))


def _stripped(value: Any) -> Any:
    return glued.strip_glued(value) if isinstance(value, str) else value


def _is_text(name: str, value: Any) -> bool:
    return name in TEXTS and isinstance(value, str)


def sample(found: Sequence[Record | RowError], count: int) -> list[Record]:
    """Return the first records, for the preview before anything is written."""
    return [one for one in found if isinstance(one, Record)][:count]
