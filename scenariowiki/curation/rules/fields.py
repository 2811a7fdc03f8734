"""Two snapshots field by field: what differs, what must be chosen, what the choices make of it (M11-M13)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scenariowiki.curation.rules.merging import Choice, FieldChoice
from scenariowiki.kernel.errors import Invalid
from scenariowiki.scenarios.rules import content
from scenariowiki.scenarios.rules.content import Snapshot, Step
from scenariowiki.text import chinese
from scenariowiki.text.numbers import has_numbers, numbers_in
from scenariowiki.text.sentences import split_sentences

ONE_OF = frozenset({"layer", "category"})
LISTS = frozenset({"tags", "steps"})
KEEP = FieldChoice(choice=Choice.KEEP_WINNER)
UNITE = FieldChoice(choice=Choice.COMBINE)


@dataclass(frozen=True, kw_only=True)
class FieldRow:
    """One field of both sides; `is_clash`: their numbers, amounts or times differ, so a person must choose.

    `proposal` is what combining would give, None where the two cannot be combined.
    """

    path: str
    winner: Any
    loser: Any
    is_same: bool
    is_clash: bool
    proposal: Any


@dataclass(frozen=True, kw_only=True)
class Composed:
    """The winner's new snapshot; `step_sources` maps keys of steps to the keys they have in the loser."""

    snapshot: Snapshot
    chosen: Mapping[str, str]
    step_sources: Mapping[str, str] = field(default_factory=dict)


def compare(
    winner: Mapping[str, Any], loser: Mapping[str, Any], *, either: Collection[str] = ()
) -> list[FieldRow]:
    """List the fields that either side fills, in the order they are shown.

    `either` are paths of which only one value can stand: of template fields the choices, numbers and dates.
    """
    order = content.SITUATION_ORDER if "situation" in winner else content.SOLUTION_ORDER
    paths = dict.fromkeys([*order, *winner, *loser])
    return [
        _row(path, winner.get(path), loser.get(path), can_combine=path not in either)
        for path in paths
        if not (_is_empty(winner.get(path)) and _is_empty(loser.get(path)))
    ]


def compose(
    winner: Mapping[str, Any],
    loser: Mapping[str, Any],
    choices: Mapping[str, FieldChoice],
    *,
    unticked: Collection[int] = (),
    either: Collection[str] = (),
) -> Composed:
    """Apply the choices; raises Invalid with every field that must be chosen, or cannot be as it was."""
    problems: dict[str, str] = {}
    snapshot: Snapshot = dict(winner)
    chosen: dict[str, str] = {}
    sources: dict[str, str] = {}
    rows = compare(winner, loser, either=either)
    empty = {path for path, one in choices.items() if path in winner and one.choice is not Choice.EDITED}
    unknown = set(choices) - {row.path for row in rows} - empty  # what was typed is never dropped unsaid
    problems.update(dict.fromkeys(unknown, "unknown_field"))
    for row in rows:
        if row.is_clash and row.path not in choices:
            problems[row.path] = "choice_required"
            continue
        choice = choices.get(row.path, UNITE if row.path == "tags" else KEEP)
        chosen[row.path] = choice.choice.value
        if choice.choice is Choice.COMBINE and row.proposal is None:
            problems[row.path] = "cannot_combine"
            continue
        if choice.choice is not Choice.KEEP_WINNER:
            snapshot[row.path] = _value(row, choice, sources)
    if "tags" in snapshot:
        snapshot["tags"] = [tag for tag in snapshot["tags"] if tag not in unticked]
    if problems:
        raise Invalid(fields=problems)
    return Composed(snapshot=snapshot, chosen=chosen, step_sources=sources)


def _row(path: str, winner: Any, loser: Any, *, can_combine: bool) -> FieldRow:
    same = winner == loser or _plain(path, winner) == _plain(path, loser)
    return FieldRow(
        path=path,
        winner=winner,
        loser=loser,
        is_same=same,
        is_clash=not same and path not in ONE_OF and path != "tags" and _clash(path, winner, loser),
        proposal=_combined(path, winner, loser) if can_combine else None,
    )


def _clash(path: str, winner: Any, loser: Any) -> bool:
    if _is_empty(winner) or _is_empty(loser):
        return False
    if isinstance(winner, int | float) and isinstance(loser, int | float):
        return True
    mine, theirs = _plain(path, winner), _plain(path, loser)
    if not (has_numbers(mine) and has_numbers(theirs)):
        return False
    return sorted(numbers_in(mine)) != sorted(numbers_in(theirs))


def _plain(path: str, value: Any) -> str:
    if path == "steps":
        return "\n".join(step["text"] for step in value or ())
    return str(value) if value is not None else ""


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [])


def _combined(path: str, winner: Any, loser: Any) -> Any:
    if path in ONE_OF:
        return None
    if path == "steps":
        return _united_steps(winner or [], loser or [], {})
    if isinstance(winner, list) or isinstance(loser, list):
        return list(dict.fromkeys([*(winner or []), *(loser or [])]))
    if isinstance(winner, str | None) and isinstance(loser, str | None):
        return None if path == "title" else united_text(winner or "", loser or "")
    return None


def united_text(winner: str, loser: str) -> str:
    """Put the sentences of the loser that the winner does not have, in either script, below the winner's."""
    known = {chinese.fold(sentence.strip()) for sentence in split_sentences(winner)}
    new = [one for one in split_sentences(loser) if one.strip() and chinese.fold(one.strip()) not in known]
    added = "".join(new).strip()
    return f"{winner}\n\n{added}" if winner and added else winner or added


def _value(row: FieldRow, choice: FieldChoice, sources: dict[str, str]) -> Any:
    if row.path == "steps":
        return _steps(row, choice, sources)
    if choice.choice is Choice.EDITED:
        return choice.value
    return row.loser if choice.choice is Choice.TAKE_LOSER else row.proposal


def _steps(row: FieldRow, choice: FieldChoice, sources: dict[str, str]) -> list[dict[str, str]]:
    own, theirs = row.winner or [], row.loser or []
    if choice.choice is Choice.COMBINE:
        return _united_steps(own, theirs, sources)
    texts = _lines(choice.value) if choice.choice is Choice.EDITED else [step["text"] for step in theirs]
    steps = content.key_steps([Step(text=text) for text in texts], own)
    _note_sources(steps, own, theirs, sources)
    return steps


def _united_steps(
    own: Sequence[Mapping[str, str]], theirs: Sequence[Mapping[str, str]], sources: dict[str, str]
) -> list[dict[str, str]]:
    known = {chinese.fold(step["text"]) for step in own}
    added = [Step(text=step["text"]) for step in theirs if chinese.fold(step["text"]) not in known]
    steps = content.key_steps([*(Step(key=step["key"], text=step["text"]) for step in own), *added], own)
    _note_sources(steps, own, theirs, sources)
    return steps


def _note_sources(
    steps: Sequence[Mapping[str, str]],
    own: Sequence[Mapping[str, str]],
    theirs: Sequence[Mapping[str, str]],
    sources: dict[str, str],
) -> None:
    """Note which new steps came from the loser, so that they stay attributed to its authors (M14)."""
    kept = {step["text"] for step in own}
    by_text = {step["text"]: step["key"] for step in reversed(theirs)}
    for step in steps:
        if step["text"] not in kept and step["text"] in by_text:
            sources[step["key"]] = by_text[step["text"]]


def _lines(value: Any) -> list[str]:
    return list(_texts(value))


def _texts(value: Any) -> Iterator[str]:
    lines = value.splitlines() if isinstance(value, str) else value
    yield from (line.strip() for line in lines if line.strip())
