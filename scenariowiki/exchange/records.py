"""Rows as records: one record a scenario, whatever the file's format."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scenariowiki.exchange import values
from scenariowiki.exchange.rows import Row
from scenariowiki.exchange.rules import HEADINGS, Plan
from scenariowiki.exchange.values import RowError
from scenariowiki.scenarios.rules.content import STEP_MAX
from scenariowiki.text import glued
from scenariowiki.text.sentences import split_sentences

EXTERNAL_ID_MAX = 200
CREDIT_MAX = 100
GUESSED_TITLE = 40
SOURCE_VALUE_MAX = 20_000
TEXTS = ("title", "situation", "solution", "outcome", "preconditions", "early_warning")
STEP_BREAK = "\n\n"


@dataclass(frozen=True, kw_only=True)
class SolutionRecord:
    """A solution as a file tells it; `joined` is the text that its steps were cut from, None in documents."""

    id: int | None = None
    title: str | None = None
    preconditions: str | None = None
    steps: tuple[tuple[str, str], ...] | None = None
    joined: str | None = None
    early_warning: str | None = None
    expected_effect: str | None = None
    outcomes: tuple[Mapping[str, Any], ...] = ()

    @property
    def is_empty(self) -> bool:
        texts = (self.title, self.preconditions, self.early_warning, self.expected_effect)
        return not (any(texts) or self.steps)


@dataclass(frozen=True, kw_only=True)
class Record:
    """One scenario; `numbers` are the rows it came from.

    None stands for what the file does not say. `revision` is known for our own exports: what the row was
    when it left, by the `seq` of its page.
    """

    numbers: tuple[int, ...]
    external_id: str
    title: str
    situation: str
    layer: str | None = None
    tags: tuple[str, ...] | None = None
    category: str | None = None
    team: str | None = None
    audience: str | None = None
    state: str | None = None
    author: str | None = None
    instance: str | None = None
    successor: str | None = None
    revision: int | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    source: Mapping[str, Any] = field(default_factory=dict)
    solutions: tuple[SolutionRecord, ...] = ()
    glued: int = 0


def count_rows(rows: Iterable[Row], plan: Plan) -> Mapping[str, int]:
    """Count the rows of every scenario that has more than one, so that they need not stand together."""
    counts: Counter[str] = Counter()
    for row in rows:
        id_ = _given_id(row, plan)
        if id_:
            counts[id_] += 1
    return {id_: count for id_, count in counts.items() if count > 1}


def records(rows: Iterable[Row], plan: Plan, together: Mapping[str, int]) -> Iterator[Record | RowError]:
    """Turn rows into records; rows that `together` counts are one scenario as soon as all were read."""
    waiting: dict[str, list[Record]] = {}
    seen: Counter[str] = Counter()
    for row in rows:
        id_ = _given_id(row, plan)
        try:
            record = _record(row, plan)
        except RowError as error:
            yield error
        else:
            if id_ not in together:
                yield from _finished([record])
                continue
            waiting.setdefault(id_, []).append(record)
        if id_ in together:
            seen[id_] += 1
            if seen[id_] == together[id_]:
                yield from _finished(waiting.pop(id_, []))


def _finished(parts: list[Record]) -> Iterator[Record]:
    if not parts:
        return
    whole = parts[0]
    for part in parts[1:]:
        whole = _joined(whole, part)
    title = whole.title or _guessed_title(whole.situation)
    id_ = whole.external_id or _content_id(title, whole.situation)
    yield replace(whole, title=title, external_id=id_)


def _joined(first: Record, other: Record) -> Record:
    """Add another row of the same scenario: its solutions, and what the rows before it left open."""
    tags = None if first.tags is other.tags is None else (*(first.tags or ()), *(other.tags or ()))
    return replace(
        first,
        numbers=first.numbers + other.numbers,
        title=first.title or other.title,
        situation=first.situation or other.situation,
        layer=first.layer or other.layer,
        category=first.category or other.category,
        tags=tuple(dict.fromkeys(tags)) if tags is not None else None,
        fields={
            **other.fields,
            **{key: value for key, value in first.fields.items() if value not in (None, "")},
        },
        solutions=first.solutions + other.solutions,
        glued=first.glued + other.glued,
    )


def _guessed_title(situation: str) -> str:
    line = next((line.strip() for line in situation.splitlines() if line.strip()), "")
    return line if len(line) <= GUESSED_TITLE else f"{line[:GUESSED_TITLE]}…"


def _content_id(title: str, situation: str) -> str:
    """Make an id of what a row says: without one of its own, the same row twice is still one scenario."""
    said = f"{title}\n{situation}".encode("utf-8", "surrogatepass")
    return f"text:{hashlib.sha256(said).hexdigest()[:32]}"


def _given_id(row: Row, plan: Plan) -> str:
    """Return the id of a row; without one, rows with the same title and situation belong together."""
    named = {meant: row.values.get(column) for column, meant in plan.mapping.items()}
    given = plan.fixed.get("external_id") or named.get("external_id")
    if isinstance(given, str | int | float) and not isinstance(given, bool) and str(given).strip():
        return str(given).strip()
    title, situation = named.get("title"), named.get("situation")
    if isinstance(situation, str) and situation.strip():
        return _content_id(str(title or "").strip(), situation.strip())
    return ""


def _record(row: Row, plan: Plan) -> Record:
    if row.error:
        raise RowError(row.number, "", row.error)
    told = _told(row, plan)
    found = sum(len(glued.find_glued(told[name])) for name in TEXTS if isinstance(told.get(name), str))
    if plan.strip_glued:
        told = {name: glued.strip_glued(one) if isinstance(one, str) else one for name, one in told.items()}
    read = values.Reading(row.number, told)
    return Record(
        numbers=(row.number,),
        external_id=_external_id(read),
        title=read.text("title"),
        situation=read.text("situation"),
        layer=read.layer(),
        tags=read.tags(),
        category=read.text_or_none("category"),
        team=read.text_or_none("team"),
        audience=read.audience(),
        state=read.state(),
        author=read.name("author", CREDIT_MAX),
        instance=read.text_or_none("instance"),
        successor=read.text_or_none("successor"),
        revision=read.whole("revision"),
        fields=_fields(read),
        source=_source(row, plan),
        solutions=_solutions(read),
        glued=found,
    )


def _told(row: Row, plan: Plan) -> dict[str, Any]:
    """Rename columns to fields; the parts of a document keep the names they have."""
    told = {meant: row.values.get(column) for column, meant in plan.mapping.items() if column in row.values}
    told |= {name: row.values[name] for name in ("solutions", "fields") if name in row.values}
    return {**told, **plan.fixed}


def _external_id(read: values.Reading) -> str:
    given = read.text("external_id")
    if len(given) > EXTERNAL_ID_MAX:
        raise RowError(read.number, "external_id", "too_long")
    if values.is_unclean(given):
        raise RowError(read.number, "external_id", "characters_control")
    return given


def _fields(read: values.Reading) -> dict[str, Any]:
    known = {*HEADINGS, "solutions", "fields"} - {"occurred_on"}
    flat = {name: value for name, value in read.told.items() if name not in known}
    return {**flat, **read.mapping("fields")}


def _source(row: Row, plan: Plan) -> dict[str, Any]:
    kept = {column: row.values.get(column) for column in plan.unmapped}
    return {
        values.clean_name(column): values.clean_value(value, SOURCE_VALUE_MAX)
        for column, value in kept.items()
        if value not in (None, "", [], {})
    }


def _solutions(read: values.Reading) -> tuple[SolutionRecord, ...]:
    if read.told.get("solutions") is not None:
        return tuple(_document_solution(read.number, one) for one in read.list_of("solutions"))
    return _flat_solution(read)


def _flat_solution(read: values.Reading) -> tuple[SolutionRecord, ...]:
    if not {"solution", "outcome", "solution_title", "early_warning", "preconditions"} & read.told.keys():
        return ()
    joined, effect = read.text_or_none("solution"), read.text_or_none("outcome")
    reported = _flat_outcome(read, effect or "")
    one = SolutionRecord(
        id=read.whole("solution_id"),
        title=read.text_or_none("solution_title"),
        preconditions=read.text_or_none("preconditions"),
        steps=None if joined is None else tuple(("", step) for step in split_steps(joined)),
        joined=joined,
        early_warning=read.text_or_none("early_warning"),
        expected_effect=None if reported else effect,
        outcomes=reported,
    )
    return () if one.is_empty and not reported else (one,)


def _flat_outcome(read: values.Reading, note: str) -> tuple[Mapping[str, Any], ...]:
    if not (read.text("result") and read.text("applied_on")):
        return ()
    return ({"result": read.result(), "applied_on": read.text("applied_on"), "note": note},)


def split_steps(text: str) -> list[str]:
    """Cut a solution's text into steps at its empty lines; one too long is cut between sentences."""
    parts = (part.strip() for part in text.replace("\r\n", "\n").split(STEP_BREAK))
    return [piece for part in parts if part for piece in _short_enough(part)]


