"""What a curator sends about one item: verdict, winner, a choice per field, tags, reason and note."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from werkzeug.datastructures import MultiDict

from scenariowiki.curation.rules.decisions import Decision
from scenariowiki.curation.rules.items import NOTE_MAX, Verdict
from scenariowiki.curation.rules.merging import Choice, FieldChoice
from scenariowiki.runtime.messages.curation import NOTES
from scenariowiki.web.forms.archiving import read_number
from scenariowiki.web.forms.base import number_or_none

WINNER, LOSER, BOTH = "winner", "loser", "both"
CHOICES: Mapping[str, Choice] = {
    WINNER: Choice.KEEP_WINNER,
    LOSER: Choice.TAKE_LOSER,
    BOTH: Choice.COMBINE,
}
OTHER_SIDE: Mapping[str, str] = {WINNER: LOSER, LOSER: WINNER}
NAMES: Mapping[str, str] = {choice.value: name for name, choice in CHOICES.items()}
REFUSALS = frozenset({Verdict.DISTINCT, Verdict.RELATED, Verdict.KEEP, Verdict.UPHOLD})
SUCCESSOR_MAX = 12
Form = MultiDict[str, str]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A decision as it was typed, complete or not: it fills the form again.

    `choices` maps paths to a side, `texts` to the wording of one's own where both are wanted.
    """

    winner: int | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    unticked: frozenset[int] = frozenset()
    reason: str = ""
    note: str | None = None
    override: bool = False
    keep_current: bool = False
    successor: str = ""

    @classmethod
    def typed(cls, form: Form) -> Self:
        """Read what stands in a form."""
        shown, ticked = _ids(form, "tags-shown"), _ids(form, "tag")
        return cls(
            winner=number_or_none(form.get("winner")),
            choices={path: side for path, side in _named(form, "choice-") if side in CHOICES},
            texts=dict(_named(form, "text-")),
            unticked=frozenset(shown - ticked),
            reason=form.get("reason", ""),
            note=form.get("note", "")[: NOTE_MAX + 1],
            override="override" in form,
            keep_current="keep_current" in form,
            successor=form.get("successor", "")[:SUCCESSOR_MAX],
        )

    @classmethod
    def stored(cls, decision: Mapping[str, Any]) -> Self:
        """Read what was kept of a decision (`Decision.stored`)."""
        fields: Mapping[str, Mapping[str, Any]] = decision.get("fields") or {}
        return cls(
            winner=decision.get("winner"),
            choices={path: NAMES.get(one["choice"], BOTH) for path, one in fields.items()},
            texts={path: one["value"] for path, one in fields.items() if isinstance(one["value"], str)},
            unticked=frozenset(decision.get("unticked") or ()),
            reason=decision.get("reason") or "",
            note=decision.get("note") or "",
            override=bool(decision.get("override")),
            keep_current=bool(decision.get("keep_current")),
            successor=str(decision.get("successor") or ""),
        )

    def about(self, decision: Mapping[str, Any]) -> Self:
        """Fill in what a first curator decided; what the second one wrote themselves stays."""
        first = self.stored(decision)
        return first if self.note is None else replace(first, note=self.note, override=self.override)

    def swapped(self, winner: int) -> Self:
        """Turn the sides round: what was chosen stays chosen."""
        choices = {path: OTHER_SIDE.get(side, side) for path, side in self.choices.items()}
        return replace(self, winner=winner, choices=choices)


def read_decision(form: Form) -> Decision:
    """Leave as a frozen decision; a reason's own sentence stands in for a note that was left empty."""
    verdict, _, preset = form.get("verdict", "").partition(":")
    draft = Draft.typed(form)
    reason = preset if preset and preset not in NOTES else draft.reason
    note = (draft.note or "").strip()
    return Decision(
        lease_token=number_or_none(form.get("lease_token")) or 0,
        verdict=verdict,
        versions=read_versions(form),
        winner=draft.winner,
        fields=dict(_choices(form, draft)),
        unticked=draft.unticked,
        reason=reason or None,
        note=_note(verdict, note, preset or draft.reason),
        override=draft.override,
        keep_current=draft.keep_current,
        successor=read_number(draft.successor) if verdict == Verdict.ARCHIVE else None,
    )


def plain_text(text: str) -> str:
    """Give a text the line ends that it had before a browser sent it."""
    return text.replace("\r\n", "\n").strip()


def fingerprint(text: str) -> str:
    """Mark a proposal, so that one which was left as it is counts as combined, not as edited (M11)."""
    return hashlib.sha256(plain_text(text).encode()).hexdigest()[:16]


def _note(verdict: str, note: str, reason: str) -> str:
    """Take the note as typed; a sentence that a reason to merge put there says nothing about a refusal."""
    if verdict in REFUSALS:
        return "" if note in {str(sentence) for sentence in NOTES.values()} else note
    return note or str(NOTES.get("objection" if verdict == Verdict.OVERTURN else reason, ""))


def _choices(form: Form, draft: Draft) -> Iterator[tuple[str, FieldChoice]]:
    for path, side in draft.choices.items():
        own = draft.texts.get(path)
        if side != BOTH or own is None or form.get(f"proposal-{path}") == fingerprint(own):
            yield path, FieldChoice(choice=CHOICES[side])
        else:
            yield path, FieldChoice(choice=Choice.EDITED, value=plain_text(own))


def read_versions(form: Form) -> dict[int, int]:
    """Read what was seen: versions by id."""
    found: dict[int, int] = {}
    for name, value in _named(form, "version-"):
        id_, seq = number_or_none(name), number_or_none(value)
        if id_ is not None and seq is not None:
            found[id_] = seq
    return found


def _ids(form: Form, name: str) -> set[int]:
    return {id_ for value in form.getlist(name) if (id_ := number_or_none(value)) is not None}


def _named(form: Form, prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in form.items():
        if name.startswith(prefix):
            yield name.removeprefix(prefix), value
