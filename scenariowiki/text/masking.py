"""Masking a text for good: each of its characters becomes a block, so lengths and offsets stay."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from scenariowiki.text import chinese

BLOCK = "█"
GAP = "▒"
SHORTEST = 2
_CODE = re.compile(r"[A-Za-z0-9_.:-]*")


def opened(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """Return a masked text as if it had said something else there: what began on it then differs, too."""
    told: dict[str, Any] = json.loads(json.dumps(snapshot, ensure_ascii=False).replace(BLOCK, GAP))
    return told


@dataclass(frozen=True, kw_only=True)
class Mask:
    """What is to be masked, as it is looked for: in any case, width and script, its gaps of any size."""

    pattern: re.Pattern[str]
    longest: str

    @classmethod
    def of(cls, text: str) -> "Mask | None":
        """Make the mask of a text; None where too little of it could be looked for."""
        pieces = chinese.fold(text.replace(BLOCK, " ")).split()
        if sum(map(len, pieces)) < SHORTEST:
            return None
        return cls(pattern=re.compile(r"\s+".join(map(re.escape, pieces))), longest=max(pieces, key=len))

    def put(self, text: str) -> tuple[str, int]:
        """Return a text of the same length with blocks where the mask fits, and how often it did."""
        pieces: list[str] = []
        at = count = 0
        for found in self.pattern.finditer(chinese.fold(text)):
            pieces += [text[at : found.start()], BLOCK * (found.end() - found.start())]
            at, count = found.end(), count + 1
        return ("".join([*pieces, text[at:]]), count) if count else (text, 0)

    def put_in(self, value: Any, only: Collection[str] = ()) -> tuple[Any, int]:
        """Mask what JSON holds; with `only` nothing but the values of these names, however deep they are.

        Names are masked like values where they are words of somebody's and not of the program's.
        """
        if isinstance(value, str):
            return (value, 0) if only else self.put(value)
        if isinstance(value, list):
            parts = [self.put_in(one, only) for one in value]
            return [part for part, _count in parts], sum(count for _part, count in parts)
        if isinstance(value, dict):
            return self._put_in_named(value, only)
        return value, 0

    def _put_in_named(self, value: dict[str, Any], only: Collection[str]) -> tuple[dict[str, Any], int]:
        masked: dict[str, Any] = {}
        total = 0
        for name, one in value.items():
            is_word = not only and not _CODE.fullmatch(name)
            called, in_name = self.put(name) if is_word else (name, 0)
            masked[called], within = self.put_in(one, () if name in only else only)
            total += in_name + within
        return masked, total
