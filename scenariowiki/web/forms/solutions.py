"""The editable list of solutions with their steps: read, rearranged by its buttons, shown again."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import StringField

from scenariowiki.kernel.errors import Invalid
from scenariowiki.runtime.messages import text_for
from scenariowiki.scenarios.rules.content import SOLUTIONS_MAX, STEPS_MAX, SolutionInput, Step
from scenariowiki.web.forms.base import Form

TEXTS = ("title", "preconditions", "early_warning", "expected_effect")
_PLAIN = re.compile(r"solutions-(\d{1,3})-(id|base_seq|title|preconditions|early_warning|expected_effect)")
_STEP = re.compile(r"solutions-(\d{1,3})-steps-(\d{1,3})-(key|text)")
_ACT = re.compile(r"(add|move-up|move-down|remove):solutions(?:-(\d{1,3}))?(?:-steps(?:-(\d{1,3}))?)?")
_PROBLEM = re.compile(r"solutions\.(\d+)\.(.+)")


class SummaryForm(Form):
    summary = StringField(_("What changed in this revision"), render_kw={"maxlength": 300})


@dataclass
class StepDraft:
    """A step as typed; unpacks into what the template draws."""

    key: str = ""
    text: str = ""
    errors: tuple[str, ...] = ()

    def __iter__(self) -> Any:
        return iter((self.key, self.text, self.errors))


@dataclass
class SolutionDraft:
    """A solution as typed; `id` is empty for a new one."""

    id: str = ""
    base_seq: str = ""
    title: str = ""
    preconditions: str = ""
    early_warning: str = ""
    expected_effect: str = ""
    steps: list[StepDraft] = field(default_factory=list)
    errors: dict[str, list[str]] = field(default_factory=dict)

    def to_input(self) -> SolutionInput:
        """Leave as a frozen input; a number that is none makes it a new solution."""
        return SolutionInput(
            id=int(self.id) if self.id else None,
            title=self.title,
            preconditions=self.preconditions,
            steps=tuple(Step(key=step.key, text=step.text) for step in self.steps),
            early_warning=self.early_warning,
            expected_effect=self.expected_effect,
        )


def blank() -> SolutionDraft:
    """Make an empty solution with a place for its first step."""
    return SolutionDraft(steps=[StepDraft()])


def from_snapshot(snapshot: Mapping[str, Any], *, solution_id: int, seq: int) -> SolutionDraft:
    """Show a stored solution for editing."""
    steps = [StepDraft(key=step["key"], text=step["text"]) for step in snapshot["steps"]]
    texts = {name: snapshot[name] for name in TEXTS}
    return SolutionDraft(id=str(solution_id), base_seq=str(seq), steps=steps or [StepDraft()], **texts)


def fields_of(one: SolutionDraft) -> dict[str, list[str]]:
    """Return one solution as the fields of a form that has it alone."""
    plain = {f"solutions-0-{name}": [getattr(one, name)] for name in ("id", "base_seq", *TEXTS)}
    for place, step in enumerate(one.steps):
        plain[f"solutions-0-steps-{place}-key"] = [step.key]
        plain[f"solutions-0-steps-{place}-text"] = [step.text]
    return plain


def read_solutions(data: "MultiDict[str, str]") -> list[SolutionDraft]:
    """Read the list as it was sent, in the order of its numbers; how many are too many the domain says."""
    plain: dict[int, dict[str, str]] = {}
    steps: dict[int, dict[int, dict[str, Any]]] = {}
    for name in data:
        if match := _PLAIN.fullmatch(name):
            plain.setdefault(int(match[1]), {})[match[2]] = data[name]
        elif match := _STEP.fullmatch(name):
            steps.setdefault(int(match[1]), {}).setdefault(int(match[2]), {})[match[3]] = data[name]
    return [
        SolutionDraft(
            **_numeric(plain.get(number, {})),
            steps=[StepDraft(**some) for _place, some in sorted(steps.get(number, {}).items())],
        )
        for number in sorted({*plain, *steps})
    ]


def _numeric(texts: dict[str, str]) -> dict[str, Any]:
    return {
        name: text if name not in {"id", "base_seq"} or re.fullmatch(r"[0-9]{1,9}", text) else ""
        for name, text in texts.items()
    }


def rearrange(solutions: list[SolutionDraft], act: str) -> bool:
    """Carry out what a button of the list says, as the script would; tell whether it was one."""
    match = _ACT.fullmatch(act)
    if match is None:
        return False
    what, solution, step = match[1], match[2], match[3]
    if "-steps" not in act:
        _apply(solutions, what, solution, blank())
    elif solution is not None and int(solution) < len(solutions):
        _apply(solutions[int(solution)].steps, what, step, StepDraft())
    return True


def _apply(items: list[Any], what: str, place: str | None, empty: Any) -> None:
    if what == "add":
        if len(items) < (SOLUTIONS_MAX if isinstance(empty, SolutionDraft) else STEPS_MAX):
            items.append(empty)
        return
    at = int(place) if place is not None else -1
    if not 0 <= at < len(items):
        return
    if what == "remove":
        del items[at]
        items.extend([] if items else [empty])
        return
    to = at + (-1 if what == "move-up" else 1)
    if 0 <= to < len(items):
        items[at], items[to] = items[to], items[at]


def inputs(solutions: Iterable[SolutionDraft]) -> tuple[SolutionInput, ...]:
    """Leave as frozen inputs, empty ones too, so that problems name the right number."""
    return tuple(one.to_input() for one in solutions)


def base_seqs(solutions: Iterable[SolutionDraft]) -> dict[int | None, int]:
    """Return the seq each stored solution was shown with."""
    return {int(one.id): int(one.base_seq) for one in solutions if one.id and one.base_seq}


def show_problems(solutions: Sequence[SolutionDraft], error: Invalid) -> list[str]:
    """Put a refusal's problems at their places; return those that belong to no single field."""
    left: list[str] = []
    for path, code in error.fields.items():
        match = _PROBLEM.fullmatch(path)
        number = int(match[1]) if match else -1
        if match is None or number >= len(solutions):
            continue
        text = text_for(str(code), error.facts)
        if not _place(solutions[number], match[2], text):
            left.append(text)
    return left


def _place(solution: SolutionDraft, path: str, text: str) -> bool:
    name, _, number = path.partition(".")
    if name in TEXTS:
        solution.errors.setdefault(name, []).append(text)
        return True
    typed = [step for step in solution.steps if step.text.strip()] or solution.steps
    at = int(number) if number.isdigit() else 0
    if at >= len(typed):
        return False
    typed[at].errors = (*typed[at].errors, text)
    return True
