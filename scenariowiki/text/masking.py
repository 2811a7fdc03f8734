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


def says_same(masked: Any, typed: Any) -> bool:
    """Tell whether a typed text is a masked one as it was before."""
    return (
        isinstance(masked, str)
        and isinstance(typed, str)
        and len(masked) == len(typed)
        and all(one in {BLOCK, other} for one, other in zip(masked, typed, strict=True))
    )


@dataclass(frozen=True, kw_only=True)
class Mask:
    """What is to be masked, as it is looked for: in any case, width and script, its gaps of any size."""

    pattern: re.Pattern[str]
    words: str
    longest: str

    @classmethod
    def of(cls, text: str) -> "Mask | None":
        """Make the mask of a text; None where too little of it could be looked for."""
        pieces = chinese.fold(text.replace(BLOCK, " ")).split()
        if sum(map(len, pieces)) < SHORTEST:
            return None
        return cls(
            pattern=re.compile(r"\s+".join(map(re.escape, pieces))),
            words=" ".join(pieces),
            longest=max(pieces, key=len),
        )

    def first(self, text: str) -> tuple[int, int] | None:
        """Return where the mask fits first."""
        found = self.pattern.search(chinese.fold(text))
        return found and found.span()

    def put(self, text: str, cut: int = 0) -> tuple[str, int]:
        """Return a text of the same length with blocks where the mask fits, and how often it did.

        One as long as `cut` may have lost its end: what it ends with of the mask goes, too.
        """
        folded = chinese.fold(text)
        spans = [found.span() for found in self.pattern.finditer(folded)]
        if cut and len(text) >= cut and (rest := self._begun(folded[spans[-1][1] if spans else 0 :])):
            spans.append((len(text) - rest, len(text)))
        at, pieces = 0, []
        for start, end in spans:
            pieces += [text[at:start], BLOCK * (end - start)]
            at = end
        return "".join([*pieces, text[at:]]), len(spans)

    def _begun(self, folded: str) -> int:
        lengths = range(len(self.words) - 1, SHORTEST - 1, -1)
        return next((length for length in lengths if folded.endswith(self.words[:length])), 0)

    def put_in(self, value: Any, only: Collection[str] = (), cut: int = 0) -> tuple[Any, int]:
        """Mask what JSON holds; with `only` nothing but the values of these names, however deep they are.

        Names are masked like values where they are words of somebody's and not of the program's.
        """
        if isinstance(value, str):
            return (value, 0) if only else self.put(value, cut)
        if isinstance(value, list):
            parts = [self.put_in(one, only, cut) for one in value]
            return [part for part, _count in parts], sum(count for _part, count in parts)
        if isinstance(value, dict):
            return self._put_in_named(value, only, cut)
        return value, 0

    def _put_in_named(
        self, value: dict[str, Any], only: Collection[str], cut: int
    ) -> tuple[dict[str, Any], int]:
        masked: dict[str, Any] = {}
        total = 0
        for name, one in value.items():
            is_word = not only and not _CODE.fullmatch(name)
            called, in_name = self.put(name, cut) if is_word else (name, 0)
            masked[called], within = self.put_in(one, () if name in only else only, cut)
            total += in_name + within
        return masked, total
