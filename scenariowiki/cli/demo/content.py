"""The demo content's files, read into one value."""

import datetime as dt
import json
from dataclasses import dataclass
from importlib import resources
from typing import Any

BEGAN = dt.datetime(2026, 7, 6, 1, 0, tzinfo=dt.UTC)


@dataclass(frozen=True, kw_only=True)
class Content:
    people: dict[str, Any]
    taxonomy: dict[str, Any]
    synonyms: list[list[str]]
    scenarios: list[dict[str, Any]]
    merges: list[dict[str, Any]]
    rewards: dict[str, Any]
    feedback: dict[str, Any]
    sops: dict[str, Any]
    quality: dict[str, Any]


def read_all() -> Content:
    """Read every file of the demo content, scenarios in order of their files."""
    folder = resources.files("scenariowiki").joinpath("demo_content")
    files = sorted(folder.joinpath("scenarios").iterdir(), key=lambda file: file.name)
    return Content(
        people=json.loads(folder.joinpath("people.json").read_text("utf-8")),
        taxonomy=json.loads(folder.joinpath("taxonomy.json").read_text("utf-8")),
        synonyms=json.loads(folder.joinpath("synonyms.json").read_text("utf-8")),
        rewards=json.loads(folder.joinpath("rewards.json").read_text("utf-8")),
        feedback=json.loads(folder.joinpath("feedback.json").read_text("utf-8")),
        sops=json.loads(folder.joinpath("sops.json").read_text("utf-8")),
        quality=json.loads(folder.joinpath("quality.json").read_text("utf-8")),
        merges=json.loads(folder.joinpath("merges.json").read_text("utf-8")),
        scenarios=[one for file in files for one in json.loads(file.read_text("utf-8"))],
    )


def moment(text: str) -> dt.datetime:
    """Read a time with its zone."""
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)
