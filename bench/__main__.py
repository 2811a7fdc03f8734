"""All benchmarks, one after the other: python -m bench [NAME ...]."""

import importlib.util
import subprocess
import sys

from bench.corpus import ROOT

ALL = (
    "pages",
    "saving",
    "diff",
    "search_quality",
    "duplicates",
    "duplicate_curves",
    "merging",
    "queue",
    "importing",
    "points",
    "posting",
    "digests",
    "clocks",
)


def main(names: tuple[str, ...]) -> None:
    """Run each in a process of its own; one that fails is named and keeps none from running."""
    failed = [name for name in names if not _run(name)]
    if failed:
        raise SystemExit(f"These did not come to an end: {', '.join(failed)}")


def _run(name: str) -> bool:
    if importlib.util.find_spec(f"bench.{name}") is None:
        return False
    print(f"\n## {name}: python -m bench.{name}", flush=True)
    return subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False, cwd=ROOT).returncode == 0


if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or ALL)
