"""Masking with what lies outside of the database: uploaded files that hold the text are deleted whole."""

import csv
import logging
from collections.abc import Iterator
from pathlib import Path

from flask import current_app

from scenariowiki.accounts.rules import Actor
from scenariowiki.exchange.tables import opened
from scenariowiki.kernel.errors import DomainError
from scenariowiki.redaction.commands import MaskInput, mask_text
from scenariowiki.runtime import remasking, uploads
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.queries import current_template
from scenariowiki.text.masking import Mask

LOG = logging.getLogger(__name__)


def files_with(mask: Mask) -> tuple[int, ...]:
    """List the imports whose files hold a text; one that cannot be read counts as holding it."""
    folder = Path(current_app.config["DATA_DIR"]) / uploads.FOLDER
    found = [path for path in folder.glob("*") if path.name.isdecimal() and _holds(path, mask)]
    return tuple(sorted(int(path.name) for path in found))


def mask(actor: Actor, no: int, given: MaskInput) -> None:
    """Mask a text, delete the files that hold it, and note for a restore that it was done."""
    with write() as uow:
        trace = mask_text(uow, actor, no, given)
        for job_id in given.files:
            uploads.file_of(job_id).unlink(missing_ok=True)
    remasking.remember(trace)


def _holds(path: Path, mask: Mask) -> bool:
    try:
        return any(mask.put_in(value)[1] for value in _values(path))
    except (DomainError, OSError, ValueError, csv.Error):
        LOG.warning("The file of import %s cannot be searched.", path.name)
        return True


def _values(path: Path) -> Iterator[object]:
    with opened(path, current_template(read()).fields) as table:
        yield list(table.columns)
        for row in table.rows():
            if row.error:
                raise ValueError(row.error)
            yield row.values
