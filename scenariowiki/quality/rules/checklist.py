"""The checklist of the centre: criteria as data, and what an answer to them may be."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum, auto
from itertools import count
from typing import Any

from scenariowiki.kernel.errors import Invalid
from scenariowiki.text import characters

NAME_MAX = 30
EXPLANATION_MAX = 300
NOTE_MAX = 2_000
GUIDE_MAX = 10_000
CRITERIA_MAX = 20
WEIGHTS = range(1, 6)
SIZES = range(1, 21)
REST_DAYS = range(30, 731)
KEY = re.compile(r"c[1-9][0-9]{0,5}")


class Answer(StrEnum):
    """Whether a scenario meets a criterion, or has nothing to do with it."""

    YES = auto()
    NO = auto()
    NOT_APPLICABLE = auto()


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """What is asked of every scenario; `key` stays through all versions, so its share can be followed."""

    key: str
    name: str
    explanation: str = ""
    weight: int = 1

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Criterion":
        """Read a criterion of a stored version."""
        return cls(
            key=data["key"],
            name=data["name"],
            explanation=data.get("explanation") or "",
            weight=int(data.get("weight") or 1),
        )

    def to_json(self) -> dict[str, Any]:
        """Write it as a stored version holds it."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """One version of the list; `size` scenarios are drawn at once, again only after `rest_days`.

    `monthly` has every coach given a sample each month without asking; `guide` says how to write.
    """

    number: int
    criteria: tuple[Criterion, ...]
    size: int = 6
    monthly: bool = True
    rest_days: int = 180
    guide: str = ""

    def find(self, key: str) -> Criterion | None:
        """Return the criterion of a key."""
        return next((one for one in self.criteria if one.key == key), None)


def cleaned(one: Criterion) -> Criterion:
    """Return a criterion as it is kept."""
    return Criterion(
        key=one.key.strip(),
        name=characters.single_line(characters.clean(one.name)).strip(),
        explanation=characters.clean(one.explanation).strip(),
        weight=one.weight,
    )


def keyed(criteria: Sequence[Criterion], used: Collection[str]) -> tuple[Criterion, ...]:
    """Give every criterion without a key the next one that no version ever had."""
    highest = max((int(key[1:]) for key in used if KEY.fullmatch(key)), default=0)
    free = (f"c{number}" for number in count(highest + 1))
    return tuple(one if one.key else replace(one, key=next(free)) for one in criteria)


def check_checklist(given: Checklist, used: Collection[str]) -> dict[str, str]:
    """Return what is wrong with a list, {field or criteria-<place>: code}; empty when it may be used."""
    problems = {
        name: "out_of_range"
        for name, allowed in (("size", SIZES), ("rest_days", REST_DAYS))
        if getattr(given, name) not in allowed
    }
    if code := _guide_problem(given.guide):
        problems["guide"] = code
    if not given.criteria:
        problems["criteria"] = "required"
    if len(given.criteria) > CRITERIA_MAX:
        problems["criteria"] = "too_many"
    for place, one in enumerate(given.criteria):
        code = _problem(one, given.criteria[:place], used)
        if code:
            problems[f"criteria-{place}"] = code
    return problems


def _guide_problem(guide: str) -> str | None:
    if found := characters.problems(guide):
        return f"characters_{found[0].value}"
    return "too_long" if len(guide) > GUIDE_MAX else None


def _problem(one: Criterion, before: Sequence[Criterion], used: Collection[str]) -> str | None:
    problems = {
        "unknown_criterion": one.key not in used or any(one.key == other.key for other in before),
        "required": not one.name,
        "too_long": len(one.name) > NAME_MAX or len(one.explanation) > EXPLANATION_MAX,
        "criterion_twice": any(one.name == other.name for other in before),
        "weight_range": one.weight not in WEIGHTS,
        "characters_control": bool(characters.problems(one.name) or characters.problems(one.explanation)),
    }
    return next((code for code, found in problems.items() if found), None)


def check_review(
    criteria: Sequence[Criterion], answers: Mapping[str, str], note: str
) -> tuple[dict[str, str], str]:
    """Return answers and coaching note as they are kept; raise Invalid with all that is wrong.

    Every criterion has one of the three answers; where one is not met, the note has to say how to mend it.
    """
    known = {one.key for one in criteria}
    problems = {
        key: "not_a_choice" if answers.get(key) else "required"
        for key in known
        if answers.get(key) not in set(Answer)
    }
    if set(answers) - known:
        problems["answers"] = "unknown_criterion"
    kept = characters.clean(note).strip()
    code = _note_problem(kept, answers)
    if code:
        problems["note"] = code
    if problems:
        raise Invalid(fields=problems)
    return {one.key: Answer(answers[one.key]).value for one in criteria}, kept


def _note_problem(note: str, answers: Mapping[str, str]) -> str | None:
    if found := characters.problems(note):
        return f"characters_{found[0].value}"
    if len(note) > NOTE_MAX:
        return "too_long"
    return "say_how" if not note and Answer.NO in answers.values() else None
