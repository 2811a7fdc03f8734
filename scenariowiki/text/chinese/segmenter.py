"""The word segmenter that is installed: rjieba, or jieba where there is no wheel of it."""

from collections.abc import Iterable
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any, Protocol


class Segmenter(Protocol):
    """What the analyser asks of a segmenter; both cut with the same dictionary."""

    version: str

    def cut(self, run: str) -> Iterable[tuple[str, int, int]]:
        """Cut a run of Han characters in search mode: word, start, end."""
        ...

    def texts(self, text: str) -> list[str]:
        """Cut any text in search mode, and give the words alone; what is not Han comes sign by sign."""
        ...

    def add(self, word: str) -> None:
        """Add a word to the dictionary."""
        ...


def load_segmenter() -> Segmenter:
    """Load the fastest segmenter there is."""
    if find_spec("rjieba") is None:
        from scenariowiki.text.chinese.jieba_segmenter import JiebaSegmenter  # noqa: PLC0415 - loads for a second

        return JiebaSegmenter()
    return _RjiebaSegmenter()


class _RjiebaSegmenter:
    def __init__(self) -> None:
        self.version = f"rjieba={version('rjieba')}"
        # The module has a dictionary already: 25 MB for a second one only where words are to be added.
        self._jieba: Any = import_module("rjieba")
        self._is_shared = True

    def cut(self, run: str) -> Iterable[tuple[str, int, int]]:
        cut: list[tuple[str, int, int]] = self._jieba.tokenize(run, "search")
        return cut

    def texts(self, text: str) -> list[str]:
        cut: list[str] = self._jieba.cut_for_search(text)
        return cut

    def add(self, word: str) -> None:
        if self._is_shared:
            self._jieba, self._is_shared = self._jieba.Jieba(), False
        self._jieba.add_word(word, None, None)
