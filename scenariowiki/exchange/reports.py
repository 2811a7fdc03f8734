"""What an import did: counts, and every row that was left out with its column and reason."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from scenariowiki.exchange.records import Record
from scenariowiki.exchange.rules import Plan
from scenariowiki.exchange.values import RowError, shown
from scenariowiki.kernel.errors import DomainError, Invalid
from scenariowiki.scenarios.commands.revise import EditConflict

COUNTS = ("rows", "created", "updated", "unchanged", "failed", "glued")


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A row that was left out; `column` as the file calls it, `value` cut short."""

    row: int
    column: str
    code: str
    value: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Write the problem as a job keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what a job keeps."""
        return cls(**data)


@dataclass(frozen=True, kw_only=True)
class Revised:
    """A row that would change a scenario that is there; `columns` as the file calls them.

    Without columns it would be published, and nothing else.
    """

    row: int
    no: int
    columns: tuple[str, ...]
    script_only: bool


@dataclass
class Report:
    """The counts so far; `noted` problems are known from a run that this one goes on after.

    `revised` are the first rows of a dry run that would change what is there. `later` maps archived
    scenarios to the successors named for them that have not come in yet.
    """

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    glued: int = 0
    problems: list[Problem] = field(default_factory=list)
    noted: int = 0
    revised: list[Revised] = field(default_factory=list)
    later: Mapping[int, str] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """Return the numbers alone."""
        return {name: getattr(self, name) for name in COUNTS}


def problem_of_row(error: RowError, plan: Plan) -> Problem:
    """Tell what is wrong with a row that could not be read."""
    column = plan.column_of(error.column) if error.column else ""
    return Problem(row=error.number, column=column, code=error.code, value=error.value)


def problem_of(record: Record, refusal: DomainError, plan: Plan) -> Problem:
    """Tell what is wrong with a record that was refused: the first thing, by the column it came from."""
    path, code = _first(refusal)
    return Problem(
        row=record.numbers[0],
        column=plan.column_of(path) if path else "",
        code=code,
        value=_value(record, path),
        facts={name: fact for name, fact in refusal.facts.items() if isinstance(fact, str | int)},
    )


def _first(refusal: DomainError) -> tuple[str, str]:
    if isinstance(refusal, Invalid) and refusal.fields:
        path, code = next(iter(refusal.fields.items()))
        return path, str(code)
    if isinstance(refusal, EditConflict):
        entity = refusal.entities[0]
        path = entity.conflicts[0].field
        return (path if entity.solution_id is None else f"solutions.0.{path}"), refusal.reason
    return "", refusal.reason


def _value(record: Record, path: str) -> str:
    if path.startswith("fields."):
        return shown(record.fields.get(path.removeprefix("fields."), ""))
    value = getattr(record, path, "") if path.isidentifier() else ""
    return shown(value if isinstance(value, str) else "|".join(value) if path == "tags" and value else "")
