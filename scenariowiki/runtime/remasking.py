"""What was masked, told beside the database: a backup from before brings it back, and this says so.

Told is where it stood, never what: only with such a backup can anybody read it there.
"""

import datetime as dt
import json
import os
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from scenariowiki.kernel.events import EventRow
from scenariowiki.redaction.commands import Span, Trace
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.models import Revision
from scenariowiki.scenarios.rules import content

NAME = "masked.jsonl"


@dataclass(frozen=True, kw_only=True)
class Note:
    """One masking: its event, the page it was asked for, when and why, and a place where the text stood."""

    event: str
    no: int
    at: str
    reason: str
    span: Span | None

    @property
    def day(self) -> str:
        """Return the day, for people."""
        return self.at[:10]


def remember(trace: Trace) -> None:
    """Note a masking that is done."""
    note = Note(
        event=str(trace.event), no=trace.no, at=trace.at.isoformat(), reason=trace.reason, span=trace.span
    )
    with _file().open("a", encoding="utf-8") as file:
        file.write(f"{json.dumps(asdict(note), ensure_ascii=False)}\n")
        file.flush()
        os.fsync(file.fileno())


def undone() -> list[Note]:
    """List the maskings that the database knows nothing of: a backup from before them was restored."""
    notes = [_note(line) for line in lines(_file())]
    if not notes:
        return []
    known = set(map(str, read().scalars(select(EventRow.id).where(EventRow.name == "TextMasked"))))
    return [note for note in notes if note.event not in known]


def text_of(note: Note) -> str | None:
    """Read what is to be masked once more where it stands again; None where it does not."""
    if note.span is None:
        return None
    revision = read().get(Revision, note.span.revision_id)
    if revision is None or revision.created_at != dt.datetime.fromisoformat(note.span.written_at):
        return None
    text = dict(content.texts(revision.snapshot)).get(note.span.path, "")
    return text[note.span.start : note.span.stop] or None


def forget(notes: Collection[Note]) -> None:
    """Forget maskings that were done once more, under an event of their own."""
    gone = {note.event for note in notes}
    keep(_file(), [line for line in lines(_file()) if _note(line).event not in gone])


def lines(path: Path) -> list[str]:
    """Return the lines of such a file; none where there is no file."""
    return path.read_text("utf-8").splitlines() if path.is_file() else []


def keep(path: Path, kept: Iterable[str]) -> None:
    """Write such a file anew, all of it or nothing."""
    part = path.with_name(f"{path.name}.part")
    part.write_text("".join(f"{line}\n" for line in kept), "utf-8")
    part.replace(path)


def _file() -> Path:
    return Path(current_app.config["DATA_DIR"]) / NAME


def _note(line: str) -> Note:
    told = json.loads(line)
    return Note(**{**told, "span": told["span"] and Span(**told["span"])})
