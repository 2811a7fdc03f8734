"""What the audit log tells of an event: its facts in words, ids as what they are called today."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from flask_babel import gettext as _

from scenariowiki.runtime.messages import STATES
from scenariowiki.runtime.messages.events import VALUES, text_of_fact
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.queries import audit
from scenariowiki.scenarios.queries.audit import AuditRow
from scenariowiki.scenarios.queries.templates import retired_fields
from scenariowiki.text import characters

# Facts that the columns of the table tell already.
TOLD = frozenset({"schema", "scenario_id"})
ENUMS: Mapping[str, Sequence[str]] = {
    "kind": ("RevisionKind", "ItemKind", "TicketKind", "TargetKind"),
    "result": ("Result",),
    "reason": ("RejectReason", "ReviewReason", "MergeReason", "UnmergeReason", "PassReason"),
    "before": ("Audience",),
    "after": ("Audience",),
    "granted": ("Role",),
    "revoked": ("Role",),
    "outcome": ("AnswerOutcome",),
    "period": ("Period",),
    "verdict": ("Verdict",),
}
PEOPLE = (
    *("account_id", "author_id", "author_ids", "deciders", "lead_id"),
    *("loser_author_id", "reporter_id", "winner_author_id"),
)
# Which kind of thing a fact names, whatever the event ...
KINDS = {
    **dict.fromkeys(PEOPLE, "account"),
    **dict.fromkeys(("team_id", "team_before", "team_after"), "team"),
    "category_id": "category",
    "scenario_id": "scenario",
    "site_id": "site",
    "scenario_ids": "scenario",
    "tag_id": "tag",
    "tag_ids": "tag",
}
# ... and where the event decides.
KINDS_OF_EVENTS: Mapping[str, Mapping[str, str]] = {
    "CategoryMerged": {"into_id": "category"},
    "CategoryMoved": {"before": "category", "after": "category"},
    "CategoryUnmerged": {"from_id": "category"},
    "OwnerChanged": {"before": "account", "after": "account"},
    "OwnershipHandedOver": {"from_id": "account", "to_id": "account"},
    "ScenarioMerged": {"loser_id": "scenario"},
    "ScenarioUnmerged": {"loser_id": "scenario"},
    "SynonymsChanged": {"group_id": "synonyms"},
    "TagGroupSaved": {"group_id": "tag_group"},
    "TagMerged": {"into_id": "tag"},
    "TagUnmerged": {"from_id": "tag"},
}
FIELD = "fields."


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The names behind the ids of one page of the log, and the labels of the template's fields."""

    names: Mapping[tuple[str, int], str]
    labels: Mapping[str, str]

    @classmethod
    def of(cls, rows: Sequence[AuditRow], locale: str) -> Self:
        """Read every name that the rows need, a statement a kind."""
        wanted: dict[str, set[int]] = defaultdict(set)
        for kind, id_ in (one for row in rows for one in _named(row)):
            wanted[kind].add(id_)
        keys = {one.removeprefix(FIELD) for row in rows for one in row.payload.get("changed") or ()}
        labels = {one.key: one.label(locale) for one in retired_fields(read(), keys)}
        return cls(names=audit.names(read(), wanted), labels=labels)

    def tell(self, row: AuditRow) -> list[tuple[str, str]]:
        """List an event's facts as (name, value) in words."""
        return [(text_of_fact(name), self._value(row, name, value)) for name, value in _facts(row)]

    def _value(self, row: AuditRow, name: str, value: Any) -> str:
        if value is True:
            return str(_("Yes"))
        if isinstance(value, list):
            return " · ".join(self._word(row, name, one) for one in value)
        return self._word(row, name, value)

    def _word(self, row: AuditRow, name: str, value: Any) -> str:
        kind = _kind(row, name)
        if kind and isinstance(value, int):
            unknown = f"#{value}" if kind == "account" else str(value)
            return characters.visible(self.names.get((kind, value), unknown))
        if isinstance(value, str) and value.startswith(FIELD):
            return characters.visible(self.labels.get(value.removeprefix(FIELD), value))
        meant = (STATES[enum].get(value) for enum in ENUMS.get(name, ()))
        return characters.visible(str(next(filter(None, meant), None) or VALUES.get(value) or value))


def _facts(row: AuditRow) -> Iterator[tuple[str, Any]]:
    told = TOLD if row.no is not None else {"schema"}
    return ((name, value) for name, value in row.payload.items() if name not in told and _tells(value))


def _tells(value: Any) -> bool:
    return value is not None and value is not False and value != []


def _kind(row: AuditRow, name: str) -> str | None:
    return KINDS_OF_EVENTS.get(row.name, {}).get(name) or KINDS.get(name)


def _named(row: AuditRow) -> Iterator[tuple[str, int]]:
    for name, value in row.payload.items():
        kind = _kind(row, name)
        ids = value if isinstance(value, list) else [value]
        yield from ((kind, id_) for id_ in ids if kind and isinstance(id_, int))
