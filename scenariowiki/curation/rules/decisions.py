"""What a curator decides about one item: as it was sent, as it is stored, and read back for a second one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scenariowiki.curation.rules.items import ItemKind, Verdict
from scenariowiki.curation.rules.merging import Choice, FieldChoice, MergeKind, MergeReason, MergeRequest
from scenariowiki.kernel.errors import Invalid

# Refusals that say that something the decision depends on is no longer as it has to be (Q10).
DEPENDENCIES = frozenset(
    {
        *("no_scenario", "no_solution", "no_revision", "no_merge"),
        *("already_same", "bad_state", "audience_differs", "other_scenario", "inactive"),
        *("no_sop", "no_draft", "sop_in_force", "sop_rests"),
    }
)

BULK: Mapping[ItemKind, frozenset[Verdict]] = {
    ItemKind.DUP_SCENARIO: frozenset({Verdict.DUPLICATE, Verdict.DISTINCT}),
    ItemKind.DUP_SOLUTION: frozenset({Verdict.DUPLICATE, Verdict.DISTINCT}),
    ItemKind.STALE_REVIEW: frozenset({Verdict.KEEP}),
}


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A verdict with all that goes with it; ids are those of scenarios or of solutions, as the item has them.

    `reason` is a `MergeReason` for a merge and a `RejectReason` for a rejection; `keep_current` lets the
    present text stay where an undoing meets later edits (U5); `successor` is the number of the scenario
    that takes the place of one that a review archives.
    """

    lease_token: int
    verdict: str
    versions: Mapping[int, int] = field(default_factory=dict)
    winner: int | None = None
    fields: Mapping[str, FieldChoice] = field(default_factory=dict)
    unticked: frozenset[int] = frozenset()
    reason: str | None = None
    note: str = ""
    override: bool = False
    keep_current: bool = False
    successor: int | None = None

    def stored(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {
            "verdict": self.verdict,
            "versions": {str(id_): seq for id_, seq in self.versions.items()},
            "winner": self.winner,
            "fields": {
                path: {"choice": one.choice.value, "value": one.value} for path, one in self.fields.items()
            },
            "unticked": sorted(self.unticked),
            "reason": self.reason,
            "note": self.note,
            "override": self.override,
            "keep_current": self.keep_current,
            "successor": self.successor,
        }


def read_back(stored: Mapping[str, Any], lease_token: int) -> Decision:
    """Read a stored decision, to be decided under another lease."""
    return Decision(
        lease_token=lease_token,
        verdict=stored["verdict"],
        versions={int(id_): seq for id_, seq in stored["versions"].items()},
        winner=stored["winner"],
        fields={
            path: FieldChoice(choice=Choice(one["choice"]), value=one["value"])
            for path, one in stored["fields"].items()
        },
        unticked=frozenset(stored["unticked"]),
        reason=stored["reason"],
        note=stored["note"],
        override=stored["override"],
        keep_current=stored["keep_current"],
        successor=stored.get("successor"),
    )


def merge_request(kind: MergeKind, ids: tuple[int, ...], given: Decision, winner: int) -> MergeRequest:
    """Return the merge that a decision asks for; `winner` is who wins where it does not say."""
    chosen = winner if given.winner is None else given.winner
    if chosen not in ids:
        raise Invalid(fields={"winner": "not_a_choice"})
    return MergeRequest(
        kind=kind,
        winner=chosen,
        losers=tuple(id_ for id_ in ids if id_ != chosen),
        versions=given.versions,
        fields=given.fields,
        unticked=given.unticked,
        reason=merge_reason(given.reason),
        note=given.note,
        override=given.override,
    )


def merge_reason(reason: str | None) -> MergeReason:
    """Return the reason of a merge; one must be given (M31)."""
    if reason not in set(MergeReason):
        raise Invalid(fields={"reason": "not_a_choice" if reason else "required"})
    return MergeReason(reason)
