"""What an SOP says: its parts, what they must hold, how they are drafted from a solution, who wrote them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Any

from scenariowiki.kernel.errors import Invalid
from scenariowiki.text import attribution, characters
from scenariowiki.text.markdown import plain
from scenariowiki.text.numbers import numbers_in

TITLE_MAX = 120
TEXT_MAX = 6_000
STEP_MAX = 2_000
STEPS_MAX = 40
SCOPE_MAX = 30
NOTE_MAX = 500
NOBODY = 0
OWN_MOST = 0.5  # whoever wrote more of it does not approve it

# The plain texts, in the order in which a page shows them; R133 asks for duties, R134 for standards.
PARTS = (
    "trigger",
    "say",
    "never",
    "escalation",
    "early_warning",
    "exceptions",
    "duties",
    "standards",
)


class Check(StrEnum):
    """What a text must be ticked off for before it is submitted (R58)."""

    CUSTOMER_ORIENTED = auto()
    LAWFUL = auto()
    OPERABLE = auto()
    REVIEWED = auto()


@dataclass(frozen=True, kw_only=True)
class SopText:
    """A version's words; `never` is what must not be said."""

    title: str
    trigger: str = ""
    steps: tuple[str, ...] = ()
    say: str = ""
    never: str = ""
    escalation: str = ""
    early_warning: str = ""
    exceptions: str = ""
    duties: str = ""
    standards: str = ""

    def stored(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {
            "title": self.title,
            "steps": list(self.steps),
            **{part: getattr(self, part) for part in PARTS},
        }


Runs = Mapping[str, Sequence[Sequence[int]]]


def read_text(stored: Mapping[str, Any]) -> SopText:
    """Read a stored text."""
    return SopText(
        title=stored["title"],
        steps=tuple(stored["steps"]),
        **{part: stored.get(part, "") for part in PARTS},
    )


def checked(given: SopText) -> SopText:
    """Return a text as it is kept; raise Invalid with all that is wrong with it."""
    problems: dict[str, str] = {}
    title = characters.single_line(_checked("title", given.title, TITLE_MAX, problems))
    parts = {part: _checked(part, getattr(given, part), TEXT_MAX, problems) for part in PARTS}
    steps = [_checked("steps", step, STEP_MAX, problems) for step in given.steps if step.strip()]
    if not title:
        problems.setdefault("title", "required")
    if len(steps) > STEPS_MAX:
        problems["steps"] = "too_many"
    if problems:
        raise Invalid(fields=problems)
    return SopText(title=title, steps=tuple(steps), **parts)


def require_whole(text: SopText, checks: Sequence[str]) -> None:
    """Raise Invalid unless a text can be submitted: when it applies, what to do, and everything ticked."""
    problems: dict[str, str] = {}
    if not text.trigger:
        problems["trigger"] = "required"
    if not text.steps:
        problems["steps"] = "required"
    if set(checks) != set(Check):
        problems["checklist"] = "checklist_incomplete"
    if problems:
        raise Invalid("incomplete", fields=problems, missing=", ".join(problems))


def scope_key(scope: str) -> str:
    """Return what two ways of writing a scope have in common."""
    return characters.skeleton(scope.strip())


def checked_scope(scope: str) -> str:
    """Return a scope as it is kept: one short line, empty for everything."""
    problems: dict[str, str] = {}
    cleaned = characters.single_line(_checked("scope", scope, SCOPE_MAX, problems))
    if problems:
        raise Invalid(fields=problems)
    return cleaned


def checked_note(note: str, *, required: bool) -> str:
    """Return a note as it is kept."""
    problems: dict[str, str] = {}
    cleaned = _checked("note", note, NOTE_MAX, problems)
    if required and not cleaned:
        problems["note"] = "required"
    if problems:
        raise Invalid(fields=problems)
    return cleaned


def draft_from(situation: Mapping[str, Any], solution: Mapping[str, Any]) -> SopText:
    """Draft a text from a situation and the solution that is to be its standard.

    It is plain: an SOP is read as typed, on paper too, a step a line.
    """
    steps = (characters.single_line(plain(step["text"])) for step in solution["steps"][:STEPS_MAX])
    return SopText(
        title=situation["title"][:TITLE_MAX],
        trigger=plain(str(solution["preconditions"] or situation["situation"]))[:TEXT_MAX],
        steps=tuple(step[:STEP_MAX] for step in steps if step),
        early_warning=plain(str(solution["early_warning"]))[:TEXT_MAX],
    )


def texts_of(text: SopText) -> dict[str, str]:
    """Return the texts whose authors are counted, by path; all steps are one."""
    found = {part: getattr(text, part) for part in PARTS}
    return {path: words for path, words in {**found, "steps": "\n".join(text.steps)}.items() if words}


def attribute(text: SopText, author_id: int, source: attribution.Attributed) -> dict[str, list[list[int]]]:
    """Say who wrote which characters: what a text has in common with its source keeps its authors."""
    return {
        path: attribution.runs_to_json(attribution.attribute(words, author_id, (source,)))
        for path, words in texts_of(text).items()
    }


def as_source(text: SopText, runs: Runs) -> attribution.Attributed:
    """Return a text with its authors as what the next one is written from."""
    return joined((words, runs.get(path, ())) for path, words in texts_of(text).items())


def joined(parts: Iterable[tuple[str, Sequence[Sequence[int]]]]) -> attribution.Attributed:
    """Put texts together, each with the runs of its authors; what joins them belongs to nobody."""
    words: list[str] = []
    runs: list[attribution.Run] = []
    for text, some in parts:
        words.append(f"{text}\n")
        runs += [*attribution.runs_from_json(some), attribution.Run(NOBODY, 1)]
    return attribution.Attributed(text="".join(words), runs=tuple(runs))


def shares(runs: Runs) -> dict[int, float]:
    """Return everybody's share of a text, 0..1."""
    counts: Counter[int] = Counter()
    for some in runs.values():
        for account_id, length in some:
            if account_id != NOBODY:
                counts[account_id] += length
    total = sum(counts.values())
    return {account_id: length / total for account_id, length in counts.items()} if total else {}


def _checked(path: str, value: str, longest: int, problems: dict[str, str]) -> str:
    text = characters.clean(value).strip()
    found = characters.problems(text)
    if found:
        problems[path] = f"characters_{found[0].value}"
        return ""
    if len(text) > longest:
        problems[path] = "too_long"
    return text


def clash(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """Tell whether two stored texts give other numbers, amounts or times in a part that both have them in."""
    parts = ((mine.get(part, ""), theirs.get(part, "")) for part in PARTS)
    return _differ("\n".join(mine["steps"]), "\n".join(theirs["steps"])) or any(
        _differ(*two) for two in parts
    )


def steps_clash(steps: Sequence[str], solution_steps: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether a solution's steps give other numbers than a standard's."""
    return _differ("\n".join(steps), "\n".join(step["text"] for step in solution_steps))


def _differ(mine: str, theirs: str) -> bool:
    one, other = sorted(numbers_in(mine)), sorted(numbers_in(theirs))
    return bool(one and other) and one != other
