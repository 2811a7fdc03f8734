"""Corpora for the figures: made once of real hotline cases by the real commands, kept for the next run."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from scenariowiki.search.index import SCHEMA_ID

ROOT = Path(__file__).resolve().parent.parent
# Raised when a corpus is made differently, so that the old ones are not taken again.
MAKING = 4
EDITORS = 240
CURATED = 300
LONG_REVISIONS = 200
BIG_BYTES = 200_000
BATCH = 200


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Somebody signed in."""

    token: str
    csrf: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": f"session={self.token}"}


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """A database with its index; `pages` have solutions, outcomes and comments, `big` is 200 kB long."""

    folder: Path
    size: int
    visitors: tuple[Visitor, ...]
    curator: Visitor
    pages: tuple[int, ...]
    sops: tuple[int, ...]
    big: int
    long: int

    def copied(self, folder: Path) -> "Corpus":
        """Copy it, to be written to."""
        shutil.copytree(self.folder, folder / "copy")
        return replace(self, folder=folder / "copy")

    @property
    def env(self) -> dict[str, str]:
        """Return what a server of it needs."""
        return {"DATA_DIR": str(self.folder)}


def corpus(size: int) -> Corpus:
    """Return the corpus of a size, made in a process of its own when it is not there."""
    folder = Path(os.environ.get("BENCH_DIR") or Path(tempfile.gettempdir(), "scenariowiki-bench"))
    place = folder / f"{size}-{MAKING}-{_schema()}-{SCHEMA_ID}"
    if not (place / "corpus.json").exists():
        print(f"making a corpus of {size} scenarios in {place}", file=sys.stderr)
        environ = {**os.environ, "DATA_DIR": str(place), "SQLITE_SYNCHRONOUS": "OFF"}
        command = [sys.executable, "-m", "bench.corpus", str(size)]
        subprocess.run(command, check=True, cwd=ROOT, env=environ)
    kept = json.loads((place / "corpus.json").read_text())
    return Corpus(
        folder=place,
        size=size,
        visitors=tuple(Visitor(**one) for one in kept["visitors"]),
        curator=Visitor(**kept["curator"]),
        pages=tuple(kept["pages"]),
        sops=tuple(kept["sops"]),
        big=kept["big"],
        long=kept["long"],
    )


def _schema() -> str:
    return max(path.name for path in (ROOT / "migrations" / "versions").glob("[0-9]*.py")).partition("_")[0]


def _make(size: int) -> None:
    """Fill DATA_DIR; called as a program, so that the caller keeps neither memory nor open files of it."""
    from bench import making  # noqa: PLC0415 - loads the application

    place = Path(os.environ["DATA_DIR"])
    place.mkdir(parents=True, exist_ok=True)
    made = making.make(size)
    (place / "corpus.json").write_text(json.dumps(made))


if __name__ == "__main__":
    _make(int(sys.argv[1]))
