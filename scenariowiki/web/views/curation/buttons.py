"""What may be decided about each kind of item: buttons with their keys, and reasons ready to be picked."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace as View
from typing import Any

from flask_babel import lazy_gettext as _

from scenariowiki.curation.rules.items import DUPLICATES, ItemKind, Verdict
from scenariowiki.runtime.messages import STATES
from scenariowiki.runtime.messages.curation import NOTES, REVISE, SEND_BACK, SEND_SOP_BACK

# verdict, words, key, icon, the one that Ctrl and Enter send
Button = tuple[Verdict, Any, str, str | None, bool]
_PAIR: Sequence[Button] = (
    (Verdict.RELATED, _("Related"), "l", None, False),
    (Verdict.DISTINCT, _("Not a duplicate"), "x", None, False),
    (Verdict.DUPLICATE, _("Merge, then next"), "", "git-merge", True),
)
BUTTONS: Mapping[ItemKind, Sequence[Button]] = {
    ItemKind.DUP_SCENARIO: _PAIR,
    ItemKind.DUP_SOLUTION: _PAIR,
    ItemKind.PUBLISH: ((Verdict.PUBLISH, _("Publish, then next"), "", "badge-check", True),),
    ItemKind.REVISION: (
        (Verdict.REJECT, _("Reject"), "x", None, False),
        (Verdict.ACCEPT, _("Accept, then next"), "", "check", True),
    ),
    ItemKind.UNMERGE_APPEAL: (
        (Verdict.UPHOLD, _("The merge stays"), "x", None, False),
        (Verdict.OVERTURN, _("Undo the merge, then next"), "", "undo-2", True),
    ),
    ItemKind.FRAUD: (
        (Verdict.VOID, _("They do not count"), "x", None, False),
        (Verdict.RELEASE, _("They count, then next"), "", "check", True),
    ),
    ItemKind.POINTS_APPEAL: (
        (Verdict.UPHOLD, _("They stay taken back"), "x", None, False),
        (Verdict.OVERTURN, _("Give them back, then next"), "", "undo-2", True),
    ),
    ItemKind.STALE_REVIEW: (
        (Verdict.ARCHIVE, _("Archive"), "x", "archive", False),
        (Verdict.KEEP, _("Still holds, next"), "", "check", True),
    ),
    ItemKind.SOP: (
        (Verdict.REJECT, _("Reject"), "x", None, False),
        (Verdict.APPROVE, _("Approve, then next"), "", "check", True),
    ),
    ItemKind.AUDIT: (
        (Verdict.DISAGREE, _("Disagree"), "x", None, False),
        (Verdict.AGREE, _("Agree, then next"), "", "check", True),
    ),
}


def buttons_for(kind: ItemKind) -> list[View]:
    """List the verdicts of a kind, the refusing ones first, the main one last."""
    return [
        View(verdict=verdict.value, text=text, key=key, icon=icon, main=main)
        for verdict, text, key, icon, main in BUTTONS.get(kind, ())
    ]


def chips_for(kind: ItemKind) -> list[tuple[Any, list[View]]]:
    """List reasons that decide with one click, in groups: to send back, to reject, to have revised."""
    if kind is ItemKind.PUBLISH:
        return _numbered(
            (_("Send back:"), Verdict.NEEDS_WORK, SEND_BACK),
            (_("Reject:"), Verdict.REJECT, STATES["RejectReason"]),
        )
    if kind is ItemKind.SOP:
        return _numbered((_("Send back:"), Verdict.NEEDS_WORK, SEND_SOP_BACK))
    if kind is ItemKind.STALE_REVIEW:
        return _numbered((_("Have it revised:"), Verdict.REVISE, REVISE))
    return []


def merge_reasons(kind: ItemKind) -> list[tuple[str, Any, Any]]:
    """List the reasons to merge as (value, word, sentence)."""
    if kind not in DUPLICATES:
        return []
    return [(value, word, NOTES.get(value, "")) for value, word in STATES["MergeReason"].items()]


def _numbered(*groups: tuple[Any, Verdict, Mapping[str, Any]]) -> list[tuple[Any, list[View]]]:
    found: list[tuple[Any, list[View]]] = []
    number = 0
    for label, verdict, reasons in groups:
        chips = []
        for value, text in reasons.items():
            number += 1
            chips.append(
                View(value=f"{verdict}:{value}", text=text, number=number, sentence=NOTES.get(value))
            )
        found.append((label, chips))
    return found
