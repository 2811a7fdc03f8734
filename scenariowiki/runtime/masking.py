"""Uploaded files that hold a text which is masked: found by reading them, deleted whole."""

import csv
import logging
from collections.abc import Iterable, Iterator
from pathlib import Path

from flask import current_app

from scenariowiki.exchange.tables import opened
from scenariowiki.kernel.errors import DomainError
from scenariowiki.runtime import uploads
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.queries import current_template
from scenariowiki.text.masking import Mask

LOG = logging.getLogger(__name__)


def files_with(mask: Mask) -> tuple[int, ...]:
    """List the imports whose files hold a text; one that cannot be read counts as holding it."""
    folder = Path(current_app.config["DATA_DIR"]) / uploads.FOLDER
    found = [path for path in folder.glob("*") if path.name.isdecimal() and _holds(path, mask)]
    return tuple(sorted(int(path.name) for path in found))


def forget_files(job_ids: Iterable[int]) -> None:
    """Delete the files of imports."""
    for job_id in job_ids:
        uploads.file_of(job_id).unlink(missing_ok=True)


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
