"""Where a text stands: row by row, with what each row would hold once it is masked."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Table, func, inspect, or_, select
from sqlalchemy.orm import Session

from scenariowiki.redaction.queries.belonging import Group
from scenariowiki.redaction.queries.places import PLACES, REVISIONS, Place, Values
from scenariowiki.scenarios.models import Revision, TemplateVersion
from scenariowiki.scenarios.queries.templates import BUILT_IN
from scenariowiki.scenarios.rules import content
from scenariowiki.scenarios.rules.template import CHOICES, Field, FieldKind
from scenariowiki.text.masking import Mask

AT_ONCE = 500
# Values that are no text: they are left out whole, for no block could be read as one.
WHOLE = frozenset({FieldKind.NUMBER, FieldKind.DATE})


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A row that holds the text: its key, the columns as they are to be, how often it stands there."""

    place: Place
    key: tuple[Any, ...]
    values: Values
    count: int


@dataclass(frozen=True, kw_only=True)
class Span:
    """Where the text stood in a revision, which is told by its moment, too: numbers may come again."""

    revision_id: int
    written_at: str
    path: str
    start: int
    stop: int


@dataclass(frozen=True, kw_only=True)
class Found:
    """All rows that hold the text, and the group that was searched."""

    group: Group
    hits: Sequence[Hit]

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Count how often the text stands in each table."""
        counts: Counter[str] = Counter()
        for hit in self.hits:
            counts[hit.place.name] += hit.count
        return dict(counts)

    @cached_property
    def total(self) -> int:
        """Count how often it stands anywhere."""
        return sum(self.counts.values())

    @cached_property
    def digest(self) -> str:
        """Name what was found, so that what is confirmed is what was shown."""
        rows = [(hit.place.name, list(map(str, hit.key)), hit.count) for hit in self.hits]
        told = json.dumps([sorted(self.group.scenarios), sorted(self.group.solutions), sorted(rows)])
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def find_text(session: Session, group: Group, mask: Mask) -> Found:
    """Look for a text in all that belongs to a group, and in what names no page."""
    kinds = _kinds(session)
    return Found(
        group=group,
        hits=[hit for place in PLACES for hit in _hits(session, place, group, mask, kinds)],
    )


def span_of(session: Session, found: Found, mask: Mask) -> Span | None:
    """Tell one place in a revision, the oldest that holds it; None where none does."""
    for hit in found.hits:
        if hit.place is REVISIONS and "snapshot" in hit.values:
            revision = session.get_one(Revision, hit.key[0])
            for path, text in content.texts(revision.snapshot):
                if at := mask.first(text):
                    written_at = revision.created_at.isoformat()
                    return Span(
                        revision_id=revision.id, written_at=written_at, path=path, start=at[0], stop=at[1]
                    )
    return None


def _hits(
    session: Session, place: Place, group: Group, mask: Mask, kinds: Mapping[str, FieldKind]
) -> Iterator[Hit]:
    for row in _rows(session, place, group, mask):
        values: Values = {}
        total = 0
        for name in place.texts:
            value = row[name]
            if place is REVISIONS and name == "snapshot":
                masked, count = mask_snapshot(value, mask, kinds)
            else:
                masked, count = mask.put_in(value, place.only.get(name, ()), place.cut)
            if count:
                values[name] = masked
                total += count
        if total:
            key = tuple(row[column.name] for column in table_of(place).primary_key)
            yield Hit(place=place, key=key, values=values, count=total)


def _rows(session: Session, place: Place, group: Group, mask: Mask) -> Iterator[Mapping[str, Any]]:
    table = table_of(place)
    wanted = [*table.primary_key, *(table.c[name] for name in place.texts if not table.c[name].primary_key)]
    chosen = select(*wanted).order_by(*table.primary_key)
    if place.about is not None:
        chosen = chosen.where(place.about(group))
    if place.narrow:
        narrow = table.c[place.narrow]
        chosen = chosen.where(
            or_(narrow.contains(mask.longest, autoescape=True), func.length(narrow) >= place.cut)
        )
    rows = session.connection().execute(chosen.execution_options(yield_per=AT_ONCE))
    for row in rows:
        yield row._asdict()


def table_of(place: Place) -> Table:
    """Return the table of a place."""
    table = inspect(place.table).local_table
    assert isinstance(table, Table)  # noqa: S101 - every model of ours has a table of its own
    return table


def mask_snapshot(
    snapshot: Mapping[str, Any], mask: Mask, kinds: Mapping[str, FieldKind]
) -> tuple[content.Snapshot, int]:
    """Mask the texts of a snapshot; keys of choices stay, a number or a day that tells the text goes."""
    masked: content.Snapshot = {}
    total = 0
    for path, value in snapshot.items():
        kind = kinds.get(path)
        if path in {"layer", "category", "tags"} or kind in CHOICES:
            masked[path] = value
        elif kind in WHOLE and mask.put(str(value))[1]:
            total += 1
        elif path == "steps":
            texts = [mask.put(step["text"]) for step in value]
            masked[path] = [{**step, "text": text} for step, (text, _n) in zip(value, texts, strict=True)]
            total += sum(count for _text, count in texts)
        else:
            masked[path], count = mask.put_in(value)
            total += count
    return masked, total


def _kinds(session: Session) -> dict[str, FieldKind]:
    """Map the paths of all fields that any template ever had to their kinds."""
    versions = session.scalars(select(TemplateVersion.fields).order_by(TemplateVersion.number))
    later = [Field.from_json(one) for fields in versions for one in fields]
    return {f"fields.{one.key}": one.kind for one in (*BUILT_IN.fields, *later)}
