"""Files of imports: kept under the import's number, never under a name that came with them."""

import os
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import IO

from flask import current_app

from scenariowiki.kernel.errors import TooLarge

UPLOAD_MAX = 20 * 1024 * 1024
CHUNK = 256 * 1024
FOLDER = "imports"


def file_of(job_id: int) -> Path:
    """Return where the file of an import lies."""
    return _folder() / str(job_id)


def receive(stream: IO[bytes]) -> Path:
    """Write an upload to a file of no name that only this account of the machine reads; raise TooLarge."""
    handle, name = tempfile.mkstemp(prefix="new-", dir=_folder())
    path, size = Path(name), 0
    with os.fdopen(handle, "wb") as file:
        while piece := stream.read(CHUNK):
            size += len(piece)
            if size > UPLOAD_MAX:
                path.unlink()
                raise TooLarge("file_too_large")
            file.write(piece)
    return path


def forget_others(kept: Collection[int], *, before: float) -> int:
    """Delete the files of other imports, and what was left of uploads, last touched before a moment."""
    names = {str(job_id) for job_id in kept}
    old = [path for path in _folder().iterdir() if path.name not in names and path.stat().st_mtime < before]
    for path in old:
        path.unlink()
    return len(old)


def _folder() -> Path:
    folder = Path(current_app.config["DATA_DIR"]) / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