def _short_enough(part: str) -> Iterator[str]:
    piece = ""
    for sentence in split_sentences(part) if len(part) > STEP_MAX else [part]:
        if piece and len(piece) + len(sentence) > STEP_MAX:
            yield piece.strip()
            piece = ""
        piece += sentence
    yield piece.strip()


def _document_solution(number: int, given: Any) -> SolutionRecord:
    if not isinstance(given, dict):
        raise RowError(number, "solutions", "wrong_type")
    read = values.Reading(number, given)
    outcomes = read.list_of("outcomes")
    if not all(isinstance(one, dict) for one in outcomes):
        raise RowError(number, "outcomes", "wrong_type")
    return SolutionRecord(
        id=read.whole("id"),
        title=read.text_or_none("title"),
        preconditions=read.text_or_none("preconditions"),
        steps=tuple(_step(number, step) for step in read.list_of("steps")) if "steps" in given else None,
        early_warning=read.text_or_none("early_warning"),
        expected_effect=read.text_or_none("expected_effect"),
        outcomes=tuple(outcomes),
    )


def _step(number: int, step: Any) -> tuple[str, str]:
    if isinstance(step, str):
        return "", step
    if isinstance(step, dict) and isinstance(step.get("text"), str):
        return str(step.get("key") or "")[:40], step["text"]
    raise RowError(number, "steps", "wrong_type")
