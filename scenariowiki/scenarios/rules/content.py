"""What a scenario and a solution hold, as given by people and as kept in a revision's snapshot.

A snapshot is flat, path to value, so that diff and merge need not know its shape:
situation {"title", "situation", "layer", "category": id, "tags": [id], "fields.<key>": ..};
solution {"title", "preconditions", "steps": [{"key", "text"}], "early_warning", "expected_effect"}.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scenariowiki.scenarios.rules.states import Audience, Layer
from scenariowiki.text import characters, markdown
from scenariowiki.text.masking import BLOCK, says_same

Snapshot = dict[str, Any]

TITLE_MAX = 120
TEXT_MAX = 60_000
STEP_MAX = 4_000
STEPS_MAX = 60
SOLUTIONS_MAX = 60
TAGS_MAX = 20
TAG_MAX = 30
SUMMARY_MAX = 300
SHORT_MAX = 500

SITUATION_ORDER = ("title", "situation", "layer", "category", "tags")
SOLUTION_ORDER = ("title", "preconditions", "steps", "early_warning", "expected_effect")
SOLUTION_TEXTS = ("title", "preconditions", "early_warning", "expected_effect")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step; `key` is empty for a new one and else says which step of the base it is."""

    key: str = ""
    text: str


@dataclass(frozen=True, kw_only=True)
class SituationInput:
    """`category` is an id; `tags` are names as typed; `fields` are template values by key."""

    title: str
    situation: str
    layer: Layer | None = None
    category: int | None = None
    tags: tuple[str, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SolutionInput:
    """`id` is None for a new solution."""

    id: int | None = None
    title: str = ""
    preconditions: str = ""
    steps: tuple[Step, ...] = ()
    early_warning: str = ""
    expected_effect: str = ""

    def is_empty(self) -> bool:
        """Tell whether nothing was typed."""
        texts = (self.title, self.preconditions, self.early_warning, self.expected_effect)
        return not any(text.strip() for text in (*texts, *(step.text for step in self.steps)))


@dataclass(frozen=True, kw_only=True)
class ScenarioInput:
    """A new scenario; `external_id`, `credit` and `source` come with imports.

    `author` is the account of a credit line, where an administrator's import names one; else it is the actor.
    `warned_duplicate` is the number of the likeliest duplicate that its author was shown before handing in;
    `distinct_from` are those that the author said are not the same.
    """

    situation: SituationInput
    solutions: tuple[SolutionInput, ...] = ()
    audience: Audience = Audience.ALL
    team: int | None = None
    external_id: str | None = None
    credit: str | None = None
    author: int | None = None
    source: Mapping[str, Any] | None = None
    warned_duplicate: int | None = None
    distinct_from: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PageInput:
    """A save of a page: what was typed for its situation and solutions.

    `base_seq` is the seq each entity was shown with, by solution id, None standing for the situation; `via`
    is the number of the merged scenario the author came through, which new solutions are addressed to (M16).
    `begun_on` maps an entity to the merged one that its edit was begun on, whose seq the base then is (M24):
    a number for the situation, else a solution's id. `from_warning`: a warning led the author here (P9).
    """

    situation: SituationInput | None = None
    solutions: tuple[SolutionInput, ...] = ()
    base_seq: Mapping[int | None, int] = field(default_factory=dict)
    summary: str = ""
    via: int | None = None
    begun_on: Mapping[int | None, int] = field(default_factory=dict)
    from_warning: bool = False


def content_hash(snapshot: Mapping[str, Any]) -> str:
    """Hash a snapshot: equal content, equal hash, whatever the order of its paths."""
    return hashlib.sha256(json.dumps(snapshot, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def comparable(snapshot: Mapping[str, Any]) -> Snapshot:
    """Return a snapshot whose tags are strings, as comparing and merging want the members of a set."""
    tags = snapshot.get("tags")
    return dict(snapshot) if tags is None else {**snapshot, "tags": [str(tag) for tag in tags]}


def storable(snapshot: Mapping[str, Any]) -> Snapshot:
    """Return a merged snapshot as it is kept; undoes `comparable`."""
    tags = snapshot.get("tags")
    return dict(snapshot) if tags is None else {**snapshot, "tags": [int(tag) for tag in tags]}


def masked_like(base: Mapping[str, Any], typed: Mapping[str, Any]) -> Snapshot:
    """Return what was typed, masked where it only repeats what has been masked in its base."""
    told = {path: base[path] if says_same(base.get(path), value) else value for path, value in typed.items()}
    if "steps" in typed:
        keys = {step["key"] for step in typed["steps"]}
        told["steps"] = [_step_like(base["steps"], step, keys) for step in typed["steps"]]
    return told


def _step_like(base: Sequence[Mapping[str, str]], step: Mapping[str, str], keys: set[str]) -> dict[str, str]:
    same = next((old for old in base if BLOCK in old["text"] and says_same(old["text"], step["text"])), step)
    return {"key": step["key"] if same["key"] in keys else same["key"], "text": same["text"]}


def texts(snapshot: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Walk a snapshot's texts as (path, text); a step's path is `steps.<key>`."""
    for path, value in snapshot.items():
        if path in {"layer", "category", "tags"}:
            continue
        if isinstance(value, str) and value:
            yield path, value
        elif path == "steps":
            yield from ((f"steps.{step['key']}", step["text"]) for step in value)


def solution_title(snapshot: Mapping[str, Any]) -> str:
    """Return the name a solution goes by: its title or the beginning of its first step."""
    if snapshot["title"]:
        return str(snapshot["title"])
    first = next((step["text"] for step in snapshot["steps"]), "") or snapshot["expected_effect"]
    line = next((line.strip() for line in str(first).splitlines() if line.strip()), "")
    return characters.first_graphemes(characters.single_line(markdown.plain(line)), 30)


def key_steps(given: Sequence[Step], base: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Give every step its key: the one it came with, that of an equal text in the base, or a new one."""
    known = {old["key"] for old in base}
    by_text: dict[str, list[str]] = {}
    for old in base:
        by_text.setdefault(old["text"], []).append(old["key"])
    used = {step.key for step in given if step.key in known}
    steps: list[dict[str, str]] = []
    taken: set[str] = set()
    for step in given:
        key = step.key if step.key in known and step.key not in taken else ""
        key = key or _unused(by_text.get(step.text, ()), used | taken) or _new_key(known | taken | used)
        taken.add(key)
        steps.append({"key": key, "text": step.text})
    return steps


def _unused(keys: Sequence[str], used: set[str]) -> str:
    return next((key for key in keys if key not in used), "")


def _new_key(known: set[str]) -> str:
    number = len(known) + 1
    while f"s{number}" in known:
        number += 1
    return f"s{number}"
